package org.netloom.compiler.internal.ir;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.netloom.compiler.internal.builtin.BuiltInLosses;
import org.netloom.compiler.layer.Numbers;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.train.Component;

/** The compiler knows the runtime by name only; these names must be the runtime's. */
class TrainChoicesTest {
    static List<Component> losses() {
        return BuiltInLosses.ALL;
    }

    /** The runtime's class has the loss' name, and says an option as the language has it. */
    @ParameterizedTest
    @MethodSource("losses")
    void lossesAreTheRuntimes(Component loss) throws ReflectiveOperationException {
        Class<?> type =
                Class.forName(loss.type().packageName() + "." + loss.type().name());
        List<Parameter<?>> parameters = loss.signature().parameters();
        Object[] byPosition = parameters.stream()
                .filter(parameter -> !parameter.byName())
                .map(Parameter::defaultValue)
                .toArray();
        Class<?>[] types = Arrays.stream(byPosition).map(value -> double.class).toArray(Class<?>[]::new);
        org.netloom.runtime.loss.Loss made =
                (org.netloom.runtime.loss.Loss) type.getMethod("of", types).invoke(null, byPosition);
        assertThat(made.name()).isEqualTo(loss.name());
        assertThat(made).hasToString(loss.name());
        for (Parameter<?> parameter : parameters) {
            if (parameter.byName()) {
                Object with = with(made, parameter);
                assertThat(with)
                        .hasToString("%s(%s)".formatted(loss.name(), parameter.name() + "=" + sample(parameter)));
                assertThat(with).isNotEqualTo(made).isEqualTo(with(made, parameter));
            }
        }
    }

    private static Object with(Object made, Parameter<?> parameter) throws ReflectiveOperationException {
        StringBuilder name = new StringBuilder("with");
        for (String word : parameter.name().split("_", -1)) {
            name.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
        }
        Method method = Arrays.stream(made.getClass().getMethods())
                .filter(candidate -> candidate.getName().contentEquals(name))
                .findFirst()
                .orElseThrow();
        Object value = parameter.type() == Numbers.class ? new double[] {3} : sample(parameter);
        return method.invoke(made, value);
    }

    private static Object sample(Parameter<?> parameter) {
        return parameter.type() == Integer.class
                ? (Object) 3
                : parameter.range().high() <= 1 ? 0.5 : 3.0;
    }
}
