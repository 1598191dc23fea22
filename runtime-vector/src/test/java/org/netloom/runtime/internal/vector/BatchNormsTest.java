package org.netloom.runtime.internal.vector;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.netloom.op.BatchNorm;
import org.netloom.op.BatchNorm.Affine;
import org.netloom.op.BatchStatistics;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.exception.NetworkException;

/** Batch normalization in all its modes, forward and backward, against nd4j in double. */
class BatchNormsTest {
    private static final BatchNorm OP = BatchNorm.of("bn1", "a.net:1:1", 1e-5);

    /** x [n,c] where h is 0, or [n,c,h,w]. */
    record Case(int n, int c, int h, int w, boolean gamma, boolean beta, boolean needsDx) {
        int[] shape() {
            return h == 0 ? new int[] {c} : new int[] {c, h, w};
        }

        int count() {
            return n * Math.max(1, h * w);
        }

        @Nullable NdArray gamma(Rig rig) {
            return gamma ? rig.parameter(c) : null;
        }

        @Nullable NdArray beta(Rig rig) {
            return beta ? rig.parameter(c) : null;
        }
    }

    @Provide
    Arbitrary<Case> cases() {
        Arbitrary<Boolean> either = Arbitraries.of(true, false);
        return Combinators.combine(
                        Arbitraries.integers().between(1, 40),
                        Arbitraries.integers().between(1, 9),
                        Arbitraries.integers().between(0, 7),
                        Arbitraries.integers().between(1, 7),
                        either,
                        either,
                        either)
                .as(Case::new)
                .filter(each -> each.count() >= 8); // of fewer, dx cancels to little more than its roundings
    }

    @Property(tries = 200, seed = "1")
    void normalizesWithTheBatch(@ForAll("cases") Case c) {
        Rig.agree(c.n, Rig.roundings(c.count()), rig -> training(rig, c, OP, value -> value));
    }

    @Test
    void normalizesLargeBatches() {
        Case c = new Case(300, 6, 12, 12, true, true, true);
        Rig.agree(c.n, Rig.roundings(c.count()), rig -> training(rig, c, OP, value -> value));
    }

    /** A float of 1000 is good to 3e-5: whoever sums squares, or shifts before the mean is off, has no digits left. */
    @Property(tries = 60, seed = "2")
    void losesNoDigitsToALargeMean(@ForAll("cases") Case c) {
        Rig.agree(c.n, Rig.roundings(c.count()), rig -> training(rig, c, OP, value -> 1000 + 1.7 * value));
    }

    @Property(tries = 60, seed = "3")
    void normalizesInParts(@ForAll("cases") Case c) {
        int ghost = Math.max(2, c.n / 3);
        // The statistics of a part may be over few values, so that cancellation in dx is judged by more roundings.
        Rig.agree(c.n, 4 * Rig.roundings(c.count()), rig -> training(rig, c, OP.ghost(ghost), value -> value));
    }

    @Property(tries = 100, seed = "4")
    void normalizesWithGivenStatistics(@ForAll("cases") Case c) {
        Rig.agree(c.n, Rig.roundings(c.count()), rig -> {
            Tensor x = rig.input(c.shape());
            NdArray mean = rig.parameter(c.c);
            NdArray variance = rig.parameter(Math::abs, c.c);
            Affine affine = new Affine(c.gamma(rig), c.beta(rig));
            rig.engine.kernel(OP).inference(x, affine, mean, variance, rig.output(c.shape()));
            rig.engine
                    .kernel(OP)
                    .frozenBackward(
                            x,
                            affine,
                            mean,
                            variance,
                            rig.input(c.shape()),
                            c.needsDx ? rig.gradient(c.shape()) : null,
                            new Affine(c.gamma ? rig.result(c.c) : null, c.beta ? rig.result(c.c) : null));
        });
    }

    @Property(tries = 60, seed = "5")
    void measuresMoments(@ForAll("cases") Case c, @ForAll boolean ofExamples) {
        Rig.agree(c.n, Rig.roundings(c.count()), rig -> {
            BatchStatistics statistics = new BatchStatistics(c.c, ofExamples);
            rig.engine.kernel(OP).moments(rig.input(value -> 1000 + value, c.shape()), statistics);
            putOut(rig, statistics);
        });
    }

    @Test
    void refusesASingleValue() {
        assertThatThrownBy(() -> Rig.results(
                        Rig.VECTOR,
                        1,
                        rig -> rig.engine
                                .kernel(OP)
                                .forward(
                                        rig.input(3),
                                        new Affine(null, null),
                                        new BatchStatistics(3, false),
                                        rig.output(3))))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("bn1")
                .hasMessageContaining("at least 2 examples");
    }

    /** The way there and back, with the statistics between them. */
    static void training(Rig rig, Case c, BatchNorm op, DoubleUnaryOperator map) {
        BatchStatistics statistics = new BatchStatistics(c.c, true);
        Tensor x = rig.input(map, c.shape());
        Affine affine = new Affine(c.gamma(rig), c.beta(rig));
        rig.engine.kernel(op).forward(x, affine, statistics, rig.output(c.shape()));
        putOut(rig, statistics);
        rig.engine
                .kernel(op)
                .backward(
                        x,
                        affine,
                        statistics,
                        rig.input(c.shape()),
                        c.needsDx ? rig.gradient(c.shape()) : null,
                        new Affine(c.gamma ? rig.result(c.c) : null, c.beta ? rig.result(c.c) : null));
    }

    private static void putOut(Rig rig, BatchStatistics statistics) {
        rig.result(statistics.mean());
        rig.result(statistics.variance());
        if (statistics.wantsExampleVariance()) {
            rig.result(statistics.exampleVariance());
        }
        rig.result(statistics.partMeans());
        rig.result(statistics.partVariances());
    }
}
