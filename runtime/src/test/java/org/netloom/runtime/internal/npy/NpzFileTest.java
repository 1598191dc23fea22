package org.netloom.runtime.internal.npy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.netloom.runtime.exception.NetworkException;

class NpzFileTest {
    @TempDir
    Path directory;

    private static double[] doubles(NpyArray array) {
        return IntStream.range(0, array.length()).mapToDouble(array::getDouble).toArray();
    }

    private static long[] longs(NpyArray array) {
        return IntStream.range(0, array.length()).mapToLong(array::getLong).toArray();
    }

    @Test
    void readsEveryOrderOfElementsAndBytes() throws IOException {
        double[] r = IntStream.range(0, 24).asDoubleStream().toArray();
        double[] quarters = Arrays.stream(r).map(value -> value / 4).toArray();
        try (NpzFile file = NpzFile.open(NumpyFixtures.write(NumpyFixtures.ORDERS, directory))) {
            assertThat(file.names()).containsExactly("c", "fortran", "big", "bigfortran", "transposed", "sliced");
            for (String name : List.of("c", "fortran", "big")) {
                assertThat(file.read(name).shape()).as(name).containsExactly(2L, 3L, 4L);
                assertThat(doubles(file.read(name))).as(name).isEqualTo(quarters);
            }
            assertThat(file.read("big").type()).isEqualTo(NpyType.FLOAT64);
            assertThat(doubles(file.read("bigfortran"))).isEqualTo(r);
            NpyArray transposed = file.read("transposed");
            assertThat(transposed.shape()).containsExactly(4L, 3L, 2L);
            for (int k = 0; k < 4; k++) {
                for (int j = 0; j < 3; j++) {
                    for (int i = 0; i < 2; i++) {
                        assertThat(transposed.getDouble((k * 3 + j) * 2 + i)).isEqualTo(quarters[(i * 3 + j) * 4 + k]);
                    }
                }
            }
            assertThat(file.read("sliced").shape()).containsExactly(2L, 2L, 4L);
            assertThat(file.read("sliced").getDouble(4)).isEqualTo(2);
        }
    }

    @Test
    void readsEveryTypeToItsEnds() throws IOException {
        try (NpzFile file = NpzFile.open(NumpyFixtures.write(NumpyFixtures.TYPES, directory))) {
            assertThat(longs(file.read("bool"))).containsExactly(1, 0, 1);
            assertThat(longs(file.read("int8"))).containsExactly(-128, 127);
            assertThat(longs(file.read("int16"))).containsExactly(-32768, 32767);
            assertThat(longs(file.read("int32"))).containsExactly(Integer.MIN_VALUE, Integer.MAX_VALUE);
            assertThat(longs(file.read("int64"))).containsExactly(Long.MIN_VALUE, Long.MAX_VALUE);
            assertThat(longs(file.read("uint8"))).containsExactly(0, 255);
            assertThat(longs(file.read("uint16"))).containsExactly(0, 65535);
            assertThat(longs(file.read("uint32"))).containsExactly(0, 4294967295L);
            assertThat(longs(file.read("uint64"))).containsExactly(1, Long.MAX_VALUE);
            assertThat(doubles(file.read("float32"))).containsExactly(0.1f, Double.NEGATIVE_INFINITY);
            assertThat(doubles(file.read("float64"))).containsExactly(0.1, Double.NaN);
            assertThat(file.read("scalar").shape()).isEmpty();
            assertThat(longs(file.read("scalar"))).containsExactly(7);
            assertThat(file.read("empty").shape()).containsExactly(0L, 5L);
            assertThat(file.read("empty").length()).isZero();
        }
    }

    @Test
    void readsEveryVersionAndPassesOtherFilesOver() throws IOException {
        try (NpzFile file = NpzFile.open(NumpyFixtures.write(NumpyFixtures.VERSIONS, directory))) {
            assertThat(file.names()).containsExactly("v2", "v3");
            assertThat(doubles(file.read("v2"))).containsExactly(0, 1, 2);
            assertThat(doubles(file.read("v3"))).containsExactly(0, 1, 2);
        }
    }

    @Test
    void readsWhatIsNotCompressed() throws IOException {
        try (NpzFile file = NpzFile.open(NumpyFixtures.write(NumpyFixtures.PLAIN, directory))) {
            assertThat(file.read("x").type()).isEqualTo(NpyType.UINT8);
            assertThat(longs(file.read("x")))
                    .isEqualTo(IntStream.range(0, 16).mapToLong(i -> 17L * i).toArray());
            assertThat(longs(file.read("y"))).containsExactly(0, 1, 2, 1);
        }
    }

    @ParameterizedTest
    @CsvSource({"x,object", "s,str (<U2)", "cplx,complex64", "st,'a structured type [(''a'', ''<f4'')]'"})
    void saysWhichTypesItDoesNotRead(String name, String type) throws IOException {
        Path path = NumpyFixtures.write(NumpyFixtures.OBJECT, directory);
        try (NpzFile file = NpzFile.open(path)) {
            assertThatThrownBy(() -> file.read(name))
                    .isInstanceOf(UnsupportedTypeException.class)
                    .hasMessage("%s in %s is %s, which is not read".formatted(name, path, type));
        }
    }

