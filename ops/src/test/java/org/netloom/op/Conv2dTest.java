package org.netloom.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.netloom.op.Conv2d.Algorithm;

class Conv2dTest {
    private static final Conv2d OP = Conv2d.of("conv1", "a.net:1:1", 3, 3);

    @Test
    void winogradsAlgorithmIsForThreeByThree() {
        assertThat(OP.pad(2, 1).suitsWinograd()).isTrue();
        assertThat(OP.pad(2, 1).algorithm(Algorithm.WINOGRAD4).algorithm()).isEqualTo(Algorithm.WINOGRAD4);
        assertThat(OP.algorithm(Algorithm.DIRECT).stride(2, 2).suitsWinograd()).isFalse();
        assertThatThrownBy(() -> OP.stride(2, 1).groups(4).algorithm(Algorithm.WINOGRAD2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "WINOGRAD2 is for kernels of 3x3 with stride 1, dilation 1 and one group; this is 3x3 with stride 2x1, dilation 1x1 and 4 groups");
        assertThatThrownBy(() -> Conv2d.of("conv1", "a.net:1:1", 3, 1).algorithm(Algorithm.WINOGRAD4))
                .hasMessageContaining("this is 3x1 with stride 1x1");
    }
}
