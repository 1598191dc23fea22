package org.netloom.runtime.internal.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.op.CrossEntropyLoss;
import org.netloom.op.MeanSquaredErrorLoss;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.exception.NetworkException;

class LossesTest {
    /** A loss, and the gradient that it left. */
    private static final class Result {
        private final double loss;
        private final double[] gradient;

        Result(double loss, double[] gradient) {
            this.loss = loss;
            this.gradient = gradient;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT", "DOUBLE"})
    void crossEntropyAndItsGradient(DataType type) {
        int[] labels = {2, 0, 4, 4};
        double[] logits = Rig.random(1, 20);
        Result result = crossEntropy(type, logits, 5, labels);

        double expected = 0;
        for (int n = 0; n < 4; n++) {
            double total = 0;
            for (int k = 0; k < 5; k++) {
                total += Math.exp(logits[n * 5 + k]);
            }
            expected -= Math.log(Math.exp(logits[n * 5 + labels[n]]) / total) / 4;
        }
        assertThat(result.loss).isCloseTo(expected, within(type == DataType.FLOAT ? 1e-6 : 1e-14));
        double[] differences = Rig.differences(logits, v -> crossEntropy(DataType.DOUBLE, v, 5, labels).loss);
        assertThat(Rig.error(result.gradient, differences)).isLessThan(type == DataType.FLOAT ? 1e-6 : 1e-8);
    }

    /** Logits [2,3,4]: the mean is over the six positions, not over the two examples, and each has four classes. */
    @ParameterizedTest
    @EnumSource(names = {"FLOAT", "DOUBLE"})
    void crossEntropyOfASequenceIsTheMeanOverItsPositions(DataType type) {
        int[] labels = {3, 0, 2, 2, 1, 3};
        double[] logits = Rig.random(5, 24);
        Result result = crossEntropy(type, logits, 2, List.of(3, 4), labels);

        double expected = 0;
        for (int row = 0; row < 6; row++) {
            double total = 0;
            for (int k = 0; k < 4; k++) {
                total += Math.exp(logits[row * 4 + k]);
            }
            expected -= Math.log(Math.exp(logits[row * 4 + labels[row]]) / total) / 6;
        }
        assertThat(result.loss).isCloseTo(expected, within(type == DataType.FLOAT ? 1e-6 : 1e-14));
        double[] differences =
                Rig.differences(logits, v -> crossEntropy(DataType.DOUBLE, v, 2, List.of(3, 4), labels).loss);
        assertThat(Rig.error(result.gradient, differences)).isLessThan(type == DataType.FLOAT ? 1e-6 : 1e-8);
    }

    @Test
    void crossEntropyTakesALabelForEachPositionAndNoImages() {
        double[] logits = Rig.random(6, 24);
        assertThatThrownBy(() -> crossEntropy(DataType.FLOAT, logits, 2, List.of(3, 4), 0, 1))
                .isInstanceOf(NetworkException.class)
                .hasMessage("2 labels for a batch of 2 with 3 positions each");
        assertThatThrownBy(() -> crossEntropy(DataType.FLOAT, logits, 2, List.of(3, 4), 0, 1, 2, 3, 4, 0))
                .isInstanceOf(NetworkException.class)
                .hasMessage("label 4 of example 1 in the batch is not a class from 0 to 3");
        assertThatThrownBy(() -> crossEntropy(DataType.FLOAT, logits, 2, List.of(3, 2, 2), 0, 1))
                .isInstanceOf(NetworkException.class)
                .hasMessage(
                        "a cross-entropy of the images [2, 3, 2, 2], where [N, classes] or [N, steps, classes] is expected");
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT", "DOUBLE"})
    void crossEntropyIsStable(DataType type) {
        Result right = crossEntropy(type, new double[] {1000, 0, -1000}, 3, 0);
        assertThat(right.loss).isZero();
        assertThat(right.gradient).containsExactly(0, 0, 0);

        Result wrong = crossEntropy(type, new double[] {1000, 0, -1000}, 3, 2);
        assertThat(wrong.loss).isEqualTo(2000);
        assertThat(wrong.gradient).containsExactly(1, 0, -1);
    }

    @Test
    void crossEntropyOfNaNIsNaN() {
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            Result result = crossEntropy(DataType.FLOAT, new double[] {1, 2, 3, 4, bad, 6}, 3, 0, 1);
            assertThat(result.loss).isNaN();
            assertThat(result.gradient[4]).isNaN();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT", "DOUBLE"})
    void meanSquaredErrorAndItsGradient(DataType type) {
        double[] y = Rig.random(1, 12);
        double[] target = Rig.random(2, 12);
        Result result = meanSquaredError(type, y, target);

        double expected = 0;
        double[] gradient = new double[12];
        for (int i = 0; i < 12; i++) {
            expected += (y[i] - target[i]) * (y[i] - target[i]) / 12;
            gradient[i] = 2 * (y[i] - target[i]) / 12;
        }
        assertThat(result.loss).isCloseTo(expected, within(type == DataType.FLOAT ? 1e-6 : 1e-14));
        assertThat(Rig.error(result.gradient, gradient)).isLessThan(type == DataType.FLOAT ? 1e-6 : 1e-14);
        y[3] = Double.NaN;
        assertThat(meanSquaredError(type, y, target).loss).isNaN();
    }

    @Test
    void aTargetOfAnotherShapeIsRefused() {
        try (Rig rig = new Rig(Rig.FLOAT);
                NdArray target = new NdArray(Nd4j.rand(DataType.FLOAT, 4, 2))) {
            Tensor y = rig.tensor(3);
            Tensor dy = rig.tensor(3);
            rig.batch(4);
            assertThatThrownBy(
                            () -> rig.engine.kernel(new MeanSquaredErrorLoss()).compute(y, target, dy))
                    .isInstanceOf(NetworkException.class)
                    .hasMessage("a target of shape [4, 2] for an output of shape [4, 3]");
        }
    }

    private static Result crossEntropy(DataType type, double[] logits, int classes, int... labels) {
        return crossEntropy(type, logits, labels.length, List.of(classes), labels);
    }

    private static Result crossEntropy(
            DataType type, double[] logits, int examples, List<Integer> shape, int... labels) {
        int[] dims = shape.stream().mapToInt(Integer::intValue).toArray();
        try (Rig rig = new Rig(Rig.engine(type))) {
            Tensor input = rig.tensor(dims);
            Tensor gradient = rig.tensor(dims);
            rig.batch(examples);
            rig.set(input, logits);
            return new Result(
                    rig.engine.kernel(new CrossEntropyLoss()).compute(input, labels, gradient), rig.get(gradient));
        }
    }

    private static Result meanSquaredError(DataType type, double[] y, double[] target) {
        try (Rig rig = new Rig(Rig.engine(type));
                INDArray wanted = Nd4j.createFromArray(target)) {
            Tensor output = rig.tensor(3);
            Tensor gradient = rig.tensor(3);
            rig.batch(4);
            rig.set(output, y);
            return new Result(
                    rig.engine
                            .kernel(new MeanSquaredErrorLoss())
                            .compute(output, new NdArray(wanted.reshape(4, 3)), gradient),
                    rig.get(gradient));
        }
    }
}
