package org.netloom.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netloom.runtime.data.Preprocessing.Column;
import org.netloom.runtime.data.Preprocessing.Images;
import org.netloom.runtime.data.Preprocessing.Target;
import org.netloom.runtime.exception.NetworkException;

class PreprocessingTest {
    private static final Preprocessing WHOLE = Preprocessing.none()
            .withOptions(DataOptions.of(Map.of("target", "a%2Cb,c")))
            .withColumns(List.of(
                    Column.numeric("größe \"cm\"", 1 / 3.0, -1e-300, 0.1 + 0.2),
                    Column.categorical("color", List.of("", "red", "\n")),
                    Column.ignored("id")))
            .withDivision(DataOptions.of(Map.of("test", "0.2")))
            .withClassNames(List.of("cat", "dog"))
            .withTargets(List.of(new Target("price", 2e5, 7.25)))
            .withImages(new Images(List.of(1, 2, 3), "crop", List.of(0.1), List.of(0.7)));

    @Test
    void isTheSameAfterARoundTrip() {
        for (Preprocessing one : List.of(WHOLE, Preprocessing.none(), WHOLE.withImages(null))) {
            assertThat(Preprocessing.parse(one.toJson())).isEqualTo(one).hasSameHashCodeAs(one);
        }
        assertThat(Preprocessing.none().toJson()).isEqualTo("{}");
        assertThat(WHOLE.toJson()).doesNotContain("\n");
    }

    @Test
    void differsInEachThing() {
        assertThat(List.of(
                        WHOLE.withOptions(DataOptions.none()),
                        WHOLE.withDivision(DataOptions.none()),
                        WHOLE.withColumns(List.of()),
                        WHOLE.withClassNames(List.of()),
                        WHOLE.withTargets(List.of()),
                        WHOLE.withImages(null)))
                .doesNotContain(WHOLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"columns\":1}",
                "{\"columns\":[{\"name\":\"a\",\"kind\":\"other\"}]}",
                "{\"columns\":[{\"name\":\"a\",\"kind\":\"numeric\",\"missing\":0,\"mean\":0,\"deviation\":0}]}",
                "{\"classes\":[1]}",
                "{\"images\":{\"shape\":[1,2],\"fit\":\"crop\"}}",
                "{\"images\":{\"shape\":[1,2,1e300],\"fit\":\"crop\"}}",
                "{\"options\":{\"a\":1}}",
                "{\"division\":{\"test\":1}}"
            })
    void refusesWhatIsNone(String json) {
        assertThatThrownBy(() -> Preprocessing.parse(json))
                .isInstanceOf(NetworkException.class)
                .hasMessageStartingWith("the preprocessing of data is not intact: ");
    }

    @Test
    void scalesOutputsBack() {
        assertThat(new Target("price", 100, 20).unscaled(-1.5)).isEqualTo(70);
    }
}
