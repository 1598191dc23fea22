package org.netloom.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.runtime.data.Batches;
import org.netloom.runtime.data.Batches.Batch;
import org.netloom.runtime.data.DataRequest;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.data.Preprocessing;
import org.netloom.runtime.data.Preprocessing.Images;
import org.netloom.runtime.exception.NetworkException;

class ImageFoldersTest {
    private static final List<Integer> COLOR = List.of(3, 4, 4);

    @TempDir
    Path directory;

    private final List<String> said = new ArrayList<>();

    private DataRequest request(Path path, String options, List<Integer> shape) {
        return DataRequest.of(path + (options.isEmpty() ? "" : "?" + options), shape, said::add);
    }

    private static BufferedImage plain(int height, int width, int rgb) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, rgb);
            }
        }
        return image;
    }

    private static BufferedImage noise(long seed) {
        BufferedImage image = new BufferedImage(9, 7, BufferedImage.TYPE_INT_RGB);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 63; i++) {
            image.setRGB(i % 9, i / 9, random.nextInt(1 << 24));
        }
        return image;
    }

    private static byte[] encoded(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, out)).isTrue();
        return out.toByteArray();
    }

    private Path write(String name, byte[] bytes) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes);
    }

    private void pets(int each) throws IOException {
        for (int i = 0; i < each; i++) {
            write("pets/cat/" + (10 + i) + ".png", encoded(noise(i), "png"));
            write("pets/dog/" + (10 + i) + ".png", encoded(noise(100 + i), "png"));
        }
    }

    private static float[] values(Dataset data, int index) {
        int length = data.shape().stream().reduce(1, Math::multiplyExact);
        float[] values = new float[length + 1];
        data.copy(index, values, 1);
        double[] exact = new double[length];
        data.copy(index, exact, 0);
        for (int i = 0; i < length; i++) {
            assertThat(values[i + 1]).isEqualTo((float) exact[i]);
        }
        return Arrays.copyOfRange(values, 1, length + 1);
    }

    @Test
    void aFolderIsAClass() throws IOException {
        pets(10);
        DataSplit split = Datasets.open(request(directory.resolve("pets"), "", COLOR));
        assertThat(split.description())
                .isEqualTo("pets: 18 training and 2 test examples of 3x4x4 in 2 classes"
                        + " (it has no test part: a tenth, always the same, is held out)");
        assertThat(split.train().classNames()).containsExactly("cat", "dog");
        assertThat(split.preprocessing().classNames()).containsExactly("cat", "dog");
        for (int i = 0; i < 18; i++) {
            assertThat(split.train().exampleName(i)).startsWith(split.train().label(i) == 0 ? "cat/" : "dog/");
        }
        DataSplit drawn = Datasets.open(request(directory.resolve("pets"), "test=0.2&validation=0.1", COLOR));
        assertThat(IntStream.range(0, 4).map(drawn.test()::label).sum()).isEqualTo(2);
        assertThat(drawn.validation()).isNotNull().extracting(Dataset::size).isEqualTo(2);
        assertThat(said).isEmpty();
    }

    @Test
    void everyKindOfFileIsRead() throws IOException {
        for (String format : List.of("png", "bmp", "gif", "jpg")) {
            write("all/red/a." + format, encoded(plain(6, 6, 0xFF0000), format));
        }
        // One pixel, lossy and lossless; ImageIO writes none.
        byte[] lossy = Base64.getDecoder().decode("UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAwA0JaQAA3AA/vuUAAA=");
        write("all/webp/a.WEBP", lossy);
        Dataset data = Datasets.openTest(request(directory.resolve("all"), "", COLOR));
        assertThat(data.size()).isEqualTo(5);
        for (int i = 0; i < 4; i++) {
            float[] values = values(data, i);
            for (int k = 0; k < 48; k++) {
                // JPEG keeps a plain red to some steps of 255.
                assertThat(values[k]).isCloseTo(k < 16 ? 1 : 0, within(4 / 255f));
            }
        }
        assertThat(values(data, 4)).doesNotContain(Float.NaN);
        assertThat(values(Datasets.openTest(request(directory.resolve("all"), "", List.of(1, 2, 2))), 0))
                .containsOnly(76 / 255f);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 6, 8})
    void aJpegIsShownTheWayUpThatItIsMeant(int orientation) throws IOException {
        BufferedImage image = plain(16, 32, 0);
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 16; x++) {
                image.setRGB(x, y, 0xFFFFFF);
            }
        }
        byte[] jpeg = encoded(image, "jpg");
        byte[] exif = {
            (byte) 0xFF,
            (byte) 0xE1,
            0,
            34,
            'E',
            'x',
            'i',
            'f',
            0,
            0,
            'M',
            'M',
            0,
            42,
            0,
            0,
            0,
            8,
            0,
            1,
            1,
            18,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            (byte) orientation,
            0,
            0,
            0,
            0,
            0,
            0
        };
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(jpeg, 0, 2);
        all.writeBytes(exif);
        all.write(jpeg, 2, jpeg.length - 2);
        Path file = write("one.jpg", all.toByteArray());
        Dataset data =
                Datasets.openTest(request(file, "fit=stretch", List.of(1, 2, 2)).withoutLabels());
        // White left, right, above, below: by the orientation 1, 3, 6, 8.
        boolean[][] white = {
            {true, false, true, false},
            {false, true, false, true},
            {true, true, false, false},
            {false, false, true, true}
        };
        boolean[] expected = white[orientation == 1 ? 0 : orientation == 3 ? 1 : orientation == 6 ? 2 : 3];
        float[] values = values(data, 0);
        for (int i = 0; i < 4; i++) {
            assertThat(values[i]).isCloseTo(expected[i] ? 0.85f : 0.15f, within(0.15f));
        }
    }

    @Test
    void theTrainingPartAloneSaysWhatBecomesOfTheTestPart() throws IOException {
        pets(12);
        Path pets = directory.resolve("pets");
        for (int c : new int[] {1, 3}) {
            List<Integer> shape = List.of(c, 5, 4);
            String options = "normalize=standard&test=0.25&fit=stretch";
            DataSplit split = Datasets.open(request(pets, options, shape));
            DataSplit raw = Datasets.open(request(pets, "test=0.25&fit=stretch", shape));
            Images images = Objects.requireNonNull(split.preprocessing().images());
            for (int channel = 0; channel < c; channel++) {
                double sum = 0;
                double squares = 0;
                for (int i = 0; i < 18; i++) {
                    float[] values = values(raw.train(), i);
                    for (int k = 20 * channel; k < 20 * channel + 20; k++) {
                        sum += values[k];
                        squares += (double) values[k] * values[k];
                    }
                }
                double mean = sum / 360;
                // The tested values are floats.
                assertThat(images.mean().get(channel)).isCloseTo(mean, within(1e-7));
                assertThat(images.deviation().get(channel))
                        .isCloseTo(Math.sqrt(squares / 360 - mean * mean), within(1e-6));
            }
            Preprocessing kept = Preprocessing.parse(split.preprocessing().toJson());
            // Neither the options nor the shape are asked for again, and one image is treated like all.
            DataSplit again =
                    Datasets.open(request(pets, "test=0.25", List.of()).withPreprocessing(kept));
            for (int i = 0; i < split.test().size(); i++) {
                assertThat(values(again.test(), i)).containsExactly(values(split.test(), i));
                Path file = pets.resolve(split.test().exampleName(i));
                Dataset one = Datasets.openTest(
                        request(file, "", shape).withoutLabels().withPreprocessing(kept));
                assertThat(one.size()).isEqualTo(1);
                assertThat(values(one, 0)).containsExactly(values(split.test(), i));
                assertThat(one.label(0)).isEqualTo(-1);
            }
        }
    }

    @Test
    void partsThatHaveFoldersAreTaken() throws IOException {
        for (String part : List.of("train", "val", "test")) {
            for (int i = 0; i < (part.equals("train") ? 4 : 1); i++) {
                write("p/" + part + "/b/" + i + ".png", encoded(noise(i), "png"));
                write("p/" + part + "/a/deep/" + i + ".png", encoded(noise(10 + i), "png"));
            }
        }
        Path p = directory.resolve("p");
        DataSplit split = Datasets.open(request(p, "", COLOR));
        assertThat(split.description())
                .isEqualTo("p: 8 training, 2 validation and 2 test examples of 3x4x4 in 2 classes");
        assertThat(split.test().exampleName(0)).isEqualTo("test/a/deep/0.png");
        assertThat(Datasets.openTest(request(p, "", COLOR)).size()).isEqualTo(2);
        assertThatThrownBy(() -> Datasets.open(request(p, "test=0.1", COLOR)))
                .hasMessage(p + " has a test part of its own; leave out test=0.1");
        assertThatThrownBy(() -> Datasets.open(request(p, "validation=0.25", COLOR)))
                .hasMessage(p + " has a validation part of its own; leave out validation=0.25");
        write("p/test/c/0.png", encoded(noise(1), "png"));
        assertThatThrownBy(() -> Datasets.open(request(p, "", COLOR)))
                .isInstanceOf(NetworkException.class)
                .hasMessage(p.resolve("test/c")
                        + " is the folder of a class that the training part does not have; it has a, b");
    }

    @Test
    void whatIsLeftOutIsTold() throws IOException {
        pets(2);
        write("pets/cat/notes.txt", new byte[1]);
        write("pets/readme.md", new byte[1]);
        write("pets/dog/.DS_Store", new byte[1]);
        write("pets/Thumbs.db", new byte[1]);
        write("pets/.cache/x.png", new byte[1]);
        assertThat(Datasets.openTest(request(directory.resolve("pets"), "", COLOR))
                        .size())
                .isEqualTo(4);
        assertThat(said)
                .containsExactly("pets: left out 2 files that are no images of a class (cat/notes.txt, readme.md)"
                        + " and 3 hidden files");
    }

    @Test
    void toPredictImagesMayStandAnywhere() throws IOException {
        write("flat/b.png", encoded(noise(1), "png"));
        write("flat/x/a.png", encoded(noise(2), "png"));
        Path flat = directory.resolve("flat");
        Dataset data = Datasets.openTest(request(flat, "", COLOR).withoutLabels());
        assertThat(List.of(data.exampleName(0), data.exampleName(1))).containsExactly("b.png", "x/a.png");
        assertThat(data.classes()).isZero();
    }

    @Test
    void isTheSameFromAnyNumberOfThreads() throws IOException {
        pets(20);
        Dataset alone = Datasets.openTest(request(directory.resolve("pets"), "", COLOR));
        Dataset many = Datasets.openTest(request(directory.resolve("pets"), "", COLOR));
        List<float[]> expected =
                IntStream.range(0, 40).mapToObj(i -> values(alone, i)).toList();
        IntStream.range(0, 400)
                .parallel()
                .forEach(i -> assertThat(values(many, i % 40)).containsExactly(expected.get(i % 40)));
    }

    @Test
    void whatIsNoImageIsNamed() throws IOException {
        pets(2);
        Path pets = directory.resolve("pets");
        Path text = write("pets/cat/z.png", "<!DOCTYPE html><title>404</title>".getBytes(StandardCharsets.UTF_8));
        Dataset data = Datasets.openTest(request(pets, "", COLOR));
        assertThatThrownBy(() -> values(data, 2))
                .isInstanceOf(NetworkException.class)
                .hasMessage(text + " is no image that is read (PNG, JPEG, BMP, GIF, WebP): it is an HTML page, as a"
                        + " server sends for an error or a login; download it again");
        assertThatThrownBy(() -> Datasets.open(request(pets, "", List.of(16))))
                .hasMessage(
                        pets + " holds images, which need a network that takes them: input(1, height, width) for gray"
                                + " or input(3, height, width) for color; this one takes 16");
        Files.createDirectory(pets.resolve("cow"));
        assertThatThrownBy(() -> Datasets.open(request(pets, "", COLOR)))
                .hasMessage(pets.resolve("cow")
                        + " holds no images (PNG, JPEG, BMP, GIF, WebP); take this folder away, or put some in");
        assertThatThrownBy(() -> Datasets.open(request(text, "", COLOR)))
                .hasMessage(text + " is one image, from which nothing is learned; give a directory with a folder for"
                        + " each class");
    }

    /** A batch is made by as many threads as the option says, with the same values; a file that does not decode ends it. */
    @Test
    void theThreadsOfAnOptionDecode() throws IOException {
        pets(30);
        Path pets = directory.resolve("pets");
        assertThat(Datasets.open(request(pets, "", COLOR)).train().threads())
                .isEqualTo(Runtime.getRuntime().availableProcessors());
        List<List<Float>> epochs = new ArrayList<>();
        for (int threads : new int[] {1, 4}) {
            DataSplit split = Datasets.open(request(pets, "test=0.1&threads=" + threads, COLOR));
            assertThat(split.train().threads()).isEqualTo(threads);
            List<Float> all = new ArrayList<>();
            try (Batches batches = Batches.shuffled(split.train(), 8, DataType.FLOAT, 3)) {
                batches.start(0);
                for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
                    for (float value : batch.inputs().dup().data().asFloat()) {
                        all.add(value);
                    }
                    for (int label : batch.labels()) {
                        all.add((float) label);
                    }
                }
            }
            epochs.add(all);
        }
        assertThat(epochs.get(0)).hasSize(54 * 49).isEqualTo(epochs.get(1));
        Path cut = write("pets/dog/19.png", Arrays.copyOf(encoded(noise(1), "png"), 60));
        write("pets/dog/20.png", new byte[10]);
        Dataset broken = Datasets.openTest(request(pets, "threads=3", COLOR));
        try (Batches batches = Batches.inOrder(broken, 8, DataType.FLOAT)) {
            batches.start(0);
            // 30 cats and 9 dogs are before it: four whole batches.
            for (int i = 0; i < 4; i++) {
                assertThat(Objects.requireNonNull(batches.next()).size()).isEqualTo(8);
            }
            assertThatThrownBy(batches::next)
                    .isInstanceOf(NetworkException.class)
                    .hasMessageStartingWith(cut + " does not decode: ");
        }
        for (String wrong : List.of("0", "257", "-1")) {
            assertThatThrownBy(() -> Datasets.open(request(pets, "threads=" + wrong, COLOR)))
                    .isInstanceOf(NetworkException.class)
                    .hasMessage("threads=" + wrong + ": images are decoded by 1 to 256 threads");
        }
    }

    @Test
    void losslessWebpHasItsPixels() throws IOException {
        boolean[][] second = new boolean[6][9];
        for (int i = 0; i < 54; i++) {
            second[i / 9][i % 9] = new SplittableRandom(i).nextBoolean();
        }
        Path file = write("two.webp", WebpFile.of(second, 0x102030, 0x90C0F0));
        float[] values =
                values(Datasets.openTest(request(file, "", List.of(3, 6, 9)).withoutLabels()), 0);
        int[][] colors = {{0x10, 0x20, 0x30}, {0x90, 0xC0, 0xF0}};
        for (int i = 0; i < 162; i++) {
            assertThat(values[i]).isEqualTo(colors[second[i % 54 / 9][i % 9] ? 1 : 0][i / 54] / 255f);
        }
    }

    /** What a file is, its bytes say. */
    @Test
    void anExtensionThatLiesDoesNotMatter() throws IOException {
        BufferedImage blue = plain(6, 6, 0x0000FF);
        List<String> formats = List.of("png", "bmp", "gif", "jpg");
        for (int i = 0; i < 4; i++) {
            Path file = write("lies/a." + formats.get((i + 1) % 4), encoded(blue, formats.get(i)));
            float[] values = values(Datasets.openTest(request(file, "", COLOR).withoutLabels()), 0);
            for (int k = 0; k < 48; k++) {
                assertThat(values[k]).isCloseTo(k < 32 ? 0 : 1, within(4 / 255f));
            }
        }
        Path text = write("lies/b.webp", "RIFF is how it begins".getBytes(StandardCharsets.UTF_8));
        Dataset data = Datasets.openTest(request(text, "", COLOR).withoutLabels());
        assertThatThrownBy(() -> values(data, 0))
                .isInstanceOf(NetworkException.class)
                .hasMessage(text + " is no image that is read (PNG, JPEG, BMP, GIF, WebP)");
    }

    /** Truncated, changed and lying files of each kind: a sentence that names the file, or an image. */
    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "bmp", "gif", "webp"})
    void damagedFilesAreNamed(String format) throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        boolean[][] pattern = new boolean[40][31];
        pattern[7][5] = true;
        byte[] whole = format.equals("webp") ? WebpFile.of(pattern, 0x112233, 0x445566) : encoded(noise(3), format);
        int refused = 0;
        for (int i = 0; i < 150; i++) {
            byte[] bytes = i % 3 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            for (int k = 0; i % 3 > 0 && k < 3; k++) {
                bytes[random.nextInt(i % 3 == 1 ? Math.min(60, bytes.length) : bytes.length)] =
                        (byte) random.nextInt(256);
            }
            if (format.equals("webp") && bytes.length >= 25) {
                // Of a width and a height that lie it decodes all that they claim, up to 268 megapixels.
                System.arraycopy(whole, 21, bytes, 21, 4);
            }
            Path file = write("one." + format, bytes);
            try {
                Dataset data = Datasets.openTest(request(file, "", COLOR).withoutLabels());
                for (float value : values(data, 0)) {
                    assertThat(value).isBetween(0f, 1f);
                }
            } catch (NetworkException e) {
                refused++;
                assertThat(e.getMessage())
                        .contains(file.toString())
                        .doesNotContain("\n", "Exception", "java.", "null")
                        .hasSizeLessThan(1_000);
            }
        }
        // What is cut off is not filled up without a word.
        assertThat(refused).isGreaterThan(45);
    }
}
