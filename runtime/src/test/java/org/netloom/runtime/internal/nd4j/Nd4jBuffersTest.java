package org.netloom.runtime.internal.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.runtime.engine.ThreadGuard;

/** Tensors of one slot have one piece of memory, as large as the largest of them needs. */
class Nd4jBuffersTest {
    @Test
    void aSlotHasRoomForItsLargestTensor() {
        try (Nd4jBuffers buffers = new Nd4jBuffers(DataType.FLOAT, new ThreadGuard("the engine"))) {
            Nd4jTensor small = Nd4jTensor.of(buffers.shared(7, 3));
            Nd4jTensor large = Nd4jTensor.of(buffers.shared(7, 2, 2, 2));
            Nd4jTensor other = Nd4jTensor.of(buffers.shared(8, 5));
            Nd4jTensor view = Nd4jTensor.of(buffers.reshape(small, 1, 3));
            buffers.batch(4);
            assertThat(small.memory())
                    .isSameAs(large.memory())
                    .isSameAs(view.memory())
                    .isNotSameAs(other.memory());
            assertThat(small.memory().length()).isEqualTo(4 * 8);
            assertThat(other.memory().length()).isEqualTo(4 * 5);
            large.array().assign(2);
            other.array().assign(3);
            assertThat(small.array().data().pointer().address())
                    .isEqualTo(large.array().data().pointer().address());
            assertThat(small.array().sumNumber().doubleValue()).isEqualTo(4 * 3 * 2);
            assertThat(other.array().sumNumber().doubleValue()).isEqualTo(4 * 5 * 3);
        }
    }

    /** The tensor that comes first must not look at memory that a later one made to grow. */
    @Test
    void allTensorsFollowWhereMemoryGrows() {
        try (Nd4jBuffers buffers = new Nd4jBuffers(DataType.DOUBLE, new ThreadGuard("the engine"))) {
            Nd4jTensor small = Nd4jTensor.of(buffers.shared(1, 2));
            Nd4jTensor large = Nd4jTensor.of(buffers.shared(1, 40));
            for (int batch : new int[] {2, 1, 30}) {
                buffers.batch(batch);
                large.array().assign(batch);
                assertThat(small.array().sumNumber().doubleValue()).isEqualTo(2.0 * batch * batch);
                assertThat(small.array().wasClosed()).isFalse();
            }
            assertThat(large.memory().length()).isEqualTo(30 * 40);
        }
    }
}
