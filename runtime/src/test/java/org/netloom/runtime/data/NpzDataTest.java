package org.netloom.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.NetworkException;
import org.netloom.runtime.data.npy.NpyArray;
import org.netloom.runtime.data.npy.NpzFile;
import org.netloom.runtime.data.npy.NumpyFixtures;

class NpzDataTest {
    @TempDir
    Path directory;

    private static NpyArray floats(float scale, long... shape) {
        int length = 1;
        for (long size : shape) {
            length *= (int) size;
        }
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = scale * (i - 3);
        }
        return NpyArray.of(values, shape);
    }

    private static NpyArray classes(int length) {
        long[] values = new long[length];
        for (int i = 0; i < length; i++) {
            values[i] = i % 3;
        }
        return NpyArray.of(values, length);
    }

    private Path write(Object... namesAndArrays) {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        for (int i = 0; i < namesAndArrays.length; i += 2) {
            arrays.put((String) namesAndArrays[i], (NpyArray) namesAndArrays[i + 1]);
        }
        Path file = directory.resolve("data.npz");
        NpzFile.write(file, arrays, true);
        return file;
    }

    private static void requireProblem(Path file, String message) {
        assertThatThrownBy(() -> Datasets.open(file.toString()))
                .isInstanceOf(NetworkException.class)
                .hasMessage(message);
    }

    @Test
    void bytesScaleAndImagesGetTheirChannel() throws IOException {
        Path file = NumpyFixtures.write(NumpyFixtures.PLAIN, directory);
        Dataset all = Datasets.openTest(file.toString(), List.of(), message -> {});
        assertThat(all.shape()).containsExactly(1, 2, 2);
        assertThat(all.size()).isEqualTo(4);
        assertThat(all.classes()).isEqualTo(3);
        float[] example = new float[4];
        all.copy(3, example, 0);
        assertThat(example).containsExactly(12 * 17 / 255f, 13 * 17 / 255f, 14 * 17 / 255f, 1);
        assertThat(all.label(2)).isEqualTo(2);
    }

    @Test
    void numbersStayAsTheyAre() {
        Path file = write("x", floats(0.7f, 20, 3, 2, 2), "y", classes(20));
        Dataset all = Datasets.openTest(file.toString(), List.of(), message -> {});
        assertThat(all.shape()).containsExactly(3, 2, 2);
        float[] example = new float[14];
        all.copy(1, example, 1);
        assertThat(example[0]).isZero();
        assertThat(example[1]).isEqualTo(0.7f * 9);
        assertThat(example[12]).isEqualTo(0.7f * 20);
        assertThat(example[13]).isZero();
    }

    @Test
    void bigEndianDoublesBecomeFloats() throws IOException {
        Path file = NumpyFixtures.write(NumpyFixtures.ORDERS, directory);
        try (NpzFile arrays = NpzFile.open(file)) {
            Dataset big = new FloatExamples("big", List.of(3, 4), arrays.read("big"), Labels.none(2), "big");
            Dataset little = new FloatExamples("c", List.of(3, 4), arrays.read("fortran"), Labels.none(2), "fortran");
            float[] fromBig = new float[12];
            float[] fromLittle = new float[12];
            big.copy(1, fromBig, 0);
            little.copy(1, fromLittle, 0);
            assertThat(fromBig).isEqualTo(fromLittle);
            assertThat(fromBig[11]).isEqualTo(23 / 4f);
        }
    }

    @Test
    void takesItsOwnTestPartOrHoldsATenthOut() {
        DataSplit own = Datasets.open(write(
                        "x", floats(1, 20, 4),
                        "y", classes(20),
                        "x_test", floats(2, 6, 4),
                        "y_test", classes(6))
                .toString());
        assertThat(own.heldOut()).isFalse();
        assertThat(own.test().size()).isEqualTo(6);
        float[] example = new float[4];
        own.test().copy(0, example, 0);
        assertThat(example).containsExactly(-6, -4, -2, 0);
        DataSplit keras = Datasets.open(write(
                        "x_train", floats(1, 20, 4),
                        "y_train", classes(20),
                        "x_test", floats(2, 6, 4),
                        "y_test", classes(6))
                .toString());
        assertThat(keras.train().size()).isEqualTo(20);
        DataSplit held =
                Datasets.open(write("x", floats(1, 20, 4), "y", classes(20)).toString());
        assertThat(held.heldOut()).isTrue();
        assertThat(held.train().size()).isEqualTo(18);
        assertThat(held.test().size()).isEqualTo(2);
    }

    @Test
    void predictingNeedsNoClasses() {
        Path file = write("x", floats(1, 5, 4));
        Dataset inputs = Datasets.openInputs(file.toString(), List.of(), message -> {});
        assertThat(inputs.size()).isEqualTo(5);
        assertThat(inputs.label(2)).isEqualTo(-1);
        assertThat(inputs.classes()).isZero();
        assertThatThrownBy(() -> Datasets.openTest(file.toString(), List.of(), message -> {}))
                .isInstanceOf(NetworkException.class)
                .hasMessage(file + " holds the arrays x, where y is expected");
    }

    @Test
    void saysWhatDoesNotFit() {
        Path file = directory.resolve("data.npz");
        write("y", classes(4));
        requireProblem(file, file + " holds the arrays y, where x is expected");
        write();
        requireProblem(file, file + " holds no arrays, where x is expected");
        write("x", floats(1, 4), "y", classes(4));
        requireProblem(
                file,
                "x in " + file + " has the shape [4], where [N, …] with at least one value an example is expected");
        write("x", floats(1, 4, 2), "y", classes(3));
        requireProblem(file, "x in " + file + " holds 4 examples but y holds 3 labels");
        write("x", floats(1, 4, 2), "y", floats(1, 4));
        requireProblem(file, "y in " + file + " is float32, where classes are whole numbers, as int64 or uint8");
        write("x", floats(1, 2, 2), "y", NpyArray.of(new long[] {0, 1, 1, 0}, 2, 2));
        requireProblem(file, "y in " + file + " has the shape [2, 2], where one class an example, [2], is expected");
        write("x", classes(4), "y", classes(4));
        requireProblem(
                file,
                "x in " + file + " has the shape [4], where [N, …] with at least one value an example is expected");
        write("x", NpyArray.of(new long[8], 4, 2), "y", classes(4));
        requireProblem(
                file,
                "x in " + file + " is int64, where uint8 (pixels, scaled to 0..1) or float32 (as it is) is expected");
        write("x", floats(1, 4, 2), "y", NpyArray.of(new long[] {0, 1, -1, 0}, 4));
        requireProblem(file, "y in " + file + " holds the label -1 at 2, where labels are from 0 to 1000000");
        write("x", floats(1, 4, 2), "y", NpyArray.of(new long[] {0, 1L << 40, 1, 0}, 4));
        requireProblem(
                file, "y in " + file + " holds the label 1099511627776 at 1, where labels are from 0 to 1000000");
        write("x", floats(1, 4, 2), "y", classes(4), "x_test", floats(1, 4, 3), "y_test", classes(4));
        requireProblem(file, file + " holds training examples of 2 but test examples of 3");
        write("x", floats(1, 1, 2), "y", classes(1));
        requireProblem(file, file + " holds 1 example, too few to train on some and test on others");
    }

    @Test
    void numbersThatAreNoneAreSaidWithTheirPlace() {
        float[] values = new float[24];
        values[17] = Float.NaN;
        Path file = write("x", NpyArray.of(values, 4, 3, 2), "y", classes(4));
        requireProblem(file, "x in " + file + " holds NaN at [2, 2, 1]");
        values[17] = Float.NEGATIVE_INFINITY;
        write("x", NpyArray.of(values, 4, 3, 2), "y", classes(4));
        requireProblem(file, "x in " + file + " holds -Infinity at [2, 2, 1]");
    }

    /** float64 goes to a network that computes in double with all its digits, to one in float rounded once. */
    @Test
    void doublesStayDoubles() {
        double[] values = {1e300, 0.1, -1e-300, Math.PI, 1234567.89, 1 / 3.0};
        Path file = write("x", NpyArray.of(values, 2, 3), "y", classes(2));
        Dataset all = Datasets.openTest(file.toString(), List.of(), message -> {});
        try (Batches batches = Batches.inOrder(all, 2, DataType.DOUBLE)) {
            batches.start(0);
            INDArray inputs = Objects.requireNonNull(batches.next()).inputs();
            assertThat(inputs.data().asDouble()).containsExactly(values);
        }
        DataSplit split = Datasets.open(file.toString());
        double[] example = new double[3];
        split.test().copy(0, example, 0);
        assertThat(List.of(0.1, 1234567.89)).contains(example[1]);
    }

    @Test
    void whatNoFloatHoldsIsNamedByItsPlace() {
        double[] values = {1, 2, 3, 4, -1e300, 6, 7, 8};
        Path file = write("x", NpyArray.of(values, 2, 2, 2), "y", classes(2));
        Dataset all = Datasets.openTest(file.toString(), List.of(), message -> {});
        String message = "x in " + file + " holds -1.0E300 at [1, 0, 0], which is no float, since those end at 3.4e38;"
                + " scale it, or compute in double (--dtype double)";
        assertThatThrownBy(() -> all.requireFinite(DataType.FLOAT)).hasMessage(message);
        assertThatThrownBy(() -> all.copy(1, new float[4], 0)).hasMessage(message);
        all.requireFinite(DataType.DOUBLE);
        all.copy(0, new float[4], 0);
        try (Batches batches = Batches.inOrder(all, 2, DataType.FLOAT)) {
            batches.start(0);
            assertThatThrownBy(batches::next)
                    .isInstanceOf(NetworkException.class)
                    .hasMessage(message);
        }
    }

    @Test
    void partsOfDifferentScalesAreAWarning() {
        Path file = write(
                "x", floats(0.1f, 10, 4), "y", classes(10), "x_test", floats(25.5f, 10, 4), "y_test", classes(10));
        assertThat(Datasets.open(file.toString()).warning())
                .isEqualTo("the training examples of data.npz go from -0.3 to 3.6 but the test examples from -76.5 to"
                        + " 918, which are 255 times as large; scale both alike");
        file = write("x", floats(0.1f, 10, 4), "y", classes(10), "x_test", floats(1f, 10, 4), "y_test", classes(10));
        assertThat(Datasets.open(file.toString()).warning()).isNull();
        file = write("x", floats(9, 10, 4), "y", classes(10), "x_test", floats(0.09f, 10, 4), "y_test", classes(10));
        assertThat(Datasets.open(file.toString()).warning()).endsWith("which are 100 times as small; scale both alike");
    }

    /** One far value among small ones is no other scale. */
    @Test
    void aRareLargeValueIsNoWarning() {
        float[] rare = new float[40];
        for (int i = 0; i < 40; i++) {
            rare[i] = 0.1f * (i - 3);
        }
        rare[17] = 500;
        Path file = write(
                "x", floats(0.1f, 10, 4), "y", classes(10), "x_test", NpyArray.of(rare, 10, 4), "y_test", classes(10));
        assertThat(Datasets.open(file.toString()).warning()).isNull();
    }
}
