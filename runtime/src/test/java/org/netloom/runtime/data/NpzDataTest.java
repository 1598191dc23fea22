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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.npy.NpyArray;
import org.netloom.runtime.internal.npy.NpzFile;
import org.netloom.runtime.internal.npy.NumpyFixtures;
import org.netloom.runtime.internal.npy.RawNpz;

class NpzDataTest extends NpzFiles {
    private static DataRequest all(Path file) {
        return DataRequest.of(file.toString(), List.of(), message -> {});
    }

    private static DataRequest inputs(Path file) {
        return all(file).withoutLabels();
    }

    private static DataRequest tokens(Path file) {
        return all(file).withTokens(true);
    }

    private static Dataset test(DataRequest request) {
        return new Datasets(Downloads.standard(message -> {})).test(request);
    }

    private Path raw(Object... namesAndArrays) throws IOException {
        Map<String, byte[]> arrays = new LinkedHashMap<>();
        for (int i = 0; i < namesAndArrays.length; i += 2) {
            arrays.put((String) namesAndArrays[i], (byte[]) namesAndArrays[i + 1]);
        }
        return RawNpz.write(directory.resolve("data.npz"), arrays);
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
        Dataset inputs = test(inputs(file));
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
                "x in " + file + " has the shape [4], where [N, …] with at least one value an example is expected:"
                        + " x.reshape(-1, 1) has one");
        write("x", floats(1, 4, 2), "y", classes(3));
        requireProblem(file, "x in " + file + " holds 4 examples but y holds 3 labels");
        write("x", floats(1, 4, 2), "y", floats(0.5f, 4));
        requireProblem(
                file,
                "y in " + file + " holds -1.5 at 0, where classes are whole numbers from 0 on;"
                        + " task=numbers takes numbers");
        write("x", floats(1, 4, 2), "y", NpyArray.of(new float[] {0, 1, Float.NaN, 0}, 4));
        requireProblem(file, "y in " + file + " holds NaN at 2, where classes are whole numbers from 0 on");
        write("x", floats(1, 4, 2), "y", NpyArray.of(new long[4], 1, 4));
        requireProblem(
                file,
                "y in " + file + " has the shape [1, 4], where one class an example, [4], is expected:"
                        + " y.reshape(-1) makes it");
        write("x", floats(1, 4, 2), "y", NpyArray.of(new long[24], 4, 2, 3));
        requireProblem(
                file,
                "y in " + file + " has the shape [4, 2, 3], where one class an example, [4], or one for each step of a"
                        + " sequence, [4, T], is expected");
        write("x", floats(1, 4, 2), "y", NpyArray.of(new long[0], 4, 0));
        requireProblem(file, "y in " + file + " has the shape [4, 0], which is empty");
        write("x", NpyArray.of(new long[8], 4, 2), "y", classes(4));
        requireProblem(
                file,
                "x in " + file + " is int64, where uint8 (pixels, scaled to 0..1) or float32 (as it is) is expected:"
                        + " x.astype('float32') takes the numbers as they are, and a network that begins with embed takes"
                        + " them as tokens");
        write("x", floats(1, 4, 2), "y", NpyArray.of(new long[] {0, 1, -1, 0}, 4));
        requireProblem(
                file,
                "y in " + file + " holds the label -1 at 2, where labels are from 0 to 1000000: classes, y ="
                        + " np.unique(y, return_inverse=True) numbers them");
        write("x", floats(1, 4, 2), "y", NpyArray.of(new long[] {0, 1L << 40, 1, 0}, 4));
        requireProblem(
                file,
                "y in " + file + " holds the label 1099511627776 at 1, where labels are from 0 to 1000000: classes, y ="
                        + " np.unique(y, return_inverse=True) numbers them");
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
    void inputsNeedNoClassesWhateverTheyAre() throws IOException {
        byte[] x = RawNpz.npy("(2, 3)", 1., 2, 3, 4, 5, 6);
        Path file = raw("x", x, "y", RawNpz.npy("'|O'", "(2,)", (byte) 1), "x_test", x, "y_test", new byte[3]);
        assertThat(test(inputs(file)).classes()).isZero();
        Dataset training = new Datasets(Downloads.standard(message -> {}))
                .split(inputs(raw("x", RawNpz.npy("(10, 1)", new double[10]))))
                .train();
        assertThat(training.size()).isEqualTo(9);
        assertThat(training.classes()).isZero();
    }

