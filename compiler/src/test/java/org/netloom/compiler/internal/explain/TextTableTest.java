package org.netloom.compiler.internal.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.netloom.compiler.internal.explain.TextTable.Column;

class TextTableTest {
    private static final TextTable TABLE = new TextTable(Column.NAME, Column.CALL, Column.NUMBER, Column.NUMBER)
            .groups("", "", "both", "both")
            .row("name", "call", "one", "two")
            .row("aNameThatIsRatherLong", "conv(64, 7, stride=2, pad=3)", "1", "12,345")
            .rule()
            .row("sum", "", "1", "");

    @Test
    void isAsWideAsItsCellsWhereThereIsRoom() {
        String wide = String.join(
                "\n",
                " ".repeat(65) + "both",
                "  name                    call                           one      two",
                "  aNameThatIsRatherLong   conv(64, 7, stride=2, pad=3)     1   12,345",
                "  ---------------------   ----------------------------   ---   ------",
                "  sum                                                      1",
                "");
        assertThat(TABLE.text(0)).isEqualTo(wide).isEqualTo(TABLE.text(TABLE.width()));
        assertThat(TABLE.width())
                .isEqualTo(wide.lines().mapToInt(String::length).max().orElseThrow());
    }

    @Test
    void namesLoseTheirMiddlesAndCallsTheirEnds() {
        assertThat(TABLE.text(50))
                .isEqualTo(String.join(
                        "\n",
                        " ".repeat(46) + "both",
                        "  name              call               one     two",
                        "  aNameTh..herLong  conv(64, 7, str..    1  12,345",
                        "  ----------------  -----------------  ---  ------",
                        "  sum                                    1",
                        ""));
    }

    @Test
    void columnsThatDoNotFitFollowBelow() {
        String narrow = TABLE.text(30);
        assertThat(narrow.lines()).allMatch(line -> line.length() <= 30);
        assertThat(narrow.split("\n\n")).hasSize(2).allMatch(part -> part.contains(".."));
        assertThat(narrow).containsPattern("(?s)call.*\n\n.*both\n.*one +two\n");
    }

    @Test
    void refusesRowsOfAnotherLength() {
        assertThatThrownBy(() -> new TextTable(Column.NAME).row("a", "b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("2 cells for 1 columns");
    }

    @Test
    void linesBreakBetweenWords() {
        assertThat(Lines.wrap("one two three\n  four five", 9, 2)).isEqualTo("one two\n  three\n  four\n  five");
        assertThat(Lines.wrap("one two three\n", 0, 2)).isEqualTo("one two three\n");
        assertThat(Lines.wrap("abcdefghijkl mn\n", 5, 2)).isEqualTo("abcde\n  fgh\n  ijk\n  l\n  mn\n");
        assertThat(Lines.wrap("", 5, 2)).isEmpty();
    }

    @Test
    void countsAndNumbersOfAnySizeAreShort() {
        assertThat(Lines.count(44_652)).isEqualTo("44,652");
        assertThat(Lines.count(25_557_032)).isEqualTo("25.6 M");
        assertThat(Lines.count(999_960)).isEqualTo("1.0 M");
        assertThat(Lines.count(1_000_000_000_000L)).isEqualTo("1.0 T");
        assertThat(Lines.count(Long.MAX_VALUE)).isEqualTo("9.2 E");
        for (double number :
                new double[] {0, 1e-7, 1.5, 999_999, 1e30, -1.7e-308, Double.NaN, Double.NEGATIVE_INFINITY}) {
            assertThat(Lines.number(number)).hasSizeLessThanOrEqualTo(9);
        }
    }
}
