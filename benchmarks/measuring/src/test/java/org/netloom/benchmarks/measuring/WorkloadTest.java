package org.netloom.benchmarks.measuring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadTest {
    private static Workload of(String arguments) {
        return Workload.of(List.of(arguments.split(" ", -1)));
    }

    @Test
    void theNetworkHasABatchOfItsOwn() {
        assertThat(of("resnet18 training --threads 3"))
                .isEqualTo(new Workload(Net.RESNET18, Kind.TRAINING, 64, 3, 5, 30, ""));
    }

    @Test
    void latencyIsThatOfOneImage() {
        assertThat(of("lenet_bn latency").batch()).isEqualTo(1);
    }

    @Test
    void everythingCanBeSaid() {
        assertThat(of("--batch 7 mlp --threads 1 start --seconds 0.5 --warmup 0 --engine vector"))
                .isEqualTo(new Workload(Net.MLP, Kind.START, 7, 1, 0.5, 0, "vector"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "lenet training | there is no network 'lenet': they are lenet_bn, resnet18, vgg11, mobilenet_v2, mlp",
                "mlp train | there is no measurement 'train': they are training, inference, latency, start",
                "mlp | needed are a network and a measurement, such as lenet_bn training, not 'mlp'",
                "mlp training --batch 0 | --batch takes a whole number above 0, not '0'",
                "mlp training --threads two | --threads takes a whole number above 0, not 'two'",
                "mlp training --seconds -1 | --seconds takes seconds, 0 or more, not '-1'",
                "mlp training --warmup NaN | --warmup takes seconds, 0 or more, not 'NaN'",
                "mlp training --batch | the option --batch needs a value",
                "mlp training --size 3 | there is no option --size: they are --batch, --threads, --seconds, --warmup and --engine"
            })
    void aMistakeIsAnsweredInASentence(String arguments, String answer) {
        assertThatThrownBy(() -> of(arguments))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(answer);
    }
}