    @Test
    void halvesAndTruthValuesAreNumbers() throws IOException {
        byte[] halves = {0, 0x3C, 0, (byte) 0xC0, 0, 0x38, (byte) 0xFF, 0x7B};
        Path file =
                raw("x", RawNpz.npy("'<f2'", "(2, 2)", halves), "y", RawNpz.npy("'|b1'", "(2,)", (byte) 1, (byte) 0));
        Dataset data = test(all(file));
        float[] example = new float[2];
        data.copy(0, example, 0);
        assertThat(example).containsExactly(1, -2);
        data.copy(1, example, 0);
        assertThat(example).containsExactly(0.5f, 65504);
        assertThat(data.label(0)).isEqualTo(1);
        assertThat(data.label(1)).isZero();
        raw("x", RawNpz.npy("'|b1'", "(2, 2)", new byte[] {1, 0, 0, 1}), "y", RawNpz.npy("(2,)", 1, 0));
        test(all(file)).copy(0, example, 0);
        assertThat(example).containsExactly(1, 0);
        raw(
                "x",
                RawNpz.npy("'<f2'", "(2, 2)", new byte[] {0, 0x3C, 0, 0x3C, 0, 0x7C, 0, 0}),
                "y",
                RawNpz.npy("(2,)", 1, 0));
        requireProblem(file, "x in " + file + " holds Infinity at [1, 0]");
    }

