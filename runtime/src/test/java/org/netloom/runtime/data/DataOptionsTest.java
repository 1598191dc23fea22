package org.netloom.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netloom.runtime.exception.NetworkException;

class DataOptionsTest {
    @TempDir
    Path directory;

    @Test
    void readsValuesAsAUrlHasThem() {
        DataOptions options =
                DataOptions.parse("target=gr%C3%B6%C3%9Fe%26%25,a%2Cb&missing=?&n=7&on=true&part=0.25&plus=a+b c");
        assertThat(options.text("target")).isEqualTo("größe&%,a,b");
        assertThat(options.list("target")).containsExactly("größe&%", "a,b");
        assertThat(options.text("missing")).isEqualTo("?");
        assertThat(options.whole("n", 1)).isEqualTo(7);
        assertThat(options.flag("on", false)).isTrue();
        assertThat(options.fraction("part", 0.5)).isEqualTo(0.25);
        assertThat(options.text("plus")).isEqualTo("a+b c");
        assertThat(options.text("none")).isNull();
        assertThat(options.whole("none", 3)).isEqualTo(3);
        assertThat(options.list("none")).isEmpty();
        assertThat(DataOptions.parse(options.toString())).isEqualTo(options);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a       | 'a' in '?a' is no option: those are name=value, with & between two
            a=1&    | '' in '?a=1&' is no option: those are name=value, with & between two
            =1      | '=1' in '?=1' is no option: those are name=value, with & between two
            a=1&a=2 | the option 'a' is there twice in '?a=1&a=2'
            a=100%  | a=100%: behind a % stand two digits from 0 to f; %25 is the sign itself
            a=%4    | a=%4: behind a % stand two digits from 0 to f; %25 is the sign itself
            a=%FF   | a=%FF: what its % say is no UTF-8
            """)
    void refusesWhatIsNoOption(String query, String message) {
        assertThatThrownBy(() -> DataOptions.parse(query))
                .isInstanceOf(NetworkException.class)
                .hasMessage(message);
    }

    @Test
    void refusesValuesThatAreSomethingElse() {
        DataOptions options = DataOptions.parse("a=x");
        assertThatThrownBy(() -> options.whole("a", 0)).hasMessage("a=x: this option is a whole number");
        assertThatThrownBy(() -> options.flag("a", true)).hasMessage("a=x: this option is one of true, false");
        for (String part : List.of("x", "0", "1", "-0.1", "NaN", "")) {
            assertThatThrownBy(() -> DataOptions.parse("a=" + part).fraction("a", 0))
                    .isInstanceOf(NetworkException.class)
                    .hasMessage(
                            "a=" + part + ": this option is a part of the examples, above 0 and below 1, as 0.1 is");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            glyphs?validaton=0.1 | glyphs has no option 'validaton', did you mean 'validation'? its options are validation, split_seed
            glyphs?target=x      | glyphs has no option 'target'; its options are validation, split_seed
            glyphs?validation    | 'validation' in '?validation' is no option: those are name=value, with & between two
            """)
    void refusesOptionsThatTheFormatDoesNotKnow(String spec, String message) {
        assertThatThrownBy(() -> Datasets.open(spec))
                .isInstanceOf(NetworkException.class)
                .hasMessage(message);
    }

    @Test
    void aFormatWithoutOptionsSaysSo() throws IOException {
        Path file = Files.writeString(directory.resolve("xor.pairs"), "0 0 0\n0 1 1\n");
        assertThatThrownBy(() -> Datasets.open(file + "?test=0.5"))
                .isInstanceOf(NetworkException.class)
                .hasMessage("a .pairs file takes no options, and so not 'test'");
    }

    @Test
    void aFileThatIsReallyCalledSoWins() throws IOException {
        Path plain = Files.writeString(directory.resolve("a.pairs"), "0 0 0\n".repeat(20));
        Path marked = Files.writeString(directory.resolve("a.pairs?test=.pairs"), "0 0 0\n".repeat(40));
        assertThat(Datasets.open(marked.toString()).train().name()).isEqualTo("a.pairs?test=.pairs");
        assertThatThrownBy(() -> Datasets.open(plain + "?test=1")).hasMessageContaining("takes no options");
        Path text = Files.writeString(directory.resolve("why?.txt"), "0123456789".repeat(20));
        DataSplit data = Datasets.open(text + "?test=0.5&validation=0.25", List.of(9), message -> {});
        assertThat(data.train().size()).isEqualTo(5);
        assertThat(data.validation()).isNotNull().extracting(Dataset::size).isEqualTo(5);
        assertThat(data.test().size()).isEqualTo(10);
    }

    @Test
    void whatIsNotThereIsNamedWithoutItsOptions() {
        assertThatThrownBy(() -> Datasets.open("glyps?validation=0.1"))
                .isInstanceOf(NetworkException.class)
                .hasMessageStartingWith("there are no data glyps, did you mean glyphs?");
        assertThatThrownBy(() -> Datasets.open("no/such.npz?test=0.1"))
                .isInstanceOf(NetworkException.class)
                .hasMessageStartingWith("there is no file or directory no/such.npz; ");
    }
}
