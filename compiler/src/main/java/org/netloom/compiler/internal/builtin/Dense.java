package org.netloom.compiler.internal.builtin;

import static org.netloom.compiler.layer.Parameter.integer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.arithmetic.Sizes;
import org.netloom.compiler.layer.Code;
import org.netloom.compiler.layer.Constant;
import org.netloom.compiler.layer.NewWeights;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;
import org.netloom.compiler.layer.Weight;

/** An affine map of a vector, or of each step of a sequence: {@code y = x weightᵀ + bias}. */
public final class Dense implements Operator {
    private static final Parameter<Integer> FEATURES =
            integer("features", "size of the output").atLeast(1).alsoCalled("units", "out_features", "channels", "out");

    private static final Signature SIGNATURE = Signature.of(
                    "dense", "Each output is a weighted sum of all inputs, plus a bias; of a sequence, at each step.")
            .parameters(FEATURES, Bias.PARAMETER, BuiltInInitializers.PARAMETER)
            .formula("y = W x + b", "Goodfellow, Bengio and Courville, 2016, Deep Learning, section 6.1")
            .example("input(5) dense(4) tanh dense(3, bias=false)")
            .alsoCalled("linear", "fc", "fully_connected")
            .surplus("in features follow from the input: write dense({2})")
            .hint("in_features", "in features follow from the input: leave it out")
            .hint("input_dim", "in features follow from the input: leave it out")
            .hint("activation", Habits.ACTIVATION);

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public @Nullable Shape shape(ShapeRule rule) {
        if (!(rule.in() instanceof Shape.Sequence) && rule.vector() == null) {
            return null;
        }
        int features = rule.get(FEATURES);
        if (Sizes.times(features, features(rule.in())) > Sizes.LIMIT) {
            rule.error(
                    "shape.too-many-weights",
                    FEATURES,
                    String.format(
                            Locale.ROOT,
                            "%d features of %d weights each are more than the %,d that one array can hold",
                            features,
                            features(rule.in()),
                            Sizes.LIMIT),
                    null);
            return null;
        }
        return rule.in() instanceof Shape.Sequence in
                ? rule.sequence(in.steps(), features)
                : new Shape.Vector(features);
    }

    /** Of a vector, or of each step of a sequence. */
    private static int features(Shape in) {
        return in.dims().get(in.dims().size() - 1);
    }

    /** weight [features, in], bias [features]. */
    @Override
    public List<Weight> weights(Use use) {
        int features = use.get(FEATURES);
        List<Weight> weights = new ArrayList<>();
        weights.add(Weight.of("weight", Weight.Role.WEIGHT, features, features(use.input()))
                .startingWith(BuiltInInitializers.of(use)));
        if (use.get(Bias.PARAMETER)) {
            weights.add(Weight.of("bias", Weight.Role.BIAS, features));
        }
        return weights;
    }

    /** A multiplication and an addition for each weight. */
    @Override
    public long flops(Use use) {
        return Sizes.product(2, features(use.input()), use.out().size());
    }

    @Override
    public boolean takesScaleAndShift() {
        return true;
    }

    @Override
    public Constant constant(Use use) {
        return Constant.of(org.netloom.op.Dense.class);
    }

    @Override
    public NewWeights newWeights(Use use) {
        return NewWeights.of(RuntimeNames.DENSE_WEIGHTS, "weight", "bias");
    }

    @Override
    public void forward(Code code) {
        code.step("forward", code.x(), code.weight("weight"), code.weight("bias"), code.y());
    }

    @Override
    public void backward(Code code) {
        // dx = dy weight; dWeight = dyᵀ x; dBias: dy summed over the batch, and the steps of a sequence
        code.step(
                "backward",
                code.x(),
                code.weight("weight"),
                code.dy(),
                code.dx(),
                code.gradient("weight"),
                code.gradient("bias"));
    }
}
