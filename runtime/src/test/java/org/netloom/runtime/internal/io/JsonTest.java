package org.netloom.runtime.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void readsEveryKindOfValue() throws Json.SyntaxException {
        Object value = Json.parse(
                " { \"a\" : [ 1 , -2.5e3 , true , false , null ] ,\n\t\"b\":{},\"c\":[], \"d\":\"\\u0041\\n\\\"\\/é\" } ");
        assertThat(value)
                .isEqualTo(Map.of(
                        "a", Arrays.asList(1L, -2500.0, true, false, null),
                        "b", Map.of(),
                        "c", List.of(),
                        "d", "A\n\"/é"));
        assertThat(Json.parse("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(Json.parse("9223372036854775808")).isEqualTo(0x1p63);
        assertThat(Json.parse("-0.0")).isEqualTo(-0.0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1,\"a\":2} | the key \"a\" a second time at character 7",
                "{\"a\":1,} | '}' instead of a key at character 7",
                "[1,] | ']' instead of a value at character 3",
                "[1 2] | '2' instead of ',' or ']' at character 3",
                "{\"a\" 1} | '1' instead of ':' at character 5",
                "{a:1} | 'a' instead of a key at character 1",
                "[1] x | 'x' instead of the end at character 4",
                "\"abc | the end instead of a string's '\"' at character 4",
                "\"\\x\" | 'x' instead of an escape at character 2",
                "\"\\u12g4\" | 'g' instead of a hexadecimal digit at character 5",
                "tru | 't' instead of a value at character 0",
                "01 | '1' instead of the end at character 1",
                "+1 | '+' instead of a value at character 0",
                "NaN | 'N' instead of a value at character 0",
                "{\"a\":1 | the end instead of ',' or '}' at character 6",
            })
    void saysWhatIsWrongAndWhere(String text, String message) {
        assertThatThrownBy(() -> Json.parse(text))
                .isInstanceOf(Json.SyntaxException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u0000", "[", "{", "\"a\nb\"", "\\", "-", "1.", "1e", ".5", "'a'"})
    void refusesWhatIsNoJson(String text) {
        assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(Json.SyntaxException.class);
    }

    @Test
    void deepNestingIsRefusedAndNoStackOverflows() {
        assertThatThrownBy(() -> Json.parse("[".repeat(1_000_000)))
                .isInstanceOf(Json.SyntaxException.class)
                .hasMessageStartingWith("nested deeper than 64");
    }

    @Test
    void writesNoNumberThatJsonLacks() {
        assertThatThrownBy(() -> Json.write(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Json.write(List.of(Float.NEGATIVE_INFINITY)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 500, seed = "3")
    void whatIsReadIsWhatWasWritten(@ForAll("values") @Nullable Object value) throws Json.SyntaxException {
        String text = Json.write(value);
        assertThat(text).doesNotContain("\n");
        assertThat(Json.parse(text)).isEqualTo(value);
    }

    @Property(tries = 2000, seed = "4")
    void anyTextIsReadOrRefused(@ForAll("nearlyJson") String text) {
        try {
            assertThat(Json.parse(Json.write(Json.parse(text)))).isEqualTo(Json.parse(text));
        } catch (Json.SyntaxException e) {
            assertThat(e).hasMessageContaining("character");
        }
    }

    @Provide
    Arbitrary<String> nearlyJson() {
        return Arbitraries.strings().withChars("{}[]\",:\\ue1-.0ntfalsru ").ofMaxLength(24);
    }

    @Provide
    Arbitrary<Object> values() {
        return nested(3);
    }

    private static Arbitrary<Object> nested(int depth) {
        Arbitrary<Object> simple = Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(10).asGeneric(),
                Arbitraries.longs().asGeneric(),
                Arbitraries.doubles().asGeneric(),
                Arbitraries.of(true, false).asGeneric());
        if (depth == 0) {
            return simple;
        }
        return Arbitraries.oneOf(
                simple,
                nested(depth - 1).list().ofMaxSize(4).asGeneric(),
                Arbitraries.maps(Arbitraries.strings().ofMaxLength(5), nested(depth - 1))
                        .ofMaxSize(4)
                        .asGeneric());
    }
}
