package org.netloom.runtime.internal.vector;

import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.netloom.op.Activation;
import org.netloom.op.BatchNorm;
import org.netloom.op.BatchNorm.Affine;
import org.netloom.op.BatchNormActivation;
import org.netloom.op.BatchNormActivationPool;
import org.netloom.op.BatchStatistics;
import org.netloom.op.Conv2d;
import org.netloom.op.Conv2dActivation;
import org.netloom.op.Dense;
import org.netloom.op.DenseActivation;
import org.netloom.op.Pool2d;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.NdArray;

/** Neighbors in one pass, against nd4j's single operations in double; what lies between is there when it is asked for. */
class FusionsTest {
    private static final BatchNorm NORM = BatchNorm.of("bn1", "a.net:1:1", 1e-5);

    /** x [n,c,h,w]. */
    record Case(Activation activation, int n, int c, int h, int w, boolean gamma, boolean beta, boolean needsDx) {
        int[] shape() {
            return new int[] {c, h, w};
        }

        int count() {
            return n * h * w;
        }

        /** The backward pass multiplies slopes that are off by a few roundings. */
        double tolerance() {
            return 4 * Rig.roundings(count());
        }
    }

    @Provide
    Arbitrary<Activation> activations() {
        return Arbitraries.of(Activation.Function.class).map(function -> {
            double constant = switch (function) {
                case CLIPPED_RELU -> 1.5;
                case LEAKY_RELU -> 0.125;
                case ELU -> 0.75;
                default -> 0;
            };
            return Activation.of("act1", "a.net:1:1", function, constant);
        });
    }

    @Provide
    Arbitrary<Case> cases() {
        Arbitrary<Boolean> either = Arbitraries.of(true, false);
        return Combinators.combine(
                        activations(),
                        Arbitraries.integers().between(2, 40),
                        Arbitraries.integers().between(1, 6),
                        Arbitraries.integers().between(2, 8),
                        Arbitraries.integers().between(2, 8),
                        either,
                        either,
                        either)
                .as(Case::new);
    }

