package org.netloom.testkit;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.layer.Code;
import org.netloom.compiler.layer.Constant;
import org.netloom.compiler.layer.JavaType;
import org.netloom.compiler.layer.NewWeights;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;
import org.netloom.compiler.layer.Weight;
import org.netloom.op.Array;
import org.netloom.op.Kernels;
import org.netloom.op.Op;
import org.netloom.op.Site;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.NdArray;

/** The layer of docs/extending.md: an operation and weights of its own. */
public final class ChannelScale implements Operator {
    private static final Signature SIGNATURE = Signature.of("channel_scale", "A learned factor for each channel.")
            .formula("y[c] = scale[c] x[c]", "docs/extending.md")
            .example("input(2,4,4) conv(3,3) channel_scale flatten dense(2)");

    /** The factors, [C]. */
    public record ScaleWeights(NdArray scale) {}

    /** Multiplies each channel by a factor. */
    public record ScaleChannels(Site site) implements Op<ScaleChannels.Kernel> {
        /** Names a layer and its place. */
        public static ScaleChannels of(String layer, String position) {
            return new ScaleChannels(new Site(layer, position));
        }

        /** Computes it. */
        public interface Kernel {
            void forward(Tensor x, Array scale, Tensor y);

            void backward(Tensor x, Array scale, Tensor dy, @Nullable Tensor dx, Array dScale);
        }

        @Override
        public Kernel defaultKernel(Kernels kernels) {
            return new PlainScale(kernels);
        }
    }

    private record PlainScale(Kernels kernels) implements ScaleChannels.Kernel {
        @Override
        public void forward(Tensor x, Array scale, Tensor y) {
            scale(x, scale, y);
        }

        @Override
        public void backward(Tensor x, Array scale, Tensor dy, @Nullable Tensor dx, Array dScale) {
            double[] xs = values(x);
            double[] slopes = values(dy);
            double[] sums = new double[dScale.shape().get(0)];
            for (int i = 0; i < xs.length; i++) {
                sums[channel(x, i)] += xs[i] * slopes[i];
            }
            kernels.write(sums, dScale);
            if (dx != null) {
                scale(dy, scale, dx);
            }
        }

        private void scale(Tensor from, Array scale, Tensor to) {
            double[] factors = new double[scale.shape().get(0)];
            kernels.read(scale, factors);
            double[] values = values(from);
            for (int i = 0; i < values.length; i++) {
                values[i] *= factors[channel(from, i)];
            }
            kernels.write(values, to);
        }

        private double[] values(Tensor x) {
            double[] values = new double[x.shape().stream().reduce(x.batch(), Math::multiplyExact)];
            kernels.read(x, values);
            return values;
        }

        /** Of an element of [N,C,H,W]. */
        private static int channel(Tensor x, int element) {
            int pixels = x.shape().get(1) * x.shape().get(2);
            return element / pixels % x.shape().get(0);
        }
    }

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public @Nullable Shape shape(ShapeRule rule) {
        return rule.image();
    }

    @Override
    public List<Weight> weights(Use use) {
        return List.of(Weight.of("scale", Weight.Role.GAMMA, use.out().dims().get(0)));
    }

    @Override
    public NewWeights newWeights(Use use) {
        return NewWeights.of(new JavaType("org.netloom.testkit", "ChannelScale.ScaleWeights"), "scale");
    }

    @Override
    public Constant constant(Use use) {
        return Constant.of(ScaleChannels.class);
    }

    @Override
    public void forward(Code code) {
        code.step("forward", code.x(), code.weight("scale"), code.y());
    }

    @Override
    public void backward(Code code) {
        code.step("backward", code.x(), code.weight("scale"), code.dy(), code.dx(), code.gradient("scale"));
    }

    @Override
    public long flops(Use use) {
        return use.out().size();
    }
}
