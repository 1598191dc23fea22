package org.netloom.compiler.internal.builtin;

import static org.netloom.compiler.layer.Parameter.flag;
import static org.netloom.compiler.layer.Parameter.real;

import java.util.List;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.train.Loss;
import org.netloom.compiler.train.Optimizer;
import org.netloom.compiler.train.TrainProvider;

/** The optimizers, the losses and the names of data of the language, each listed once. */
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

    public static final Optimizer SGD = Optimizer.of(
            Signature.of("sgd", "Stochastic gradient descent, as PyTorch has it.")
                    .parameters(
                            LEARNING_RATE,
                            real("momentum", "weight of the old step in the new one")
                                    .below(0, 1)
                                    .orElse(0.0)
                                    .named(),
                            WEIGHT_DECAY,
                            flag("nesterov", "whether to look ahead along the momentum")
                                    .orElse(false)
                                    .named())
                    .example("sgd(lr = 0.1, momentum = 0.9)"),
            RuntimeNames.SGD_CONFIG);

    public static final Optimizer ADAM = Optimizer.of(
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

    /** In the order of the reference. */
    @Override
    public List<Optimizer> optimizers() {
        return List.of(SGD, ADAM);
    }

    /** In the order of the reference. */
    @Override
    public List<Loss> losses() {
        return BuiltInLosses.ALL;
    }

    @Override
    public List<String> data() {
        return DATA;
    }
}
