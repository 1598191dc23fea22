package org.netloom.runtime.train;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import nets.TinyNet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.runtime.InferencePass;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.nd4j.Nd4jEngine;
import org.netloom.runtime.internal.npy.NpyArray;
import org.netloom.runtime.internal.npy.NpyType;
import org.netloom.runtime.internal.npy.NpzFile;
import org.netloom.runtime.loss.CrossEntropy;
import org.netloom.runtime.loss.MeanSquaredError;

class EvaluatorTest {
    private final Nd4jEngine engine = new Nd4jEngine(DataType.FLOAT);
    private final TinyNet net = new TinyNet(engine);
    private final Dataset data = new Stripes("stripes", 50, 5);

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        net.close();
        engine.close();
    }

    @Test
    void meansAreThoseOfTheFormulas() {
        double[][] logits = logits();
        double crossEntropy = 0;
        double squares = 0;
        double correct = 0;
        for (int i = 0; i < data.size(); i++) {
            double[] row = logits[i];
            double sum = Math.exp(row[0]) + Math.exp(row[1]) + Math.exp(row[2]);
            crossEntropy -= Math.log(Math.exp(row[data.label(i)]) / sum);
            for (int k = 0; k < 3; k++) {
                squares += Math.pow(row[k] - (k == data.label(i) ? 1 : 0), 2);
            }
            correct += argmax(row) == data.label(i) ? 1 : 0;
        }
        // The batch of 16 leaves two examples over; float outputs differ between batch sizes by rounding at most.
        try (Evaluator evaluator = new Evaluator(net, 16)) {
            Evaluation byCrossEntropy = evaluator.evaluate(data, CrossEntropy.of());
            assertThat(byCrossEntropy.loss()).isEqualTo(crossEntropy / 50, within(1e-6));
            assertThat(byCrossEntropy.accuracy()).isEqualTo(correct / 50, within(1e-12));
            assertThat(byCrossEntropy.examples()).isEqualTo(50);
            assertThat(evaluator.evaluate(data, MeanSquaredError.of()).loss()).isEqualTo(squares / 150, within(1e-6));
        }
    }

    @Test
    void lossIsStableForLargeLogits() {
        // One output at +1000, one at -1000: softmax is 1 and 0, and a loss is 0, 1000 or 2000.
        net.dense1().weight().values().assign(0);
        INDArray bias = requireNonNull(net.dense1().bias()).values();
        bias.putScalar(0, 1000);
        bias.putScalar(1, -1000);
        double expected = 0;
        for (int i = 0; i < data.size(); i++) {
            expected += new double[] {0, 2000, 1000}[data.label(i)];
        }
        try (Evaluator evaluator = new Evaluator(net, 50)) {
            assertThat(evaluator.evaluate(data, CrossEntropy.of()).loss()).isEqualTo(expected / 50, within(1e-9));
        }
    }

    @Test
    void writesPredictionsAsNpz() {
        Path file = directory.resolve("out.npz");
        double[][] logits = logits();
        try (Evaluator evaluator = new Evaluator(net, 16)) {
            evaluator.predict(data).write(file);
        }
        try (NpzFile npz = NpzFile.open(file)) {
            NpyArray written = npz.read("logits");
            NpyArray classes = npz.read("class");
            assertThat(npz.names()).containsExactly("logits", "class");
            assertThat(written.type()).isEqualTo(NpyType.FLOAT32);
            assertThat(written.shape()).isEqualTo(List.of(50L, 3L));
            assertThat(classes.type()).isEqualTo(NpyType.INT64);
            assertThat(classes.shape()).isEqualTo(List.of(50L));
            for (int i = 0; i < 50; i++) {
                for (int k = 0; k < 3; k++) {
                    assertThat(written.getDouble(3 * i + k)).isEqualTo(logits[i][k], within(1e-6));
                }
                assertThat(classes.getLong(i)).isEqualTo(argmax(logits[i]));
            }
        }
    }

    @Test
    void refusesANetThatIsNotFinite() {
        net.bn1().movingVariance().values().putScalar(2, Float.NaN);
        try (Evaluator evaluator = new Evaluator(net, 16)) {
            assertThatThrownBy(() -> evaluator.evaluate(data, CrossEntropy.of()))
                    .isInstanceOf(NetworkException.class)
                    .hasMessage("the output of bn1 (tiny.net:3:14) is NaN or infinite on stripes");
        }
    }

    @Test
    void leavesTheNetworkAsItIs() {
        INDArray mean = net.bn1().movingMean().values().dup();
        INDArray weight = net.dense1().weight().values().dup();
        try (Evaluator evaluator = new Evaluator(net, 16)) {
            evaluator.evaluate(data, CrossEntropy.of());
        }
        assertThat(net.bn1().movingMean().values()).isEqualTo(mean);
        assertThat(net.dense1().weight().values()).isEqualTo(weight);
    }

    /** The outputs by the inference pass itself, all in one batch. */
    private double[][] logits() {
        float[] values = new float[50 * 64];
        for (int i = 0; i < 50; i++) {
            data.copy(i, values, 64 * i);
        }
        try (InferencePass pass = net.inference();
                INDArray x = Nd4j.create(values, new long[] {50, 1, 8, 8}, DataType.FLOAT);
                INDArray y = pass.predict(x)) {
            return y.toDoubleMatrix();
        }
    }

    private static int argmax(double[] row) {
        int best = 0;
        for (int k = 1; k < row.length; k++) {
            best = row[k] > row[best] ? k : best;
        }
        return best;
    }
}
