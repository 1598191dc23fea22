package org.netloom.benchmarks.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.netloom.benchmarks.measuring.Kind;
import org.netloom.benchmarks.measuring.Net;

class SettingTest {
    @Test
    void allAreFiveNetworksTwiceAndOneLatencyAndTwoStarts() {
        assertThat(Setting.of(List.of(), List.of(2))).hasSize(13);
    }

    @Test
    void namesOfOneSortAreAlternativesAndOfTwoSortsConditions() {
        assertThat(Setting.of(List.of("mlp", "training", "vgg11"), List.of(2)))
                .containsExactly(new Setting(Net.VGG11, Kind.TRAINING, 2), new Setting(Net.MLP, Kind.TRAINING, 2));
    }

    @Test
    void eachNumberOfThreadsIsASettingButForLatency() {
        assertThat(Setting.of(List.of("lenet_bn", "training", "latency"), List.of(1, 2, 4)))
                .containsExactly(
                        new Setting(Net.LENET_BN, Kind.TRAINING, 1),
                        new Setting(Net.LENET_BN, Kind.TRAINING, 2),
                        new Setting(Net.LENET_BN, Kind.TRAINING, 4),
                        new Setting(Net.LENET_BN, Kind.LATENCY, 1));
    }

    @Test
    void whatIsNothingIsSaid() {
        assertThatThrownBy(() -> Setting.of(List.of("lenet"), List.of(2)))
                .hasMessage("'lenet' is neither a network (lenet_bn, resnet18, vgg11, mobilenet_v2, mlp)"
                        + " nor a measurement (training, inference, latency, start)");
        assertThatThrownBy(() -> Setting.of(List.of("mlp", "latency"), List.of(2)))
                .hasMessage(
                        "nothing is left to measure: latency is measured of lenet_bn, start of lenet_bn and resnet18");
    }
}
