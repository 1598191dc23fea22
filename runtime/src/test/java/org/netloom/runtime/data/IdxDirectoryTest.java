package org.netloom.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.netloom.runtime.exception.NetworkException;

class IdxDirectoryTest {
    @TempDir
    Path directory;

    static byte[] idx(byte[] values, int... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * shape.length + values.length);
        bytes.putInt(0x0800 | shape.length);
        Arrays.stream(shape).forEach(bytes::putInt);
        return bytes.put(values).array();
    }

    static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    static byte[] random(long seed, int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    static byte[] labels(int length) {
        byte[] labels = new byte[length];
        IntStream.range(0, length).forEach(i -> labels[i] = (byte) (i * 7 % 10));
        return labels;
    }

    private void write(String name, byte[] content) throws IOException {
        Files.write(directory.resolve(name), name.endsWith(".gz") ? gzip(content) : content);
    }

    private void writeTrain(int size) throws IOException {
        write("train-images-idx3-ubyte", idx(random(1, size * 6), size, 2, 3));
        write("train-labels-idx1-ubyte", idx(labels(size), size));
    }

    private DataSplit open() {
        return Datasets.open(directory.toString());
    }

    @ParameterizedTest
    @CsvSource({"-idx,t10k,", "-idx,t10k,.gz", ".idx,test,", ".idx,t10k,.gz", "-idx,test,.gz"})
    void readsEveryUsualName(String idx, String test, String ending) throws IOException {
        String end = ending == null ? "" : ending;
        write("train-images" + idx + "3-ubyte" + end, idx(random(1, 30 * 6), 30, 2, 3));
        write("train-labels" + idx + "1-ubyte" + end, idx(labels(30), 30));
        write(test + "-images" + idx + "3-ubyte" + end, idx(random(2, 4 * 6), 4, 2, 3));
        write(test + "-labels" + idx + "1-ubyte" + end, idx(labels(4), 4));
        DataSplit data = open();
        assertThat(data.heldOut()).isFalse();
        assertThat(data.description())
                .isEqualTo(directory.getFileName() + ": 30 training and 4 test examples of 1x2x3 in 10 classes");
        byte[] pixels = random(1, 30 * 6);
        float[] example = new float[6];
        for (int i = 0; i < 30; i++) {
            data.train().copy(i, example, 0);
            for (int j = 0; j < 6; j++) {
                assertThat(example[j]).isEqualTo((pixels[6 * i + j] & 0xFF) / 255f);
            }
            assertThat(data.train().label(i)).isEqualTo(i * 7 % 10);
        }
        assertThat(data.test().size()).isEqualTo(4);
    }

    @Test
    void holdsATenthOutWhereThereIsNoTestPart() throws IOException {
        writeTrain(53);
        DataSplit data = open();
        assertThat(data.heldOut()).isTrue();
        assertThat(data.train().size()).isEqualTo(48);
        assertThat(data.test().size()).isEqualTo(5);
        assertThat(data.description())
                .endsWith("48 training and 5 test examples of 1x2x3 in 10 classes"
                        + " (it has no test part: a tenth, always the same, is held out)");
        float[] example = new float[6];
        Set<String> seen = new HashSet<>();
        for (Dataset part : new Dataset[] {data.train(), data.test()}) {
            for (int i = 0; i < part.size(); i++) {
                part.copy(i, example, 0);
                seen.add(Arrays.toString(example));
            }
        }
        assertThat(seen).hasSize(53);
        float[] again = new float[6];
        open().test().copy(3, again, 0);
        data.test().copy(3, example, 0);
        assertThat(again).isEqualTo(example);
    }

    @Test
    void testingReadsTheTestPartAlone() throws IOException {
        write("t10k-images-idx3-ubyte", idx(random(2, 24), 4, 2, 3));
        write("t10k-labels-idx1-ubyte", idx(labels(4), 4));
        assertThat(Datasets.openTest(directory.toString(), List.of(), message -> {})
                        .size())
                .isEqualTo(4);
        Files.delete(directory.resolve("t10k-images-idx3-ubyte"));
        Files.delete(directory.resolve("t10k-labels-idx1-ubyte"));
        writeTrain(53);
        Dataset heldOut = Datasets.openTest(directory.toString(), List.of(), message -> {});
        assertThat(heldOut.size()).isEqualTo(5);
        assertThat(heldOut.label(2)).isEqualTo(open().test().label(2));
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        assertThatThrownBy(this::open)
                .isInstanceOf(NetworkException.class)
                .hasMessage(directory + " holds no train-images-idx3-ubyte and train-labels-idx1-ubyte"
                        + " (with or without .gz)");
        write("train-labels-idx1-ubyte", idx(labels(3), 3));
        assertThatThrownBy(this::open)
                .isInstanceOf(NetworkException.class)
                .hasMessage(directory + " holds train-labels-idx1-ubyte but no images for these labels");
        writeTrain(3);
        write("t10k-images-idx3-ubyte.gz", idx(random(1, 6), 1, 2, 3));
        assertThatThrownBy(this::open)
                .isInstanceOf(NetworkException.class)
                .hasMessage(directory + " holds t10k-images-idx3-ubyte.gz but no labels for these images");
    }

    @Test
    void saysWhichNumbersDoNotFit() throws IOException {
        writeTrain(5);
        write("train-labels-idx1-ubyte", idx(labels(4), 4));
        assertThatThrownBy(this::open)
                .isInstanceOf(NetworkException.class)
                .hasMessage(directory.resolve("train-images-idx3-ubyte")
                        + " holds 5 images but train-labels-idx1-ubyte holds 4 labels");
        writeTrain(5);
        write("test-images-idx3-ubyte", idx(random(1, 8), 2, 2, 2));
        write("test-labels-idx1-ubyte", idx(labels(2), 2));
        assertThatThrownBy(this::open)
                .isInstanceOf(NetworkException.class)
                .hasMessage(directory + " holds training images of 1x2x3 but test images of 1x2x2");
    }

    @Test
    void saysWhatIsNoIdxFile() throws IOException {
        writeTrain(5);
        Path images = directory.resolve("train-images-idx3-ubyte");
        Files.writeString(images, "<html>404</html>");
        assertThatThrownBy(this::open)
                .isInstanceOf(NetworkException.class)
                .hasMessage(
                        images + " is no IDX file of unsigned bytes: it is an HTML page, as a server sends for an error"
                                + " or a login; download it again");
        Files.write(images, gzip("<?xml version=\"1.0\"?><Error/>".getBytes(StandardCharsets.UTF_8)));
        assertThatThrownBy(this::open)
                .isInstanceOf(NetworkException.class)
                .hasMessage(images + " is no IDX file of unsigned bytes: it is XML, as a server sends for an error;"
                        + " download it again");
        Files.write(images, new byte[] {1, 2, 3, 4, 5});
        assertThatThrownBy(this::open)
                .isInstanceOf(NetworkException.class)
                .hasMessage(images + " is no IDX file of unsigned bytes: it begins with 0x01020304,"
                        + " where 0x00000801 (labels) or 0x00000803 (images) is expected");
        Files.write(images, new byte[] {0, 0, 0x0D, 3, 0, 0, 0, 1});
        assertThatThrownBy(this::open)
                .isInstanceOf(NetworkException.class)
                .hasMessage(
                        images + " is an IDX file of float32, where unsigned bytes are read: np.savez(file, x=…, y=…)"
                                + " writes an .npz file, which may hold them");
        Files.write(images, idx(labels(5), 5));
        assertThatThrownBy(this::open)
                .isInstanceOf(NetworkException.class)
                .hasMessage(images + " has the shape [5], where images have the dimensions [N, height, width]");
        writeTrain(5);
        Path labels = directory.resolve("train-labels-idx1-ubyte");
        Files.write(labels, idx(random(1, 30), 5, 2, 3));
        assertThatThrownBy(this::open)
                .isInstanceOf(NetworkException.class)
                .hasMessage(labels + " has the shape [5, 2, 3], where labels have one dimension");
    }

    @Test
    void takesNoMemoryForAShapeThatCannotBe() throws IOException {
        writeTrain(5);
        Path images = directory.resolve("train-images-idx3-ubyte");
        Files.write(images, idx(new byte[10], 2_000_000, 1000, 1));
        assertThatThrownBy(this::open)
                .isInstanceOf(NetworkException.class)
                .hasMessage(images + " is truncated: its shape [2000000, 1000, 1] takes 2000000000 bytes"
                        + " but far fewer are there");
        Files.write(images, idx(new byte[10], Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE));
        assertThatThrownBy(this::open)
                .isInstanceOf(NetworkException.class)
                .hasMessageEndingWith("which is more than 2 GB");
        Files.write(images, idx(new byte[10], -1, 2, 3));
        assertThatThrownBy(this::open).isInstanceOf(NetworkException.class).hasMessageContaining("[-1]");
        Files.write(images, idx(new byte[0], 0, 2, 3));
        assertThatThrownBy(this::open)
                .isInstanceOf(NetworkException.class)
                .hasMessage(images + " is empty: its shape is [0, 2, 3]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".gz"})
    void everyTruncationAndAppendixIsSaid(String ending) throws IOException {
        Path images = directory.resolve("train-images-idx3-ubyte" + ending);
        write("train-labels-idx1-ubyte", idx(labels(5), 5));
        write(images.getFileName().toString(), idx(random(1, 30), 5, 2, 3));
        assertThat(open().train().size()).isEqualTo(4);
        byte[] whole = Files.readAllBytes(images);
        for (int length = 0; length < whole.length; length++) {
            Files.write(images, Arrays.copyOf(whole, length));
            assertThatThrownBy(this::open)
                    .as("%d bytes", length)
                    .isInstanceOf(NetworkException.class)
                    .hasMessageStartingWith(images + " is ");
        }
        write(images.getFileName().toString(), idx(random(1, 31), 5, 2, 3));
        assertThatThrownBy(this::open)
                .isInstanceOf(NetworkException.class)
                .hasMessage(images + " is longer than the 30 bytes that its shape [5, 2, 3] takes");
    }

    @Test
    void aDamagedGzipFileIsRefused() throws IOException {
        Path images = directory.resolve("train-images-idx3-ubyte.gz");
        write("train-labels-idx1-ubyte", idx(labels(5), 5));
        byte[] whole = gzip(idx(random(1, 30), 5, 2, 3));
        for (int i = 10; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 0x55;
            Files.write(images, damaged);
            assertThatThrownBy(this::open)
                    .as("byte %d", i)
                    .isInstanceOf(NetworkException.class)
                    .hasMessageStartingWith(images + " ");
        }
    }

    @Test
    void whatIsPackedIsUnpackedWhateverItIsCalled() throws IOException {
        write("train-labels-idx1-ubyte.gz", idx(labels(5), 5));
        Files.write(directory.resolve("train-images-idx3-ubyte"), gzip(idx(random(1, 30), 5, 2, 3)));
        assertThat(open().train().size()).isEqualTo(4);
        // A browser may unpack what it loads and leave the name.
        Files.write(directory.resolve("train-labels-idx1-ubyte.gz"), idx(labels(5), 5));
        assertThat(open().train().size()).isEqualTo(4);
    }

    @Test
    void severalMembersAreOneFileAndOtherBytesBehindThemAreRefused() throws IOException {
        Path images = directory.resolve("train-images-idx3-ubyte.gz");
        write("train-labels-idx1-ubyte", idx(labels(5), 5));
        byte[] whole = idx(random(1, 30), 5, 2, 3);
        byte[] first = gzip(Arrays.copyOf(whole, 17));
        byte[] second = gzip(Arrays.copyOfRange(whole, 17, whole.length));
        byte[] both = Arrays.copyOf(first, first.length + second.length + 9);
        System.arraycopy(second, 0, both, first.length, second.length);
        Files.write(images, Arrays.copyOf(both, both.length - 9));
        assertThat(open().train().size()).isEqualTo(4);
        for (int extra = 1; extra <= 9; extra++) {
            Files.write(images, Arrays.copyOf(both, both.length - 9 + extra));
            assertThatThrownBy(this::open)
                    .isInstanceOf(NetworkException.class)
                    .hasMessage(images + " is no intact gzip file: bytes that are no gzip data follow its end");
        }
        both[first.length] = 7;
        Files.write(images, both);
        assertThatThrownBy(this::open).isInstanceOf(NetworkException.class).hasMessageEndingWith("follow its end");
    }

    @Test
    void inputsNeedNoLabels() throws IOException {
        write("t10k-images-idx3-ubyte", idx(random(1, 30), 5, 2, 3));
        Datasets datasets = new Datasets(Downloads.standard(message -> {}));
        DataRequest inputs = DataRequest.of(directory.toString(), List.of(1, 2, 3), message -> {})
                .withoutLabels();
        assertThat(datasets.test(inputs).classes()).isZero();
        write("train-images-idx3-ubyte", idx(random(1, 60), 10, 2, 3));
        Files.writeString(directory.resolve("train-labels-idx1-ubyte"), "not needed, and no labels");
        assertThat(datasets.split(inputs).train().size()).isEqualTo(10);
    }

    @Test
    void readsTheRealMnist() {
        Path mnist = Path.of(System.getProperty("user.dir")).resolve("../../shared/data/mnist");
        assumeTrue(Files.isDirectory(mnist), "MNIST is not at ../shared/data/mnist");
        DataSplit data = Datasets.open(mnist.toString());
        assertThat(data.description())
                .isEqualTo("mnist: 60,000 training and 3,000 test examples of 1x28x28 in 10 classes");
        // The published mean and deviation of MNIST's training pixels are 0.1307 and 0.3081.
        float[] image = new float[784];
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < 60_000; i++) {
            data.train().copy(i, image, 0);
            for (float pixel : image) {
                sum += pixel;
                squares += (double) pixel * pixel;
            }
        }
        double mean = sum / (60_000 * 784.0);
        assertThat(mean).isBetween(0.13065, 0.13075);
        assertThat(Math.sqrt(squares / (60_000 * 784.0) - mean * mean)).isBetween(0.30805, 0.30815);
        assertThat(data.train().label(0)).isEqualTo(5);
        assertThat(data.test().label(0)).isEqualTo(7);
    }
}
