package org.netloom.runtime.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.netloom.kernel.internal.Lanes;
import org.netloom.op.BatchNorm;
import org.netloom.op.BatchNorm.Affine;
import org.netloom.op.BatchStatistics;
import org.netloom.op.Tensor;
import org.netloom.runtime.internal.vector.BatchNormsTest.Case;

/** Batch normalization in parts, beside what {@link BatchNormsTest} says of it. */
class GhostNormsTest {
    private static final BatchNorm OP = BatchNorm.of("bn1", "a.net:1:1", 1e-3);

    /** Parts of at least eight examples, whose gradients are more than their roundings; a float of 1000 is good to 3e-5. */
    @Property(tries = 100, seed = "1", edgeCases = EdgeCasesMode.NONE)
    void losesNoDigitsToALargeMean(
            @ForAll @IntRange(min = 16, max = 100) int batch,
            @ForAll @IntRange(min = 8, max = 30) int ghost,
            @ForAll @IntRange(min = 1, max = 9) int channels,
            @ForAll @IntRange(min = 0, max = 5) int height) {
        Case c = new Case(batch, channels, height, 3, true, true, true);
        Rig.agree(
                batch,
                4 * Rig.roundings(c.count()),
                rig -> BatchNormsTest.training(rig, c, OP.ghost(ghost), value -> 1000 + 1.7 * value));
    }

    @Test
    void takesLargeBatches() {
        for (int ghost : new int[] {8, 16, 33, 150}) {
            Case c = new Case(300, 6, 9, 8, true, true, true);
            Rig.agree(
                    c.n(),
                    Rig.roundings(c.count()),
                    rig -> BatchNormsTest.training(rig, c, OP.ghost(ghost), value -> value));
        }
    }

    @Test
    void gradientsAreSlopes() {
        BatchNorm op = OP.ghost(5);
        int n = 2 * Lanes.COUNT + 1;
        for (int[] shape : new int[][] {{3, 2, 2}, {4}}) {
            long[] channels = {shape[0]};
            new Slopes(n, shape, shape, channels, channels)
                    .require(
                            (rig, x, parameters, y) -> rig.engine
                                    .kernel(op)
                                    .forward(
                                            x,
                                            new Affine(parameters[0], parameters[1]),
                                            new BatchStatistics(shape[0], false),
                                            y),
                            (rig, x, parameters, dy, dx, gradients) -> {
                                BatchStatistics statistics = new BatchStatistics(shape[0], false);
                                Tensor y = rig.between(shape);
                                rig.engine
                                        .kernel(op)
                                        .forward(x, new Affine(parameters[0], parameters[1]), statistics, y);
                                rig.engine
                                        .kernel(op)
                                        .backward(
                                                x,
                                                new Affine(parameters[0], parameters[1]),
                                                statistics,
                                                dy,
                                                dx,
                                                new Affine(gradients[0], gradients[1]));
                            });
        }
    }

    /** A NaN is passed to its part, and to the statistics of the whole batch, but to no other part. */
    @Test
    void passesNaNOnToItsPart() {
        int n = 10;
        double[] x = new double[n * 2];
        Arrays.setAll(x, i -> i % 7 - 3);
        x[7 * 2 + 1] = Double.NaN; // of the second part of five examples the second channel
        BatchStatistics statistics = new BatchStatistics(2, true);
        List<double[]> results = Rig.results(
                Rig.VECTOR,
                n,
                rig -> rig.engine
                        .kernel(OP.ghost(5))
                        .forward(rig.input(x, 2), new Affine(null, null), statistics, rig.output(2)));
        for (int i = 0; i < n * 2; i++) {
            assertThat(Double.isNaN(results.get(0)[i])).as("element %d", i).isEqualTo(i >= 10 && i % 2 == 1);
        }
        assertThat(statistics.mean()[0]).isFinite();
        assertThat(statistics.mean()[1]).isNaN();
        assertThat(statistics.partVariances()[1]).isFinite();
        assertThat(statistics.partVariances()[3]).isNaN();
    }
}