    @Test
    void classesMayBeAColumnOrWholeNumbersWithAPoint() throws IOException {
        byte[] x = RawNpz.npy("(3, 1)", 1., 2, 3);
        for (byte[] y : List.of(
                RawNpz.npy("(3, 1)", 2, 0, 300),
                RawNpz.npy("(3,)", 2., 0, 300),
                RawNpz.npy("(3, 1, 1)", 2., -0.0, 300))) {
            Dataset data = test(all(raw("x", x, "y", y)));
            assertThat(data.positions()).isEqualTo(1);
            assertThat(data.classes()).isEqualTo(301);
            assertThat(new int[] {data.label(0), data.label(1), data.label(2)}).containsExactly(2, 0, 300);
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

    @Test
    void aSequenceHasAClassForEachStep() throws IOException {
        Path file = raw("x", RawNpz.npy("(2, 3)", 1., 2, 3, 4, 5, 6), "y", RawNpz.npy("(2, 3)", 5, 0, 1, 2, 3, 4));
        Dataset data = test(all(file));
        assertThat(data.size()).isEqualTo(2);
        assertThat(data.positions()).isEqualTo(3);
        assertThat(data.classes()).isEqualTo(6);
        assertThat(data.label(0)).isEqualTo(5);
        assertThat(data.label(1, 2)).isEqualTo(4);
        raw("x", RawNpz.npy("(2, 3)", 1., 2, 3, 4, 5, 6), "y", RawNpz.npy("(2, 3)", 5, 0, 1, 2, -3, 4));
        requireProblem(
                file,
                "y in " + file + " holds the label -3 at [1, 1], where labels are from 0 to 1000000: classes, y ="
                        + " np.unique(y, return_inverse=True) numbers them");
    }

    @Test
    void oneHotClassesAreTheirPlaces() throws IOException {
        byte[] x = RawNpz.npy("(3, 1)", 1., 2, 3);
        Dataset vectors = test(all(raw("x", x, "y", RawNpz.npy("(3, 2)", 1., 0, 0, 1, 1, 0))));
        assertThat(vectors.positions()).isEqualTo(1);
        assertThat(vectors.classes()).isEqualTo(2);
        assertThat(List.of(vectors.label(0), vectors.label(1), vectors.label(2)))
                .containsExactly(0, 1, 0);
        Dataset steps = test(all(raw("x", x, "y", RawNpz.npy("(3, 2, 2)", 1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 1, 0))));
        assertThat(steps.positions()).isEqualTo(2);
        assertThat(List.of(steps.label(0, 0), steps.label(0, 1), steps.label(1, 1), steps.label(2, 0)))
                .containsExactly(0, 1, 0, 1);
        Path whole = raw("x", x, "y", RawNpz.npy("(3, 2)", 1, 0, 0, 1, 1, 0));
        Dataset said = Datasets.openTest(whole + "?task=classes", List.of(), message -> {});
        assertThat(said.positions()).isEqualTo(1);
        assertThat(said.label(1)).isEqualTo(1);
        // Whole numbers could be classes of steps; what the network puts out decides.
        Dataset data = test(all(raw("x", x, "y", RawNpz.npy("(3, 2)", 1, 0, 0, 1, 1, 0))));
        assertThat(data.positions()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '"',
            value = {
                "x ~ '|O' ~ object ~ np.array(x.tolist(), dtype='float32') makes numbers of it",
                "x ~ '<c8' ~ complex64 ~ np.stack([x.real, x.imag], axis=1) makes two channels of it",
                "x ~ '<U3' ~ str (<U3) ~ x.astype('float32') makes numbers of it",
                "x ~ '<M8[ns]' ~ datetime64 ~ (x - x.min()) / np.timedelta64(1, 'D') makes days of it",
                "x ~ '<m8[s]' ~ timedelta64 ~ x / np.timedelta64(1, 's') makes seconds of it",
                "x ~ '<f16' ~ float128 ~ x.astype('float64') makes numbers of it that are",
                "x ~ [('a', '<f4')] ~ a structured type [('a', '<f4')] ~ np.lib.recfunctions.structured_to_unstructured(x) makes an array of numbers of it",
                "x ~ '|V4' ~ void ~ x.view('uint8') makes bytes of it",
                "y ~ '|O' ~ object ~ np.array(y.tolist()) makes an array of numbers or texts of it",
                "y ~ '<U3' ~ str (<U3) ~ classes, y = np.unique(y, return_inverse=True) makes classes from 0 of it",
                "y ~ '|S3' ~ bytes (|S3) ~ classes, y = np.unique(y, return_inverse=True) makes classes from 0 of it",
                "y ~ '<c8' ~ complex64 ~ y.real.astype('int64') makes whole numbers of it",
                "y_test ~ '<U3' ~ str (<U3) ~ np.searchsorted(np.unique(y), y_test) makes the numbers of the training's classes of it",
            })
    void whatIsNotReadIsNamedAsNumpyDoesWithTheCallThatMendsIt(String name, String descr, String type, String call)
            throws IOException {
        byte[] strange = RawNpz.npy(descr, "(2,)", new byte[64]);
        byte[] x = RawNpz.npy("(2, 1)", 1., 2);
        byte[] y = RawNpz.npy("(2,)", 0, 1);
        Path file = raw(
                "x", name.equals("x") ? strange : x,
                "y", name.equals("y") ? strange : y,
                "x_test", x,
                "y_test", name.equals("y_test") ? strange : y);
        requireProblem(file, "%s in %s is %s, which is not read: %s".formatted(name, file, type, call));
    }

    @Test
    void wholeNumbersAreTokensForANetworkThatBeginsWithEmbed() throws IOException {
        byte[] y = RawNpz.npy("(2,)", 0, 1);
        for (byte[] x : List.of(
                RawNpz.npy("(2, 3)", 7, 0, 300, 1, 2, 3),
                RawNpz.npy("(2, 3)", 7., 0, 300, 1, 2, 3),
                RawNpz.npy("'>u2'", "(2, 3)", new byte[] {0, 7, 0, 0, 1, 44, 0, 1, 0, 2, 0, 3}))) {
            Dataset data = test(tokens(raw("x", x, "y", y)));
            assertThat(data.shape()).containsExactly(3);
            assertThat(data.tokens()).isEqualTo(301);
            float[] example = new float[3];
            data.copy(0, example, 0);
            assertThat(example).containsExactly(7, 0, 300);
            assertThat(data.label(1)).isEqualTo(1);
        }
        Dataset bytes = test(tokens(raw("x", RawNpz.npy("'|u1'", "(2, 1)", (byte) 200, (byte) 3), "y", y)));
        float[] token = new float[1];
        bytes.copy(0, token, 0);
        assertThat(token[0]).isEqualTo(200);
        assertThat(bytes.tokens()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource({"-1,-1", "0.5,0.5", "NaN,NaN", "16777216,16777216"})
    void whatIsNoTokenIsSaidWithItsPlace(double value, String shown) throws IOException {
        Path file = raw("x", RawNpz.npy("(2, 2)", 1., 2, value, 3), "y", RawNpz.npy("(2,)", 0, 1));
        assertThatThrownBy(() -> test(tokens(file)))
                .isInstanceOf(NetworkException.class)
                .hasMessage(
                        "x in " + file + " holds " + shown + " at [1, 0], where a network that begins with embed takes"
                                + " tokens, whole numbers from 0 to 16777215");
    }
}
