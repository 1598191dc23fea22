package org.netloom.compiler.internal.builtin;

import static org.netloom.compiler.layer.Parameter.flag;
import static org.netloom.compiler.layer.Parameter.real;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.netloom.compiler.layer.Arguments;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.train.Component;
import org.netloom.compiler.train.Component.Kind;
import org.netloom.compiler.train.TrainProvider;

/** The components and the names of data of train sections, each listed once. */
public final class BuiltInTraining implements TrainProvider {
    /** The names of data that the runtime knows. */
    private static final List<String> DATA = List.of("glyphs", "mnist", "fashion_mnist", "cifar10", "cifar100");

    /** The size of a step. */
    public static final Parameter<Double> LEARNING_RATE =
            real("lr", "size of a step").moreThan(0).alsoCalled("learning_rate", "rate");
    /** How much of each parameter is added to its gradient. */
    public static final Parameter<Double> WEIGHT_DECAY = real(
                    "weight_decay", "times the parameter is added to its gradient")
            .atLeast(0)
            .orElse(0.0)
            .alsoCalled("decay", "l2")
            .named();

    private static final Parameter<Double> MOMENTUM = real("momentum", "weight of the old step in the new one")
            .below(0, 1)
            .orElse(0.0)
            .named();
    private static final Parameter<Double> DAMPENING = real(
                    "dampening", "how much of a new step stays out of the momentum")
            .below(0, 1)
            .orElse(0.0)
            .named();
    private static final Parameter<Boolean> NESTEROV = flag("nesterov", "whether to look ahead along the momentum")
            .orElse(false)
            .named();

    public static final Component SGD = Component.of(
                    Kind.OPTIMIZER,
                    Signature.of("sgd", "Stochastic gradient descent, as PyTorch has it.")
                            .parameters(LEARNING_RATE, MOMENTUM, DAMPENING, WEIGHT_DECAY, NESTEROV)
                            .example("sgd(lr = 0.1, momentum = 0.9)"),
                    RuntimeNames.SGD_CONFIG)
            .where(BuiltInTraining::contradiction);

    public static final Component ADAM = Component.of(
            Kind.OPTIMIZER,
            Signature.of("adam", "Adam (Kingma and Ba, 2015), as PyTorch has it.")
                    .parameters(
                            LEARNING_RATE.orElse(0.001),
                            real("beta1", "decay of the mean of gradients")
                                    .below(0, 1)
                                    .orElse(0.9)
                                    .named(),
                            real("beta2", "decay of the mean of squared gradients")
                                    .below(0, 1)
                                    .orElse(0.999)
                                    .named(),
                            real("eps", "added to the root of the squares")
                                    .moreThan(0)
                                    .orElse(1e-8)
                                    .alsoCalled("epsilon")
                                    .named(),
                            WEIGHT_DECAY)
                    .example("adam(lr = 0.001)"),
            RuntimeNames.ADAM_CONFIG);

    private static Optional<String> contradiction(Arguments sgd) {
        if (sgd.get(NESTEROV) && sgd.get(MOMENTUM) == 0) {
            return Optional.of("nesterov looks ahead along the momentum, and there is none: give one, momentum=0.9");
        }
        if (sgd.get(NESTEROV) && sgd.get(DAMPENING) != 0) {
            return Optional.of("nesterov takes the whole gradient into the momentum, and dampening leaves a part out;"
                    + " leave one of them out");
        }
        return Optional.empty();
    }

    /** In the order of the reference. */
    @Override
    public List<Component> components() {
        return Stream.of(List.of(SGD, ADAM), BuiltInLosses.ALL, BuiltInSchedules.ALL, BuiltInHabits.ALL)
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public List<String> data() {
        return DATA;
    }
}