    @Provide
    Arbitrary<Pool2d> poolings() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(0, 1))
                .as((height, width, stride, pad) -> Pool2d.of("pool1", "a.net:1:1", Pool2d.Kind.MAX, height, width)
                        .stride(stride, 1 + stride % 3)
                        .pad(Math.min(pad, height / 2), Math.min(pad, width / 2)));
    }

    @Property(tries = 150, seed = "1")
    void normalizesAndActivates(@ForAll("cases") Case c) {
        Rig.agree(c.n, c.tolerance(), rig -> activated(rig, c, value -> value));
    }

    @Property(tries = 40, seed = "2")
    void losesNoDigitsToALargeMean(@ForAll("cases") Case c) {
        Rig.agree(c.n, c.tolerance(), rig -> activated(rig, c, value -> 1000 + 1.7 * value));
    }

    /** Half of the factors are negative: there the largest output comes of the smallest input. */
    @Property(tries = 250, seed = "3")
    void normalizesActivatesAndPools(@ForAll("cases") Case c, @ForAll("poolings") Pool2d pool) {
        Rig.agree(c.n, c.tolerance(), rig -> pooled(rig, c, pool, value -> value));
    }

    @Test
    void poolsLargeBatches() {
        Pool2d pool = Pool2d.of("pool1", "a.net:1:1", Pool2d.Kind.MAX, 2, 2);
        for (Activation.Function function : Activation.Function.values()) {
            Activation activation = Activation.of("act1", "a.net:1:1", function, 0.5);
            Case c = new Case(activation, 259, 6, 9, 8, true, true, true);
            Rig.agree(c.n, c.tolerance(), rig -> pooled(rig, c, pool, value -> value));
        }
    }

    /** Of few different values: the gradient goes to the first of a window. */
    @Property(tries = 80, seed = "4")
    void poolsEqualValues(@ForAll @IntRange(min = 2, max = 20) int batch, @ForAll boolean gamma) {
        Pool2d pool = Pool2d.of("pool1", "a.net:1:1", Pool2d.Kind.MAX, 2, 2);
        Activation activation = Activation.of("act1", "a.net:1:1", Activation.Function.SIGMOID);
        Case c = new Case(activation, batch, 4, 6, 5, gamma, true, true);
        Rig.agree(batch, c.tolerance(), rig -> pooled(rig, c, pool, value -> Math.rint(1.4 * value)));
    }

    @Property(tries = 80, seed = "5")
    void convolvesAndActivates(@ForAll("cases") Case c) {
        Conv2d op = Conv2d.of("conv1", "a.net:1:1", 2, 1).pad(1, 1);
        Rig.agree(c.n, Rig.roundings(2 * c.c), rig -> {
            Tensor linear = rig.output(3, c.h + 1, c.w + 2);
            rig.engine
                    .kernel(new Conv2dActivation(op, c.activation))
                    .forward(
                            rig.input(c.shape()),
                            rig.parameter(3, c.c, 2, 1),
                            c.beta ? rig.parameter(3) : null,
                            linear,
                            rig.output(3, c.h + 1, c.w + 2));
        });
    }

    @Property(tries = 80, seed = "6")
    void transformsAndActivates(@ForAll("cases") Case c, @ForAll boolean sequence) {
        Dense op = Dense.of("dense1", "a.net:1:1");
        int[] ofX = sequence ? new int[] {c.h, c.c} : new int[] {c.c};
        int[] ofY = sequence ? new int[] {c.h, 5} : new int[] {5};
        Rig.agree(c.n, Rig.roundings(c.c), rig -> {
            Tensor linear = rig.output(ofY);
            rig.engine
                    .kernel(new DenseActivation(op, c.activation))
                    .forward(
                            rig.input(ofX),
                            rig.parameter(5, c.c),
                            c.beta ? rig.parameter(5) : null,
                            linear,
                            rig.output(ofY));
        });
    }

    private static @Nullable NdArray parameter(Rig rig, Case c, boolean there) {
        return there ? rig.parameter(c.c) : null;
    }

    private static void activated(Rig rig, Case c, DoubleUnaryOperator map) {
        BatchStatistics statistics = new BatchStatistics(c.c, true);
        Tensor x = rig.input(map, c.shape());
        NdArray gamma = parameter(rig, c, c.gamma);
        NdArray beta = parameter(rig, c, c.beta);
        Tensor normalized = rig.output(c.shape());
        Tensor y = rig.output(c.shape());
        rig.engine
                .kernel(new BatchNormActivation(NORM, c.activation))
                .forward(x, new Affine(gamma, beta), statistics, new BatchNormActivation.Between(normalized, null), y);
        rig.engine
                .kernel(new BatchNormActivation(NORM, c.activation))
                .backward(
                        x,
                        new Affine(gamma, beta),
                        statistics,
                        new BatchNormActivation.Between(normalized, rig.between(c.shape())),
                        y,
                        rig.input(c.shape()),
                        c.needsDx ? rig.gradient(c.shape()) : null,
                        new Affine(c.gamma ? rig.result(c.c) : null, c.beta ? rig.result(c.c) : null));
        rig.result(statistics.mean());
        rig.result(statistics.variance());
    }

    private static void pooled(Rig rig, Case c, Pool2d pool, DoubleUnaryOperator map) {
        int[] out = {
            c.c,
            (c.h + 2 * pool.pad().height() - pool.kernel().height())
                            / pool.stride().height()
                    + 1,
            (c.w + 2 * pool.pad().width() - pool.kernel().width())
                            / pool.stride().width()
                    + 1
        };
        if (pool.kernel().height() > c.h + 2 * pool.pad().height()
                || pool.kernel().width() > c.w + 2 * pool.pad().width()) {
            return;
        }
        BatchStatistics statistics = new BatchStatistics(c.c, false);
        Tensor x = rig.input(map, c.shape());
        NdArray gamma = parameter(rig, c, c.gamma);
        NdArray beta = parameter(rig, c, c.beta);
        Tensor normalized = rig.output(c.shape());
        Tensor activated = rig.output(c.shape());
        Tensor y = rig.output(out);
        rig.engine
                .kernel(new BatchNormActivationPool(NORM, c.activation, pool))
                .forward(
                        x,
                        new Affine(gamma, beta),
                        statistics,
                        new BatchNormActivationPool.Between(normalized, activated, null, null),
                        y);
        rig.engine
                .kernel(new BatchNormActivationPool(NORM, c.activation, pool))
                .backward(
                        x,
                        new Affine(gamma, beta),
                        statistics,
                        new BatchNormActivationPool.Between(
                                normalized, activated, rig.between(c.shape()), rig.between(c.shape())),
                        y,
                        rig.input(out),
                        c.needsDx ? rig.gradient(c.shape()) : null,
                        new Affine(c.gamma ? rig.result(c.c) : null, c.beta ? rig.result(c.c) : null));
    }
}
