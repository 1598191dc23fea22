package org.netloom.compiler.internal.builtin;

import static org.netloom.compiler.layer.Parameter.flag;
import static org.netloom.compiler.layer.Parameter.real;

import java.util.List;
import java.util.Optional;
import org.netloom.compiler.layer.Arguments;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.train.Component;
import org.netloom.compiler.train.Component.Kind;

/** The optimizers, each listed once. */
public final class BuiltInOptimizers {
    /** The size of a step. */
    public static final Parameter<Double> LEARNING_RATE =
            real("lr", "size of a step").moreThan(0).alsoCalled("learning_rate", "rate");
    /** How much of each parameter is added to its gradient. */
    public static final Parameter<Double> WEIGHT_DECAY = weightDecay("times the parameter is added to its gradient");

    private static final Parameter<Boolean> DECAY_BIASES = flag(
                    "decay_biases", "whether biases, and scales and shifts of normalizations, decay too")
            .orElse(true)
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
    private static final Parameter<Double> BETA1 = stays("beta1", "decay of the mean of gradients", 0.9);
    private static final Parameter<Double> BETA2 = stays("beta2", "decay of the mean of squared gradients", 0.999);

    public static final Component SGD = optimizer(
                    Signature.of("sgd", "Stochastic gradient descent, as PyTorch has it.")
                            .parameters(LEARNING_RATE, MOMENTUM, DAMPENING, WEIGHT_DECAY, DECAY_BIASES, NESTEROV)
                            .example("sgd(lr = 0.1, momentum = 0.9)"),
                    "SgdConfig")
            .where(BuiltInOptimizers::contradiction);

    public static final Component ADAM = optimizer(
            Signature.of("adam", "Adam (Kingma and Ba, 2015), as PyTorch has it.")
                    .parameters(LEARNING_RATE.orElse(0.001), BETA1, BETA2, eps(1e-8), WEIGHT_DECAY, DECAY_BIASES)
                    .example("adam(lr = 0.001)"),
            "AdamConfig");

    private static final Component ADAMW = optimizer(
            Signature.of("adamw", "Adam whose weights decay apart from their gradients.")
                    .parameters(
                            LEARNING_RATE.orElse(0.001),
                            BETA1,
                            BETA2,
                            eps(1e-8),
                            decoupled().orElse(0.01),
                            DECAY_BIASES)
                    .formula("""
                            p = (1 - lr weight_decay) p
                            m = beta1 m + (1 - beta1) g
                            v = beta2 v + (1 - beta2) g²
                            p = p - lr m / (1 - beta1ᵗ) / (√(v / (1 - beta2ᵗ)) + eps)""", "Loshchilov and Hutter, 2019; PyTorch's AdamW")
                    .example("adamw(lr = 0.001, weight_decay = 0.05, decay_biases = false)"),
            "AdamwConfig");

    private static final Component RMSPROP = optimizer(
            Signature.of("rmsprop", "Gradients are divided by the root of the mean of their squares.")
                    .parameters(
                            LEARNING_RATE.orElse(0.01),
                            stays("alpha", "decay of the mean of squared gradients", 0.99)
                                    .alsoCalled("rho"),
                            eps(1e-8),
                            WEIGHT_DECAY,
                            DECAY_BIASES,
                            MOMENTUM,
                            flag("centered", "whether gradients are divided by their deviation from their mean")
                                    .orElse(false)
                                    .named())
                    .formula("""
                            d = g + weight_decay p
                            v = alpha v + (1 - alpha) d²
                            b = momentum b + d / (√v + eps)
                            p = p - lr b
                            centered: a = alpha a + (1 - alpha) d, and v - a² in the place of v in the third line, or 0 where it is less""", "Hinton, 2012; PyTorch's RMSprop")
                    .example("rmsprop(lr = 0.01, momentum = 0.9)"),
            "RmspropConfig");

    private static final Component ADAGRAD = optimizer(
            Signature.of("adagrad", "Gradients are divided by the root of the sum of all their squares.")
                    .parameters(
                            LEARNING_RATE.orElse(0.01),
                            real("lr_decay", "how much slower each step makes those that follow")
                                    .atLeast(0)
                                    .orElse(0.0)
                                    .named(),
                            WEIGHT_DECAY,
                            DECAY_BIASES,
                            real("initial_accumulator_value", "what the sums of squares begin with")
                                    .atLeast(0)
                                    .orElse(0.0)
                                    .alsoCalled("initial_accumulator")
                                    .named(),
                            eps(1e-10))
                    .formula("""
                            d = g + weight_decay p
                            v = v + d²
                            p = p - lr / (1 + (t - 1) lr_decay) d / (√v + eps)""", "Duchi et al., 2011; PyTorch's Adagrad")
                    .example("adagrad(lr = 0.01)"),
            "AdagradConfig");

