package org.netloom.compiler.internal.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.train.Component;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.optim.AdadeltaConfig;
import org.netloom.runtime.optim.AdagradConfig;
import org.netloom.runtime.optim.AdamConfig;
import org.netloom.runtime.optim.AdamwConfig;
import org.netloom.runtime.optim.LambConfig;
import org.netloom.runtime.optim.LionConfig;
import org.netloom.runtime.optim.NadamConfig;
import org.netloom.runtime.optim.OptimizerConfig;
import org.netloom.runtime.optim.RmspropConfig;
import org.netloom.runtime.optim.SgdConfig;

/** The compiler knows the runtime by name only; these names, and the defaults, must be the runtime's. */
class BuiltInTrainingTest {
    @Test
    void dataAreTheRuntimes() {
        assertThat(new BuiltInTraining().data()).isEqualTo(Datasets.names());
    }

    @Test
    void optimizersAreTheRuntimes() throws ReflectiveOperationException {
        List<OptimizerConfig> made = List.of(
                SgdConfig.of(0.25),
                AdamConfig.of(0.25),
                AdamwConfig.of(0.25),
                RmspropConfig.of(0.25),
                AdagradConfig.of(0.25),
                AdadeltaConfig.of(0.25),
                NadamConfig.of(0.25),
                LionConfig.of(0.25),
                LambConfig.of(0.25));
        List<Component> optimizers = new BuiltInTraining()
                .components().stream()
                        .filter(component -> component.kind() == Component.Kind.OPTIMIZER)
                        .toList();
        assertThat(optimizers).hasSameSizeAs(made);
        for (int i = 0; i < made.size(); i++) {
            Class<?> config = made.get(i).getClass();
            assertThat(optimizers.get(i).type())
                    .extracting("packageName", "name")
                    .containsExactly(config.getPackageName(), config.getSimpleName());
            for (Parameter<?> parameter : optimizers.get(i).signature().parameters()) {
                if (parameter.byName()) {
                    hasDefaultAndMethod(parameter, made.get(i));
                }
            }
        }
    }

    private static void hasDefaultAndMethod(Parameter<?> parameter, OptimizerConfig made)
            throws ReflectiveOperationException {
        String name = capitalized(parameter.name());
        String accessor = name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
        Object value = made.getClass().getMethod(accessor).invoke(made);
        assertThat(parameter.defaultValue()).as(accessor).isEqualTo(value);
        assertThat(Arrays.stream(made.getClass().getMethods())
                        .filter(method -> method.getName().equals("with" + name)))
                .as("with" + name)
                .singleElement()
                .satisfies(method -> assertThat(method.getParameterTypes()[0].getSimpleName())
                        .isEqualToIgnoringCase(parameter.type().getSimpleName()));
    }

    /** {@code WeightDecay} of {@code weight_decay}. */
    private static String capitalized(String snake) {
        StringBuilder name = new StringBuilder();
        for (String word : snake.split("_", -1)) {
            name.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
        }
        return name.toString();
    }
}
