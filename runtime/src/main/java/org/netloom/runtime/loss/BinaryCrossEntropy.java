package org.netloom.runtime.loss;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.exception.NetworkException;

/**
 * Sigmoid and cross-entropy of each output against yes or no, as PyTorch's {@code BCEWithLogitsLoss}: {@code (1 - t) y + (1 +
 * (w - 1) t) ln(1 + e^-y)} of a logit y, a target t in 0 to 1 and the weight w of a yes; the mean over all outputs. Targets
 * are numbers, one for each label that an example may have, or, of a network with one output, the classes 0 and 1.
 *
 * <p>It never changes; each {@code with…} gives another one.
 */
public final class BinaryCrossEntropy extends NamedLoss implements ElementLoss {
    private final double[] posWeight;

    private BinaryCrossEntropy(double[] posWeight) {
        super("bce");
        this.posWeight = posWeight;
    }

    /** The plain one: yes and no count alike. */
    public static BinaryCrossEntropy of() {
        return new BinaryCrossEntropy(new double[0]);
    }

    /**
     * The same where a yes counts so many times.
     *
     * @param weights one for all outputs, or one for each; more than 0
     * @throws NetworkException for another number, or none at all
     */
    public BinaryCrossEntropy withPosWeight(double... weights) {
        if (weights.length == 0 || !Arrays.stream(weights).allMatch(weight -> weight > 0 && Double.isFinite(weight))) {
            throw new NetworkException(
                    "pos_weight is a number above 0, or one for each output, not " + Arrays.toString(weights));
        }
        return new BinaryCrossEntropy(weights.clone());
    }

    /** One output is no for class 0 and yes for class 1. */
    @Override
    public int classes(int outputs) {
        return outputs == 1 ? 2 : outputs;
    }

    @Override
    public boolean isOfLogits() {
        return true;
    }

    @Override
    public Set<Target> targets() {
        return Set.of(Target.CLASSES, Target.NUMBERS);
    }

    @Override
    public Says says(Target target) {
        return Says.LABELS;
    }

    @Override
    public @Nullable String refusalOfOutputs(int outputs, Target target) {
        if (target == Target.CLASSES && outputs != 1) {
            return String.format(
                    Locale.ROOT,
                    "the loss bce tells two classes apart by one output, and there are %d; end with dense(1), or take cross_entropy",
                    outputs);
        }
        return posWeight.length < 2 || posWeight.length == outputs
                ? null
                : String.format(
                        Locale.ROOT,
                        "the loss bce has %d numbers for pos_weight, and there are %d outputs; give one, or one for each",
                        posWeight.length,
                        outputs);
    }

    @Override
    public @Nullable String refusal(double target) {
        return target >= 0 && target <= 1 ? null : "is not in 0 to 1";
    }

    /** The class itself is the target of the one output. */
    @Override
    public double ofClass(double[] y, int label, double @Nullable [] dy) {
        if (dy != null) {
            dy[0] = slope(y[0], label, 0);
        }
        return value(y[0], label, 0);
    }

    private double weight(double target, int column) {
        double ofYes = posWeight.length == 0 ? 1 : posWeight[posWeight.length == 1 ? 0 : column];
        return 1 + (ofYes - 1) * target;
    }

    @Override
    public double value(double y, double target, int column) {
        double softplus = Math.log1p(Math.exp(-Math.abs(y))) + Math.max(-y, 0);
        return (1 - target) * y + weight(target, column) * softplus;
    }

    @Override
    public double slope(double y, double target, int column) {
        return 1 - target - weight(target, column) / (1 + Math.exp(y));
    }

    @Override
    public double ofGuessing(int outputs) {
        return posWeight.length == 0 ? Math.log(2) : 0;
    }

    @Override
    List<String> options() {
        List<String> options = new ArrayList<>();
        if (posWeight.length > 0) {
            options.add("pos_weight=" + text(Arrays.stream(posWeight).boxed().toList()));
        }
        return options;
    }
}
