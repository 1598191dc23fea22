package org.netloom.runtime.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.netloom.kernel.internal.Lanes;
import org.netloom.op.Tensor;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.vector.memory.VectorBuffers;
import org.netloom.runtime.internal.vector.memory.VectorTensor;

/** Arrays of every kind in and out of blocks, and the memory of the blocks. */
class LayoutTest {
    private static final int BATCH = Lanes.COUNT + 3;

    private final VectorBuffers buffers = (VectorBuffers) Rig.VECTOR.buffers();
    private final Tensor tensor = buffers.tensor(2, 3, 5);

    LayoutTest() {
        buffers.batch(BATCH);
    }

    @AfterEach
    void close() {
        buffers.close();
    }

    /** 0, 1, 2, … in floats. */
    private static INDArray counting(long... shape) {
        long length = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        return Nd4j.arange(length).castTo(DataType.FLOAT).reshape(shape).dup('c');
    }

    private void requireWritten(INDArray values) {
        Rig.VECTOR.write(values, tensor);
        double[] expected = values.castTo(DataType.DOUBLE).dup('c').data().asDouble();
        assertThat(Rig.get(Rig.VECTOR, tensor)).containsExactly(expected);
    }

    @Test
    void writesRowMajorArrays() {
        requireWritten(counting(BATCH, 2, 3, 5));
    }

    @Test
    void writesOtherTypes() {
        requireWritten(counting(BATCH, 2, 3, 5).castTo(DataType.DOUBLE));
        requireWritten(counting(BATCH, 2, 3, 5).castTo(DataType.INT32));
    }

    @Test
    void writesColumnMajorArrays() {
        requireWritten(counting(BATCH, 2, 3, 5).dup('f'));
    }

    /** Images with channels last are read as if they came first. */
    @Test
    void writesPermutedArrays() {
        requireWritten(counting(BATCH, 3, 5, 2).permute(0, 3, 1, 2));
    }

    @Test
    void writesViews() {
        INDArray larger = counting(BATCH + 4, 2, 3, 7);
        requireWritten(larger.get(
                NDArrayIndex.interval(2, BATCH + 2),
                NDArrayIndex.all(),
                NDArrayIndex.all(),
                NDArrayIndex.interval(1, 6)));
        requireWritten(counting(BATCH + 4, 2, 3, 5).get(NDArrayIndex.interval(3, BATCH + 3)));
    }

    /** A view that begins where its array does. */
    @Test
    void writesLeadingViews() {
        requireWritten(counting(BATCH + 4, 2, 3, 5).get(NDArrayIndex.interval(0, BATCH)));
    }

    @Test
    void writesBroadcastArrays() {
        requireWritten(counting(1, 2, 3, 5).broadcast(BATCH, 2, 3, 5));
    }

    @Test
    void readsIntoArraysOfEveryOrder() {
        INDArray values = counting(BATCH, 2, 3, 5);
        Rig.VECTOR.write(values, tensor);
        INDArray columns = Nd4j.create(DataType.FLOAT, new long[] {BATCH, 2, 3, 5}, 'f');
        Rig.VECTOR.read(tensor, columns);
        assertThat(columns).isEqualTo(values);
        INDArray permuted = Nd4j.create(DataType.FLOAT, BATCH, 3, 5, 2).permute(0, 3, 1, 2);
        Rig.VECTOR.read(tensor, permuted);
        assertThat(permuted).isEqualTo(values);
        INDArray within = Nd4j.create(DataType.FLOAT, BATCH + 2, 2, 3, 5).get(NDArrayIndex.interval(1, BATCH + 1));
        Rig.VECTOR.read(tensor, within);
        assertThat(within).isEqualTo(values);
    }

    @Test
    void refusesArraysOfAnotherShape() {
        assertThatThrownBy(() -> Rig.VECTOR.write(counting(BATCH, 2, 5, 3), tensor))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("[" + BATCH + ", 2, 5, 3]")
                .hasMessageContaining("[" + BATCH + ", 2, 3, 5]");
        assertThatThrownBy(() -> Rig.VECTOR.read(tensor, counting(BATCH + 1, 2, 3, 5)))
                .isInstanceOf(NetworkException.class);
    }

    @Test
    void showsActivationsAsArraysWithoutACopy() {
        INDArray values = counting(BATCH, 2, 3, 5);
        Rig.VECTOR.write(values, tensor);
        INDArray blocks = ((VectorTensor) tensor).array();
        assertThat(blocks.shape()).containsExactly(2, 2, 3, 5, Lanes.COUNT);
        assertThat(blocks.getDouble(1, 1, 2, 4, 2)).isEqualTo(values.getDouble(Lanes.COUNT + 2, 1, 2, 4));
        blocks.putScalar(new long[] {0, 1, 2, 3, 1}, -7);
        Rig.VECTOR.read(tensor, values);
        assertThat(values.getDouble(1, 1, 2, 3)).isEqualTo(-7);
    }

    @Test
    void reshapesWithoutACopy() {
        Tensor flat = buffers.reshape(tensor, 30);
        INDArray values = counting(BATCH, 2, 3, 5);
        Rig.VECTOR.write(values, tensor);
        assertThat(Rig.get(Rig.VECTOR, flat)).containsExactly(Rig.get(Rig.VECTOR, tensor));
        assertThatThrownBy(() -> buffers.reshape(tensor, 31))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("30")
                .hasMessageContaining("31");
    }

    @Test
    void beginsAtLinesOfTheCache() {
        for (int i = 1; i < 40; i++) {
            VectorTensor small = (VectorTensor) buffers.tensor(i);
            assertThat(small.address() % 64).isZero();
            Rig.VECTOR.write(Nd4j.ones(DataType.FLOAT, BATCH, i), small);
        }
    }

    @Test
    void givesBackWhatItTook() {
        long before = Pointer.totalBytes();
        for (int i = 0; i < 20; i++) {
            try (VectorBuffers some = (VectorBuffers) Rig.VECTOR.buffers()) {
                VectorTensor large = (VectorTensor) some.tensor(1 << 20);
                some.batch(Lanes.COUNT);
                assertThat(large.address()).isNotZero();
                some.batch(2 * Lanes.COUNT); // which gives the first memory back
                assertThat(large.address()).isNotZero();
            }
        }
        assertThat(Pointer.totalBytes() - before).isLessThan(64 << 20);
    }
}
