package org.netloom.compiler.internal.builtin;

import static org.netloom.compiler.layer.Parameter.integer;
import static org.netloom.compiler.layer.Parameter.numbers;
import static org.netloom.compiler.layer.Parameter.real;

import java.util.List;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.train.Component;
import org.netloom.compiler.train.Component.Kind;

/** The losses of the language, each listed once. */
public final class BuiltInLosses {
    public static final Component CROSS_ENTROPY = Component.of(
            Kind.LOSS,
            Signature.of(
                            "cross_entropy",
                            "Softmax and cross-entropy of logits against a class, as PyTorch has it. The mean is over all rows that are not ignored, by the weights of their classes; where all are ignored it is 0, and NaN in PyTorch.")
                    .parameters(
                            real("label_smoothing", "part of a target that is spread evenly over all classes")
                                    .within(0, 1)
                                    .orElse(0.0)
                                    .named(),
                            integer("ignore", "class whose rows count for nothing, as padding")
                                    .atLeast(0)
                                    .orNothing()
                                    .alsoCalled("ignore_index")
                                    .named(),
                            numbers("weights", "how much each class counts, one for each")
                                    .atLeast(0)
                                    .orNothing()
                                    .alsoCalled("weight", "class_weight", "class_weights")
                                    .named())
                    .formula(
                            """
                            row  = -(1 - s) w[c] ln p[c] - s/K Σ_k w[k] ln p[k],  p = softmax(y)
                            loss = Σ row / Σ w[c], over the rows whose class c is not ignored""",
                            "Goodfellow, Bengio and Courville, Deep Learning (2016), 6.2.2; label smoothing s: Szegedy et al., 2016")
                    .example("cross_entropy(label_smoothing=0.1, weights=(1, 1, 5))")
                    .alsoCalled(
                            "nll",
                            "softmax_cross_entropy",
                            "categorical_crossentropy",
                            "sparse_categorical_crossentropy",
                            "crossentropyloss"),
            RuntimeNames.loss("CrossEntropy"));

    public static final Component BCE = Component.of(
            Kind.LOSS,
            Signature.of(
                            "bce",
                            "Sigmoid and cross-entropy of each logit against yes or no: PyTorch's BCEWithLogitsLoss. Targets are numbers from 0 to 1, one for each label; or, of a net with one output, the classes 0 and 1.")
                    .parameters(numbers("pos_weight", "how much a yes counts: one for all outputs, or one for each")
                            .moreThan(0)
                            .orNothing()
                            .named())
                    .formula(
                            "loss = mean((1 - t) y + (1 + (w - 1) t) ln(1 + e^-y))",
                            "Goodfellow, Bengio and Courville, Deep Learning (2016), 6.2.2.2")
                    .example("bce(pos_weight=3)")
                    .alsoCalled(
                            "binary_cross_entropy", "binary_crossentropy", "bce_with_logits", "log_loss", "logistic"),
            RuntimeNames.loss("BinaryCrossEntropy"));

    public static final Component MSE = Component.of(
            Kind.LOSS,
            Signature.of(
                            "mse",
                            "The mean of squared differences from numbers: PyTorch's MSELoss. Classes become 1 at the class and 0 elsewhere.")
                    .formula("loss = mean((y - t)²)", "Gauss, Theoria motus corporum coelestium (1809)")
                    .example("mse")
                    .alsoCalled("mean_squared_error", "l2", "l2loss", "squared_error"),
            RuntimeNames.loss("MeanSquaredError"));

    public static final Component MAE = Component.of(
            Kind.LOSS,
            Signature.of("mae", "The mean of absolute differences from numbers: PyTorch's L1Loss.")
                    .formula("loss = mean(|y - t|)", "Laplace, Mécanique céleste (1799)")
                    .example("mae")
                    .alsoCalled("mean_absolute_error", "l1", "l1loss", "absolute_error"),
            RuntimeNames.loss("MeanAbsoluteError"));

    public static final Component HUBER = Component.of(
            Kind.LOSS,
            Signature.of(
                            "huber",
                            "Squared differences from numbers up to delta and linear beyond, so that outliers pull less: PyTorch's HuberLoss.")
                    .parameters(real("delta", "difference from which on it is linear")
                            .moreThan(0)
                            .orElse(1.0))
                    .formula("""
                            loss = mean(d² / 2)            where |d| <= delta,  d = y - t
                                   mean(delta (|d| - delta/2))  beyond""", "Huber, Robust estimation of a location parameter (1964)")
                    .example("huber(0.5)")
                    .alsoCalled("smooth_l1", "huber_loss"),
            RuntimeNames.loss("Huber"));

    public static final Component HINGE = Component.of(
            Kind.LOSS,
            Signature.of(
                            "hinge",
                            "How far the outputs of other classes come within a margin of the right one's: PyTorch's MultiMarginLoss.")
                    .parameters(real("margin", "by how much the right output should be larger")
                            .moreThan(0)
                            .orElse(1.0)
                            .named())
                    .formula(
                            "loss = mean over rows of Σ_(k≠c) max(0, margin - y[c] + y[k]) / K",
                            "Crammer and Singer, On the algorithmic implementation of multiclass kernel-based vector machines (2001)")
                    .example("hinge(margin=0.5)")
                    .alsoCalled("multi_margin", "categorical_hinge", "svm"),
            RuntimeNames.loss("Hinge"));

    public static final Component KL = Component.of(
            Kind.LOSS,
            Signature.of(
                            "kl",
                            "How far the softmax of the logits is from a distribution over the classes: PyTorch's KLDivLoss of log_softmax, reduction batchmean. Targets are numbers that add up to 1 in each row; the steps of a sequence are rows, where PyTorch divides by the number of examples alone.")
                    .formula(
                            "loss = mean over rows of Σ_k t[k] (ln t[k] - ln p[k]),  p = softmax(y)",
                            "Kullback and Leibler, On information and sufficiency (1951)")
                    .example("kl")
                    .alsoCalled("kl_divergence", "kldiv", "kl_div", "kullback_leibler"),
            RuntimeNames.loss("KlDivergence"));

    public static final Component POISSON = Component.of(
            Kind.LOSS,
            Signature.of(
                            "poisson",
                            "For counts: outputs are logarithms of the expected count. PyTorch's PoissonNLLLoss with log_input.")
                    .formula("loss = mean(e^y - t y)", "Cameron and Trivedi, Regression Analysis of Count Data (1998)")
                    .example("poisson")
                    .alsoCalled("poisson_nll"),
            RuntimeNames.loss("Poisson"));

    /** In the order of the reference. */
    public static final List<Component> ALL = List.of(CROSS_ENTROPY, BCE, MSE, MAE, HUBER, HINGE, KL, POISSON);

    private BuiltInLosses() {}
}
