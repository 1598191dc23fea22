package org.netloom.runtime.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.runtime.Parameters;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.parameter.Gradient;
import org.netloom.runtime.parameter.Role;

class GradientClipTest {
    private static List<Gradient> gradients(DataType type, double size) {
        SplittableRandom random = new SplittableRandom(3);
        List<Gradient> gradients = new ArrayList<>();
        for (long[] shape : new long[][] {{4, 3, 2}, {7}, {1}}) {
            INDArray value = Nd4j.create(type, shape);
            for (int i = 0; i < value.length(); i++) {
                value.putScalar(i, size * (2 * random.nextDouble() - 1));
            }
            gradients.add(
                    new Gradient(Parameters.of("p" + gradients.size(), Role.WEIGHT, value.dup()), new NdArray(value)));
        }
        return gradients;
    }

    private static List<double[]> values(List<Gradient> gradients) {
        return gradients.stream()
                .map(gradient -> gradient.value().values().dup().data().asDouble())
                .toList();
    }

    private static double norm(List<double[]> values) {
        double sum = 0;
        for (double[] array : values) {
            for (double value : array) {
                sum += value * value;
            }
        }
        return Math.sqrt(sum);
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE"})
    void bringsTheNormOfAllDown(DataType type) {
        List<Gradient> gradients = gradients(type, 10);
        List<double[]> before = values(gradients);
        ClipNorm.of(1.5).on(gradients).clip();
        double factor = 1.5 / (norm(before) + 1e-6);
        List<double[]> after = values(gradients);
        // One rounding of numbers up to 1.
        double rounding = type == DataType.FLOAT ? 1e-7 : 1e-15;
        for (int i = 0; i < before.size(); i++) {
            for (int k = 0; k < before.get(i).length; k++) {
                assertThat(after.get(i)[k]).isCloseTo(before.get(i)[k] * factor, within(rounding));
            }
        }
        assertThat(norm(after)).isCloseTo(1.5, within(1e-6));
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE"})
    void leavesSmallOnesAlone(DataType type) {
        List<Gradient> gradients = gradients(type, 0.1);
        List<double[]> before = values(gradients);
        ClipNorm.of(5).on(gradients).clip();
        ClipValue.of(0.2).on(gradients).clip();
        assertThat(values(gradients)).usingRecursiveComparison().isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE"})
    void bringsEachElementIntoTheRange(DataType type) {
        List<Gradient> gradients = gradients(type, 2);
        List<double[]> before = values(gradients);
        ClipValue.of(0.5).on(gradients).clip();
        List<double[]> after = values(gradients);
        for (int i = 0; i < before.size(); i++) {
            for (int k = 0; k < before.get(i).length; k++) {
                assertThat(after.get(i)[k]).isEqualTo(Math.max(-0.5, Math.min(0.5, before.get(i)[k])));
            }
        }
        gradients.get(0).value().values().putScalar(0, Double.NaN);
        ClipValue.of(0.5).on(gradients).clip();
        assertThat(gradients.get(0).value().values().getDouble(0)).isNaN();
    }

    @Test
    void refusesWhatIsNoSize() {
        assertThatThrownBy(() -> ClipNorm.of(0))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("not 0.0");
        assertThatThrownBy(() -> ClipValue.of(Double.NaN)).isInstanceOf(NetworkException.class);
    }
}
