package org.netloom.runtime.train;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.internal.io.HostMemory;

/** The gradient of a mean of two losses, out of the gradient of each. Its memory is taken again where a batch is larger. */
final class MixedGradient implements AutoCloseable {
    private final Engine engine;
    private @Nullable Pair pair;

    /** Both gradients, of so many examples. */
    private record Pair(int batch, INDArray first, INDArray second, HostMemory firsts, HostMemory seconds) {
        static Pair of(Engine engine, Tensor gradient) {
            long[] shape = new long[gradient.shape().size() + 1];
            shape[0] = gradient.batch();
            for (int i = 1; i < shape.length; i++) {
                shape[i] = gradient.shape().get(i - 1);
            }
            INDArray first = Nd4j.createUninitialized(engine.dataType(), shape, 'c');
            INDArray second = Nd4j.createUninitialized(engine.dataType(), shape, 'c');
            return new Pair(gradient.batch(), first, second, new HostMemory(first), new HostMemory(second));
        }

        void close() {
            first.close();
            second.close();
        }
    }

    MixedGradient(Engine engine) {
        this.engine = engine;
    }

    /** Keeps the gradient of the first loss. */
    void take(Tensor gradient) {
        if (pair == null || pair.batch() != gradient.batch()) {
            close();
            pair = Pair.of(engine, gradient);
        }
        engine.read(gradient, pair.first());
    }

    /**
     * Makes that of the second one the gradient of {@code share · first + (1 - share) · second}.
     *
     * @param gradient of the second loss
     */
    void add(double share, Tensor gradient) {
        Pair both = Objects.requireNonNull(pair);
        engine.read(gradient, both.second());
        int length = Math.toIntExact(both.first().length());
        for (int i = 0; i < length; i++) {
            both.firsts()
                    .put(
                            i,
                            share * both.firsts().get(i)
                                    + (1 - share) * both.seconds().get(i));
        }
        both.firsts().written();
        engine.write(both.first(), gradient);
    }

    @Override
    public void close() {
        if (pair != null) {
            pair.close();
            pair = null;
        }
    }
}
