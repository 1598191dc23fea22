package org.netloom.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.netloom.compiler.internal.builtin.BuiltInTraining;
import org.netloom.compiler.train.Component;

/** Each optimizer with each of its options, and two losses, from the text of a train section. */
class OptimizerParityTest {
    private static final String NET =
            "net Small { input(2, 6, 6) conv(3, 3) bn sigmoid flatten dense(5) tanh dense(4) } ";

    /** Those that have an operation of their own. */
    private static final List<String> LOSSES = List.of("cross_entropy", "mse");

    static Stream<String> optimizers() {
        return Stream.of(
                "sgd(lr = 0.3)",
                "sgd(lr = 0.3, weight_decay = 0.05)",
                "sgd(lr = 0.1, momentum = 0.9)",
                "sgd(lr = 0.1, momentum = 0.8, weight_decay = 0.02)",
                "sgd(lr = 0.1, momentum = 0.9, dampening = 0.3)",
                "sgd(lr = 0.1, momentum = 0.9, nesterov = true)",
                "sgd(lr = 0.1, momentum = 0.7, weight_decay = 0.03, nesterov = true)",
                "adam(lr = 0.01)",
                "adam(lr = 0.02, weight_decay = 0.04)",
                "adam(lr = 0.01, beta1 = 0.8, beta2 = 0.95, eps = 0.001)");
    }

    static Stream<Arguments> cases() {
        return optimizers()
                .flatMap(optimizer -> LOSSES.stream()
                        .flatMap(loss -> Stream.of(Precision.values())
                                .map(precision -> Arguments.of(optimizer, loss, precision))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void stepsAsPytorch(String optimizer, String loss, Precision precision) {
        String train = "train Small { loss %s optimizer %s }".formatted(loss, optimizer);
        Agreement agreement =
                ParityCheck.run(ParityCheck.compile("optimizer.net", NET + train), 0, 6, Objective.of(loss), precision);
        assertThat(agreement.failures()).isEmpty();
    }

    @Test
    void everyOptionHasACase() {
        new BuiltInTraining()
                .components().stream()
                        .filter(component -> component.kind() == Component.Kind.OPTIMIZER)
                        .forEach(optimizer -> optimizer.signature().parameters().forEach(parameter -> {
                            String name = optimizer.signature().name();
                            assertThat(optimizers().filter(text -> text.startsWith(name + "(")))
                                    .as("a case with %s of %s", parameter.name(), name)
                                    .anyMatch(text -> text.matches(".*\\b" + parameter.name() + " = .*"));
                        }));
    }
}
