package org.netloom.testkit;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.layer.Code;
import org.netloom.compiler.layer.Constant;
import org.netloom.compiler.layer.Layer;
import org.netloom.compiler.layer.LayerProvider;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.PointwiseLayer;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;
import org.netloom.op.Kernels;
import org.netloom.op.Op;
import org.netloom.op.Pointwise;
import org.netloom.op.Site;
import org.netloom.op.Tensor;

/** Layers that break the contract, each in one way, and two that keep it. */
public final class WrongLayers implements LayerProvider {

    /** {@code x / (1 + |x|)}, as it should be. */
    public record Softsign(Site site) implements Pointwise {
        @Override
        public double value(double x) {
            return x / (1 + Math.abs(x));
        }

        @Override
        public double slope(double x, double y) {
            return 1 / ((1 + Math.abs(x)) * (1 + Math.abs(x)));
        }
    }

    /** The same without the square in its derivative. */
    public record WrongSlope(Site site) implements Pointwise {
        @Override
        public double value(double x) {
            return x / (1 + Math.abs(x));
        }

        @Override
        public double slope(double x, double y) {
            return 1 / (1 + Math.abs(x));
        }
    }

    /** Copies the values of x to y, which has to have as many. */
    public record Copy(Site site) implements Op<Copy.Kernel> {
        /** Names a layer and its place. */
        public static Copy of(String layer, String position) {
            return new Copy(new Site(layer, position));
        }

        /** Computes it. */
        public interface Kernel {
            void forward(Tensor x, Tensor y);

            void backward(Tensor dy, @Nullable Tensor dx);
        }

        @Override
        public Kernel defaultKernel(Kernels kernels) {
            return new Kernel() {
                @Override
                public void forward(Tensor x, Tensor y) {
                    copy(kernels, x, y);
                }

                @Override
                public void backward(Tensor dy, @Nullable Tensor dx) {
                    if (dx != null) {
                        copy(kernels, dy, dx);
                    }
                }
            };
        }

        private static void copy(Kernels kernels, Tensor from, Tensor to) {
            double[] values = new double[from.shape().stream().reduce(from.batch(), Math::multiplyExact)];
            kernels.read(from, values);
            kernels.write(values, to);
        }
    }

    /** A layer of that operation, whose rule says that a vector has one feature more behind it. */
    private static final class WrongShape implements Operator {
        @Override
        public Signature signature() {
            return Signature.of("wrong_shape", "One feature more than there is.")
                    .formula("y = x", "nobody")
                    .example("input(5) dense(4) wrong_shape dense(3)");
        }

        @Override
        public Shape shape(ShapeRule rule) {
            return new Shape.Vector(Math.toIntExact(rule.in().size()) + 1);
        }

        @Override
        public long flops(Use use) {
            return 0;
        }

        @Override
        public Constant constant(Use use) {
            return Constant.of(Copy.class);
        }

        @Override
        public void forward(Code code) {
            code.step("forward", code.x(), code.y());
        }

        @Override
        public void backward(Code code) {
            code.step("backward", code.dy(), code.dx());
        }
    }

    private static Signature signature(String name) {
        return Signature.of(name, "x / (1 + |x|) of each value.")
                .formula("y = x / (1 + |x|)", "Turian, Bergstra and Bengio, 2009")
                .example("input(5) dense(4) " + name + " dense(3)");
    }

    @Override
    public List<Layer> layers() {
        return List.of(
                new ChannelScale(),
                PointwiseLayer.of(Softsign.class, signature("softsign")),
                PointwiseLayer.of(WrongSlope.class, signature("wrong_slope")),
                PointwiseLayer.of(
                        Softsign.class,
                        Signature.of("undocumented", "no sentence").example("input(5) softsign")),
                new WrongShape());
    }
}
