package org.netloom.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.internal.builtin.BuiltInTraining;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.train.Component;
import org.netloom.parity.Agreement.What;

/**
 * Each optimizer with each of its options from the text of a train section: some in the training of a network by two losses,
 * and all of them over fifty steps by gradients that are given, so that no network magnifies roundings.
 */
class OptimizerParityTest {
    private static final String NET =
            "net Small { input(2, 6, 6) conv(3, 3) bn sigmoid flatten dense(5) tanh dense(4) } ";

    /** Those that have an operation of their own. */
    private static final List<String> LOSSES = List.of("cross_entropy", "mse");

    private static final int MANY = 50;

    static Stream<String> optimizers() {
        return Stream.concat(
                inNetworks(),
                Stream.of(
                        "adam(lr = 0.02, weight_decay = 0.04, decay_biases = false)",
                        "adamw(lr = 0.01, beta1 = 0.8, beta2 = 0.95, eps = 0.001)",
                        "adamw(lr = 0.01, weight_decay = 0.3, decay_biases = false)",
                        "rmsprop(lr = 0.01)",
                        "rmsprop(lr = 0.01, alpha = 0.9, eps = 0.001, weight_decay = 0.05)",
                        "rmsprop(lr = 0.005, momentum = 0.9)",
                        "rmsprop(lr = 0.01, centered = true)",
                        "rmsprop(lr = 0.005, centered = true, momentum = 0.8, weight_decay = 0.05, decay_biases = false)",
                        "adagrad(lr = 0.1)",
                        "adagrad(lr = 0.1, lr_decay = 0.1, initial_accumulator_value = 0.3)",
                        "adagrad(lr = 0.1, eps = 0.001, weight_decay = 0.05)",
                        "adagrad(lr = 0.1, weight_decay = 0.05, decay_biases = false)",
                        "adadelta(lr = 1.0)",
                        "adadelta(lr = 0.7, rho = 0.8, eps = 0.001, weight_decay = 0.05)",
                        "adadelta(lr = 0.7, weight_decay = 0.05, decay_biases = false)",
                        "nadam(lr = 0.01)",
                        "nadam(lr = 0.01, beta1 = 0.8, beta2 = 0.95, eps = 0.001, momentum_decay = 0.1)",
                        "nadam(lr = 0.01, weight_decay = 0.05)",
                        "nadam(lr = 0.01, weight_decay = 0.3, decoupled_weight_decay = true)",
                        "nadam(lr = 0.01, weight_decay = 0.3, decoupled_weight_decay = true, decay_biases = false)",
                        "lion(lr = 0.001)",
                        "lion(lr = 0.01, beta1 = 0.7, beta2 = 0.9, weight_decay = 0.1)",
                        "lion(lr = 0.01, weight_decay = 0.1, decay_biases = false)",
                        "lamb(lr = 0.01)",
                        "lamb(lr = 0.01, beta1 = 0.8, beta2 = 0.95, eps = 0.001, weight_decay = 0.2)",
                        "lamb(lr = 0.01, weight_decay = 0.2, decay_biases = false)"));
    }

    static Stream<String> inNetworks() {
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
                "adam(lr = 0.01, beta1 = 0.8, beta2 = 0.95, eps = 0.001)",
                "sgd(lr = 0.1, weight_decay = 0.03, decay_biases = false)",
                "adamw(lr = 0.01, weight_decay = 0.3)");
    }

    static Stream<Arguments> byGivenGradients() {
        return optimizers()
                .flatMap(optimizer ->
                        Stream.of(Precision.values()).map(precision -> Arguments.of(optimizer, precision)));
    }

    @ParameterizedTest
    @MethodSource("byGivenGradients")
    void makesFiftyStepsAsPytorch(String optimizer, Precision precision) {
        Compilation compilation =
                ParityCheck.compile("optimizer.net", NET + "train Small { optimizer %s }".formatted(optimizer));
        Network network = compilation.networks().get(0);
        Agreement agreement = new Agreement(precision);
        Draws draws = new Draws(7);
        try (NetloomNetwork ours = new NetloomNetwork(compilation.classes().get(0), precision.nd4j(), 1);
                TorchNetwork exact = new TorchNetwork(network, ParityCheck.optimizer(network), 1)) {
            Map<String, double[]> start = draws.parameters(ours.parameterList());
            ours.load(start);
            exact.load(start);
            for (int step = 0; step < MANY; step++) {
                Map<String, double[]> gradients = new LinkedHashMap<>();
                // Of several sizes, so that eps matters.
                double size = Math.pow(2, -5 * (step % 4));
                start.forEach((name, values) -> gradients.put(name, draws.values(values.length, size)));
                ours.update(gradients);
                exact.update(gradients);
            }
            assertThat(ours.parameters().get("conv1.weight")).isNotEqualTo(start.get("conv1.weight"));
            agreement.add(What.PARAMETERS, ours.parameters(), exact.parameters());
        }
        assertThat(agreement.failures()).isEmpty();
    }

    static Stream<Arguments> cases() {
        return inNetworks()
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
