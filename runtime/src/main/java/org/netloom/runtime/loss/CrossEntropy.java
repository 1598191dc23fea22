package org.netloom.runtime.loss;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netloom.op.Array;
import org.netloom.op.CrossEntropyLoss;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.exception.NetworkException;

/**
 * Softmax and cross-entropy of K logits against classes, as PyTorch has it. With the logits' p = softmax(y), class c and
 * class weights w the loss of a row is {@code -(1 - s) w[c] ln p[c] - s/K Σ w[k] ln p[k]}, where s is the label smoothing;
 * the mean is the sum over all rows that are not ignored, over the sum of their w[c].
 *
 * <p>Where all rows of a batch are ignored the loss is 0, and so is the gradient; PyTorch says NaN. It never changes; each
 * {@code with…} gives another one.
 */
public final class CrossEntropy extends NamedLoss {
    private static final int NONE = -1;

    private final double labelSmoothing;
    private final int ignored;
    private final double[] weights;

    private CrossEntropy(double labelSmoothing, int ignored, double[] weights) {
        super("cross_entropy");
        this.labelSmoothing = labelSmoothing;
        this.ignored = ignored;
        this.weights = weights;
    }

    /** The plain one: all classes count alike. */
    public static CrossEntropy of() {
        return new CrossEntropy(0, NONE, new double[0]);
    }

    /**
     * The same with a part of each target spread evenly over all classes.
     *
     * @param part 0 to 1
     * @throws NetworkException for another number
     */
    public CrossEntropy withLabelSmoothing(double part) {
        if (!(part >= 0 && part <= 1)) {
            throw new NetworkException("label_smoothing is a number from 0 to 1, not " + part);
        }
        return new CrossEntropy(part, ignored, weights);
    }

    /**
     * The same without the rows of this class, such as the padding of sequences; it need be none of the K.
     *
     * @throws NetworkException for a number below 0, which no label is
     */
    public CrossEntropy withIgnore(int label) {
        if (label < 0) {
            throw new NetworkException("the ignored class is a label, from 0 on, not " + label);
        }
        return new CrossEntropy(labelSmoothing, label, weights);
    }

    /**
     * The same where rows of class k count {@code ofClasses[k]} times.
     *
     * @param ofClasses one for each class, 0 or more
     * @throws NetworkException for a number below 0, or none
     */
    public CrossEntropy withWeights(double... ofClasses) {
        if (!Arrays.stream(ofClasses).allMatch(weight -> weight >= 0 && Double.isFinite(weight))) {
            throw new NetworkException("weights of classes are numbers from 0 on, not " + Arrays.toString(ofClasses));
        }
        return new CrossEntropy(labelSmoothing, ignored, ofClasses.clone());
    }

    @Override
    public boolean isOfLogits() {
        return true;
    }

    @Override
    public Set<Target> targets() {
        return Set.of(Target.CLASSES);
    }

    @Override
    public Says says(Target target) {
        return Says.CLASS;
    }

    @Override
    public @Nullable String refusalOfOutputs(int outputs, Target target) {
        return weights.length == 0 || weights.length == outputs
                ? null
                : String.format(
                        Locale.ROOT,
                        "the loss cross_entropy has %d weights, and there are %d classes; give one weight for each class",
                        weights.length,
                        outputs);
    }

    @Override
    public boolean ignores(int label) {
        return label == ignored;
    }

    @Override
    public double weight(int label) {
        return label == ignored ? 0 : ofClass(label);
    }

    private double ofClass(int label) {
        return weights.length == 0 ? 1 : weights[label];
    }

    @Override
    public double ofClass(double[] y, int label, double @Nullable [] dy) {
        if (label == ignored) {
            if (dy != null) {
                Arrays.fill(dy, 0);
            }
            return 0;
        }
        double max = y[0];
        for (int k = 1; k < y.length; k++) {
            max = Math.max(max, y[k]); // NaN if one is
        }
        double sum = 0;
        for (double logit : y) {
            sum += Math.exp(logit - max);
        }
        double ofAll = Math.log(sum) + max;
        double loss = ofAll - y[label];
        if (weights.length > 0 || labelSmoothing > 0) {
            double spread = labelSmoothing / y.length;
            loss *= (1 - labelSmoothing) * ofClass(label);
            for (int k = 0; k < y.length; k++) {
                loss += spread * ofClass(k) * (ofAll - y[k]);
            }
        }
        if (dy != null) {
            slopes(y, ofAll, label, dy);
        }
        return loss;
    }

    /** Of {@code Σ t[k] (ln Σ e^y - y[k])}, with t the weighted targets: the derivative is {@code p Σ t - t}. */
    private void slopes(double[] y, double ofAll, int label, double[] dy) {
        double spread = labelSmoothing / y.length;
        double total = (1 - labelSmoothing) * ofClass(label);
        for (int k = 0; k < y.length; k++) {
            total += spread * ofClass(k);
        }
        for (int k = 0; k < y.length; k++) {
            double target = spread * ofClass(k) + (k == label ? (1 - labelSmoothing) * ofClass(label) : 0);
            dy[k] = Math.exp(y[k] - ofAll) * total - target;
        }
    }

    @Override
    public double ofNumbers(double[] y, double[] targets, double @Nullable [] dy) {
        throw new NetworkException("the loss cross_entropy takes classes, and these targets are numbers");
    }

    @Override
    public double ofGuessing(int outputs) {
        return outputs > 1 ? Math.log(outputs) : 0;
    }

    /** Without options an engine has a faster kernel of its own. */
    @Override
    public Batched on(Engine engine) {
        if (!options().isEmpty()) {
            return super.on(engine);
        }
        CrossEntropyLoss.Kernel kernel = engine.kernel(new CrossEntropyLoss());
        return new Batched() {
            @Override
            public double ofClasses(Tensor y, int[] labels, Tensor dy) {
                return kernel.compute(y, labels, dy);
            }

            @Override
            public double ofNumbers(Tensor y, Array targets, Tensor dy) {
                throw new NetworkException("the loss cross_entropy takes classes, and these targets are numbers");
            }
        };
    }

    @Override
    List<String> options() {
        List<String> options = new ArrayList<>();
        if (labelSmoothing != 0) {
            options.add("label_smoothing=" + labelSmoothing);
        }
        if (ignored != NONE) {
            options.add("ignore=" + ignored);
        }
        if (weights.length > 0) {
            options.add("weights=" + text(Arrays.stream(weights).boxed().toList()));
        }
        return options;
    }
}
