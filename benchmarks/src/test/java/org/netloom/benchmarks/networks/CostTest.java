package org.netloom.benchmarks.networks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netloom.benchmarks.measuring.Kind;
import org.netloom.benchmarks.measuring.Net;

class CostTest {
    /** Outputs times inputs of each output, twice for a multiplication and an addition. */
    @Test
    void countsConvolutionsAndDenseLayers() {
        long conv1 = 2L * 6 * 24 * 24 * 25;
        long conv2 = 2L * 16 * 8 * 8 * 6 * 25;
        long dense = 2L * (256 * 120 + 120 * 84 + 84 * 10);
        long biasOfTheLast = 10;
        Cost cost = Cost.of(Net.LENET_BN);
        assertThat(cost.firstLayer()).isEqualTo(conv1);
        assertThat(cost.forward()).isBetween(conv1 + conv2 + dense, conv1 + conv2 + dense + biasOfTheLast);
        assertThat(cost.flops(Kind.INFERENCE)).isEqualTo((double) cost.forward());
        assertThat(cost.flops(Kind.TRAINING)).isEqualTo((double) (3 * cost.forward() - conv1));
    }

    @Test
    void knowsTheParametersOfTorchvisionsMobileNet() {
        assertThat(Cost.of(Net.MOBILENET_V2).parameters()).isEqualTo(3_504_872);
    }

    @ParameterizedTest
    @EnumSource
    void everyNetworkCompilesAtItsSize(Net net) {
        assertThat(Cost.of(net).forward()).isGreaterThan(Cost.of(net).firstLayer());
    }
}
