package org.netloom.compiler.internal.ir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.netloom.runtime.init.Initializer;
import org.netloom.runtime.train.Loss;

/** The compiler knows the runtime by name only; these names must be the runtime's. */
class TrainChoicesTest {
    @Test
    void lossesAreTheRuntimes() {
        assertThat(TrainChoices.LOSSES).isEqualTo(names(Loss.values()));
    }

    @Test
    void initializersAreTheRuntimes() {
        assertThat(TrainChoices.INITIALIZERS).isEqualTo(names(Initializer.values()));
    }

    private static List<String> names(Enum<?>[] constants) {
        return Arrays.stream(constants)
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
    }
}