    private static final Component ADADELTA = optimizer(
            Signature.of("adadelta", "Steps as large as those before, by gradients as large as those before.")
                    .parameters(
                            LEARNING_RATE.orElse(1.0),
                            stays("rho", "decay of the means of squared gradients and squared steps", 0.9),
                            eps(1e-6),
                            WEIGHT_DECAY,
                            DECAY_BIASES)
                    .formula("""
                            d = g + weight_decay p
                            v = rho v + (1 - rho) d²
                            s = √(u + eps) / √(v + eps) d
                            u = rho u + (1 - rho) s²
                            p = p - lr s""", "Zeiler, 2012; PyTorch's Adadelta")
                    .example("adadelta(lr = 1.0)"),
            "AdadeltaConfig");

    private static final Component NADAM = optimizer(
            Signature.of("nadam", "Adam with Nesterov's look ahead.")
                    .parameters(
                            LEARNING_RATE.orElse(0.002),
                            BETA1,
                            BETA2,
                            eps(1e-8),
                            WEIGHT_DECAY,
                            DECAY_BIASES,
                            real("momentum_decay", "how fast the momentum comes to its full size")
                                    .atLeast(0)
                                    .orElse(0.004)
                                    .named(),
                            flag(
                                            "decoupled_weight_decay",
                                            "whether weights decay apart from their gradients, as in adamw")
                                    .orElse(false)
                                    .named())
                    .formula("""
                            d = g + weight_decay p, or decoupled p = (1 - lr weight_decay) p and d = g
                            m = beta1 m + (1 - beta1) d
                            v = beta2 v + (1 - beta2) d²
                            μₜ = beta1 (1 - 0.96^(t momentum_decay) / 2)
                            p = p - lr (μₜ₊₁ m / (1 - μ₁ … μₜ₊₁) + (1 - μₜ) d / (1 - μ₁ … μₜ)) / (√(v / (1 - beta2ᵗ)) + eps)""", "Dozat, 2016; PyTorch's NAdam")
                    .example("nadam(lr = 0.002)"),
            "NadamConfig");

    private static final Component LION = optimizer(
            Signature.of(
                            "lion",
                            "Steps of one size, by the sign of a mean. Its rate is 3 to 10 times smaller than adamw's, and its"
                                    + " weight decay as many times larger.")
                    .parameters(
                            LEARNING_RATE.orElse(1e-4),
                            stays("beta1", "weight of the mean in the sign", 0.9),
                            stays("beta2", "decay of the mean of gradients", 0.99),
                            decoupled(),
                            DECAY_BIASES)
                    .formula("""
                            p = (1 - lr weight_decay) p - lr sign(beta1 m + (1 - beta1) g)
                            m = beta2 m + (1 - beta2) g""", "Chen et al., 2023, Symbolic discovery of optimization algorithms")
                    .example("lion(lr = 3e-4, weight_decay = 0.1)"),
            "LionConfig");

    private static final Component LAMB = optimizer(
            Signature.of(
                            "lamb",
                            "Adam whose step of each parameter is as long as the parameter, times the rate: for large batches.")
                    .parameters(
                            LEARNING_RATE.orElse(0.001),
                            BETA1,
                            BETA2,
                            eps(1e-6),
                            weightDecay("times the parameter is added to its step")
                                    .orElse(0.01),
                            DECAY_BIASES)
                    .formula("""
                            m = beta1 m + (1 - beta1) g
                            v = beta2 v + (1 - beta2) g²
                            u = m / (1 - beta1ᵗ) / (√(v / (1 - beta2ᵗ)) + eps) + weight_decay p
                            p = p - lr ‖p‖ / ‖u‖ u, or where a norm is 0, p = p - lr u""", "You et al., 2020, Large batch optimization for deep learning")
                    .example("lamb(lr = 0.005)"),
            "LambConfig");

    /** In the order of the reference. */
    static final List<Component> ALL = List.of(SGD, ADAM, ADAMW, RMSPROP, ADAGRAD, ADADELTA, NADAM, LION, LAMB);

    /** Those that move each parameter by about the learning rate in a step, whatever the size of its gradient. */
    public static final List<Component> STEPS_OF_THE_RATE = List.of(ADAM, ADAMW, NADAM, LION);

    private BuiltInOptimizers() {}

    private static Component optimizer(Signature signature, String config) {
        return Component.of(Kind.OPTIMIZER, signature, RuntimeNames.optimizer(config));
    }

    private static Parameter<Double> stays(String name, String doc, double usual) {
        return real(name, doc).below(0, 1).orElse(usual).named();
    }

    private static Parameter<Double> eps(double usual) {
        return real("eps", "added to the root of the squares")
                .moreThan(0)
                .orElse(usual)
                .alsoCalled("epsilon")
                .named();
    }

    private static Parameter<Double> weightDecay(String doc) {
        return real("weight_decay", doc)
                .atLeast(0)
                .orElse(0.0)
                .alsoCalled("decay", "l2")
                .named();
    }

    private static Parameter<Double> decoupled() {
        return weightDecay("times the parameter is taken away in a step of size 1");
    }

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
}
