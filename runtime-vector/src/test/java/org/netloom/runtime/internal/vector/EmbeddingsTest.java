package org.netloom.runtime.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.SplittableRandom;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.kernel.internal.Lanes;
import org.netloom.op.Embedding;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.exception.NetworkException;

/** Embeddings, forward and backward, against nd4j in double. */
class EmbeddingsTest {
    private static final Embedding OP = Embedding.of("embed1", "a.net:1:1");

    private static double[] tokens(int count, int vocabulary) {
        return new SplittableRandom(count)
                .ints(count, 0, vocabulary)
                .asDoubleStream()
                .toArray();
    }

    private static void both(int batch, int steps, int vocabulary, int features) {
        double[] tokens = tokens(batch * steps, vocabulary);
        // A row's gradient may be the sum over all places.
        Rig.agree(batch, Rig.roundings((long) batch * steps), rig -> {
            Tensor x = rig.input(tokens, steps);
            rig.engine.kernel(OP).forward(x, rig.parameter(vocabulary, features), rig.output(steps, features));
            rig.engine.kernel(OP).backward(x, rig.input(steps, features), rig.result(vocabulary, features));
        });
    }

    @Property(tries = 150, seed = "1", edgeCases = EdgeCasesMode.NONE)
    void looksUp(
            @ForAll @IntRange(min = 1, max = 40) int batch,
            @ForAll @IntRange(min = 1, max = 9) int steps,
            @ForAll @IntRange(min = 1, max = 30) int vocabulary,
            @ForAll @IntRange(min = 1, max = 70) int features) {
        both(batch, steps, vocabulary, features);
    }

    @Test
    void takesLargeBatchesAndVocabularies() {
        both(300, 20, 5, 33);
        both(100, 12, 20_000, 40);
    }

    @Test
    void takesASingleExample() {
        double[] tokens = tokens(7, 11);
        Rig.agreeOnOne(
                Rig.roundings(1),
                rig -> rig.engine.kernel(OP).forward(rig.input(tokens, 7), rig.parameter(11, 5), rig.output(7, 5)));
    }

    /** The tokens have no slope, the table does. */
    @Test
    void gradientsAreSlopes() {
        int n = Lanes.COUNT + 3;
        double[] tokens = tokens(n * 4, 6);
        new Slopes(n, new int[] {1}, new int[] {4, 5}, new long[] {6, 5})
                .require(
                        (rig, none, weights, y) -> rig.engine.kernel(OP).forward(rig.input(tokens, 4), weights[0], y),
                        (rig, none, weights, dy, dx, gradients) -> {
                            try (INDArray zeros = rig.engine.zeros(n, 1).values()) {
                                rig.engine.write(zeros, dx);
                            }
                            rig.engine.kernel(OP).backward(rig.input(tokens, 4), dy, gradients[0]);
                        });
    }

    /** Whichever is the first in the order of the examples is named, as by the nd4j engine. */
    @ParameterizedTest
    @ValueSource(doubles = {-1, 0.5, 5, 1e10, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesWhatIsNoToken(double token) {
        double[] tokens = tokens(3 * 4, 5);
        tokens[4 + 3] = token;
        tokens[8 + 1] = token;
        Throwable ours = refusal(Rig.VECTOR, tokens);
        assertThat(ours)
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("embed1")
                .hasMessageContaining("at 3 of example 1 in the batch")
                .hasMessage(refusal(Rig.DOUBLE, tokens).getMessage());
    }

    private static Throwable refusal(Engine engine, double[] tokens) {
        return catchThrowable(() -> Rig.results(
                engine,
                3,
                rig -> rig.engine.kernel(OP).forward(rig.input(tokens, 4), rig.parameter(5, 2), rig.output(4, 2))));
    }
}
