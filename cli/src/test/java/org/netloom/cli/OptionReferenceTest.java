package org.netloom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.netloom.runtime.data.DataFormat;
import org.netloom.runtime.data.DataOption;
import org.netloom.runtime.data.Datasets;

/** The table of options in docs/data.md is what the formats say, those of all modules. */
class OptionReferenceTest {
    private static final Path PAGE = Path.of("../docs/data.md");
    private static final String BEGIN =
            "<!-- options: made from the formats by OptionReferenceTest; -Ddocs.update=true writes it anew -->\n";
    private static final String END = "<!-- end of options -->\n";

    @Test
    void thePageHasTheOptionsOfEachFormat() throws IOException {
        String table = table(Datasets.formats());
        String text = Files.readString(PAGE);
        int from = text.indexOf(BEGIN) + BEGIN.length();
        int to = text.indexOf(END);
        assertThat(from).as("%s has %s", PAGE, BEGIN).isGreaterThan(BEGIN.length());
        if (Boolean.getBoolean("docs.update") && !text.substring(from, to).equals(table)) {
            Files.writeString(PAGE, text.substring(0, from) + table + text.substring(to));
            fail("wrote %s: look at the difference, then run without -Ddocs.update", PAGE);
        }
        assertThat(text.substring(from, to))
                .as("the options in %s are not what the formats have; -Ddocs.update=true writes them", PAGE)
                .isEqualTo(table);
    }

    @Test
    void eachOptionIsWordedAlike() {
        for (DataFormat format : Datasets.formats()) {
            assertThat(format.options().stream().map(DataOption::name))
                    .as(format.description())
                    .doesNotHaveDuplicates()
                    .allMatch(name -> name.matches("[a-z]+(_[a-z]+)*"));
            assertThat(format.options())
                    .allSatisfy(option -> assertThat(option.doc())
                            .as(option.name())
                            .doesNotEndWith(".")
                            .doesNotContain("|", "\n"));
            assertThat(format.options().stream().map(DataOption::name))
                    .as(format.description())
                    .containsAll(format.keptOptions());
        }
    }

    /** A row for each option; one that several formats have alike is one row. */
    private static String table(List<DataFormat> formats) {
        Map<DataOption, List<String>> takers = new LinkedHashMap<>();
        for (DataFormat format : formats) {
            String name = format.names().isEmpty()
                    ? format.description()
                    : "`%s`".formatted(String.join("`, `", format.names()));
            for (DataOption option : format.options()) {
                takers.computeIfAbsent(option, key -> new ArrayList<>()).add(name);
            }
        }
        StringBuilder table = new StringBuilder("| option | of | default | what it does |\n|---|---|---|---|\n");
        takers.forEach((option, names) -> table.append("| `%s` | %s | %s | %s |\n"
                .formatted(option.name(), String.join(", ", names), option.fallback(), option.doc())));
        return table.toString();
    }
}
