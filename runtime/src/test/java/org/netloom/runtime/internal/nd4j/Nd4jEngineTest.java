package org.netloom.runtime.internal.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.op.Conv2d;
import org.netloom.op.Dense;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.exception.NetworkException;

/** What goes in and out of the engine, and what it says when something fails. */
class Nd4jEngineTest {
    @ParameterizedTest
    @EnumSource(names = {"FLOAT", "DOUBLE", "INT", "UBYTE", "LONG"})
    void writesArraysOfAnyTypeAndStride(DataType type) {
        double[] values = new double[2 * 3 * 4 * 5];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        try (Rig rig = new Rig(Rig.FLOAT)) {
            Tensor tensor = rig.tensor(3, 4, 5);
            rig.batch(2);
            INDArray plain = Nd4j.createFromArray(values).castTo(type).reshape(2, 3, 4, 5);
            INDArray transposed = plain.permute(3, 1, 0, 2).dup('c').permute(2, 1, 3, 0);
            INDArray columns = plain.dup('f');
            for (INDArray array : new INDArray[] {plain, transposed, columns}) {
                rig.set(tensor, new double[values.length]);
                rig.engine.write(array, tensor);
                assertThat(rig.get(tensor)).containsExactly(values);
            }
            INDArray wide = Nd4j.zeros(type, 2, 3, 4, 9);
            INDArray view = wide.get(
                    org.nd4j.linalg.indexing.NDArrayIndex.all(),
                    org.nd4j.linalg.indexing.NDArrayIndex.all(),
                    org.nd4j.linalg.indexing.NDArrayIndex.all(),
                    org.nd4j.linalg.indexing.NDArrayIndex.interval(2, 7));
            view.assign(plain);
            rig.set(tensor, new double[values.length]);
            rig.engine.write(view, tensor);
            assertThat(rig.get(tensor)).containsExactly(values);
        }
    }

    @Test
    void anArrayOfAnotherShapeIsRefusedNotBroadcast() {
        try (Rig rig = new Rig(Rig.FLOAT);
                INDArray row = Nd4j.rand(DataType.FLOAT, 1, 3)) {
            Tensor tensor = rig.tensor(3);
            rig.batch(4);
            assertThatThrownBy(() -> rig.engine.write(row, tensor))
                    .isInstanceOf(NetworkException.class)
                    .hasMessage("an array of shape [1, 3] for a tensor of shape [4, 3]");
        }
    }

    @Test
    void aSmallerBatchLeavesTheOthersAlone() {
        try (Rig rig = new Rig(Rig.DOUBLE)) {
            Tensor tensor = rig.tensor(2, 3, 4);
            Tensor flat = rig.reshape(tensor, 24);
            rig.batch(7);
            double[] seven = Rig.random(1, 7 * 24);
            rig.set(tensor, seven);
            rig.batch(3);
            assertThat(tensor.batch()).isEqualTo(3);
            assertThat(rig.get(flat)).containsExactly(java.util.Arrays.copyOf(seven, 3 * 24));
            rig.batch(7);
            assertThat(rig.get(flat)).containsExactly(seven);
        }
    }

    @Test
    void aFailureNamesTheLayerAndItsPlace() {
        try (Rig rig = new Rig(Rig.FLOAT);
                NdArray weight = rig.array(Rig.random(1, 12), 3, 4);
                NdArray kernel = rig.array(Rig.random(1, 18), 1, 2, 3, 3)) {
            Tensor vector = rig.tensor(5);
            Tensor out = rig.tensor(3);
            Tensor image = rig.tensor(1, 4, 4);
            Tensor smaller = rig.tensor(1, 2, 2);
            rig.batch(2);
            assertThatThrownBy(() ->
                            rig.engine.kernel(Dense.of("dense2", "a.net:9:3")).forward(vector, weight, null, out))
                    .isInstanceOf(NetworkException.class)
                    .hasMessageStartingWith("dense2 (a.net:9:3) failed: ");
            assertThatThrownBy(() -> rig.engine
                            .kernel(Conv2d.of("conv7", "a.net:8:1", 3, 3))
                            .forward(image, kernel, null, smaller))
                    .isInstanceOf(NetworkException.class)
                    .hasMessageStartingWith("conv7 (a.net:8:1) failed: ");
        }
    }
}
