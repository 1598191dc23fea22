package org.netloom.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.op.Array;
import org.netloom.runtime.exception.ClosedException;

class NdArrayTest {
    @Test
    void isTheArrayItself() {
        INDArray values = Nd4j.create(2, 3);
        try (NdArray array = new NdArray(values)) {
            assertThat(array.values()).isSameAs(values);
            assertThat(NdArray.of(array)).isSameAs(values);
            assertThat(NdArray.ofNullable(array)).isSameAs(values);
            assertThat(NdArray.ofNullable(null)).isNull();
            assertThat(array.shape()).isEqualTo(List.of(2, 3));
            assertThat(array).hasToString(values.toString());
        }
    }

    @Test
    void saysThatItIsClosed() {
        NdArray array = new NdArray(Nd4j.create(2, 3));
        array.close();
        array.close();
        assertThat(array.isClosed()).isTrue();
        assertThatThrownBy(array::values)
                .isInstanceOf(ClosedException.class)
                .hasMessage("an array [2, 3] is used that went with its network, pass or optimizer, which is closed");
        assertThatThrownBy(() -> NdArray.of(array)).isInstanceOf(ClosedException.class);
        assertThat(array).hasToString("closed [2, 3]");
    }

    @Test
    void anotherLibrarysArrayIsRefused() {
        Array other = () -> List.of(2);
        assertThatThrownBy(() -> NdArray.of(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("an array of another library: ");
    }
}