    @Test
    void readsHalves() throws IOException {
        try (NpzFile file = NpzFile.open(NumpyFixtures.write(NumpyFixtures.OBJECT, directory))) {
            NpyArray half = file.read("half");
            assertThat(half.type()).isEqualTo(NpyType.FLOAT16);
            assertThat(half.type().isFloating()).isTrue();
            assertThat(half.length()).isPositive();
            assertThat(Arrays.stream(doubles(half)).allMatch(Double::isFinite)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "|O, object",
        "|O8, object",
        "<U12, str (<U12)",
        "|S3, bytes (|S3)",
        "<c16, complex128",
        "<M8[ns], datetime64",
        ">m8[s], timedelta64",
        "<f16, float128",
        "|V4, void"
    })
    void namesAreNumpys(String descr, String name) {
        assertThat(requireNonNull(NumpyKind.of(descr)).describe(descr)).isEqualTo(name);
    }

    @Test
    void aNameThatIsThereTwiceIsRefused() throws IOException {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        arrays.put("x1", NpyArray.of(new float[] {1, 2}, 2));
        arrays.put("x2", NpyArray.of(new float[] {3, 4}, 2));
        Path path = directory.resolve("twice.npz");
        NpzFile.write(path, arrays, false);
        // Java writes no such archive, Python does: both names become the same, in the entry and in the directory.
        String bytes = new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
        Files.write(path, bytes.replace("x2.npy", "x1.npy").getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> NpzFile.open(path))
                .isInstanceOf(NetworkException.class)
                .hasMessage(path + " holds two arrays of the name x1, and nothing says which is meant; write it anew"
                        + " with np.savez");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsReadIsWhatWasWritten(boolean compressed) throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        float[] logits = new float[700 * 10];
        long[] classes = new long[700];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) random.nextDouble(-20, 20);
            classes[i / 10] = random.nextLong();
        }
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        arrays.put("logits", NpyArray.of(logits, 700, 10));
        arrays.put("class", NpyArray.of(classes, 700));
        Path path = directory.resolve("out.npz");
        NpzFile.write(path, arrays, compressed);
        try (NpzFile file = NpzFile.open(path)) {
            assertThat(file.names()).containsExactly("logits", "class");
            assertThat(file.read("logits").shape()).containsExactly(700L, 10L);
            double[] read = doubles(file.read("logits"));
            for (int i = 0; i < logits.length; i++) {
                assertThat((float) read[i]).isEqualTo(logits[i]);
            }
            assertThat(file.read("class").type()).isEqualTo(NpyType.INT64);
            assertThat(longs(file.read("class"))).isEqualTo(classes);
        }
        try (ZipFile zip = new ZipFile(path.toFile())) {
            assertThat(zip.stream().map(ZipEntry::getMethod))
                    .containsOnly(compressed ? ZipEntry.DEFLATED : ZipEntry.STORED);
        }
        byte[] first = Files.readAllBytes(path);
        NpzFile.write(path, arrays, compressed);
        assertThat(path).hasBinaryContent(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {NumpyFixtures.PLAIN, NumpyFixtures.VERSIONS})
    void everyTruncationIsSaid(String fixture) throws IOException {
        Path path = NumpyFixtures.write(fixture, directory);
        byte[] whole = Files.readAllBytes(path);
        for (int length = 0; length < whole.length; length++) {
            Files.write(path, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> readAll(path))
                    .isInstanceOf(NetworkException.class)
                    .hasMessageContaining(path.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {NumpyFixtures.PLAIN, NumpyFixtures.ORDERS, NumpyFixtures.VERSIONS})
    void aFlippedByteNeverGivesOtherValues(String fixture) throws IOException {
        Path path = NumpyFixtures.write(fixture, directory);
        byte[] whole = Files.readAllBytes(path);
        Map<String, double[]> expected = readAll(path);
        SplittableRandom random = new SplittableRandom(9);
        int refused = 0;
        for (int i = 0; i < whole.length; i += 1 + random.nextInt(4)) {
            byte[] damaged = whole.clone();
            damaged[i] ^= (byte) (1 + random.nextInt(255));
            Files.write(path, damaged);
            try {
                // A byte of a name or a date may change without harm; the values may not.
                readAll(path)
                        .values()
                        .forEach(values ->
                                assertThat(expected.values()).anyMatch(original -> Arrays.equals(original, values)));
            } catch (NetworkException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(whole.length / 12);
    }

    @Test
    void aMissingOrForeignFileIsSaid() throws IOException {
        Path none = directory.resolve("none.npz");
        assertThatThrownBy(() -> NpzFile.open(none))
                .isInstanceOf(NetworkException.class)
                .hasMessage("there is no file " + none);
        Path foreign = Files.writeString(directory.resolve("foreign.npz"), "PK, but no archive");
        assertThatThrownBy(() -> NpzFile.open(foreign))
                .isInstanceOf(NetworkException.class)
                .hasMessageStartingWith(foreign + " is no intact .npz file: ");
    }

    private static Map<String, double[]> readAll(Path path) {
        Map<String, double[]> arrays = new LinkedHashMap<>();
        try (NpzFile file = NpzFile.open(path)) {
            for (String name : file.names()) {
                arrays.put(name, doubles(file.read(name)));
            }
        }
        return arrays;
    }
}
