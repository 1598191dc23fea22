package org.netloom.compiler.internal.ir;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.init.Initializer;
import org.netloom.runtime.train.Loss;

/** The compiler knows the runtime by name only; these names must be the runtime's. */
class TrainChoicesTest {
    @Test
    void lossesAreTheRuntimes() {
        assertThat(TrainChoices.LOSSES).isEqualTo(names(Loss.values()));
    }

    @Test
    void dataAreTheRuntimes() {
        assertThat(TrainChoices.DATA).isEqualTo(Datasets.names());
    }

    @Test
    void initializersAreTheRuntimes() {
        assertThat(TrainChoices.INITIALIZERS).isEqualTo(names(Initializer.values()));
    }

    @Test
    void optimizersTakeWhatTheRuntimesRecordsTake() throws ClassNotFoundException {
        for (Optimizer optimizer : TrainChoices.OPTIMIZERS) {
            Class<?> config = Class.forName(
                    optimizer.config().packageName() + "." + optimizer.config().name());
            List<String> components = Arrays.stream(config.getRecordComponents())
                    .map(RecordComponent::getName)
                    .map(name -> name.equals("learningRate") ? "lr" : snake(name))
                    .toList();
            assertThat(optimizer.signature().parameters()).extracting("name").isEqualTo(components);
        }
    }

    private static List<String> names(Enum<?>[] constants) {
        return Arrays.stream(constants)
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    private static String snake(String camel) {
        return camel.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
