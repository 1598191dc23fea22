package org.netloom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netloom.cli.Workplace.Result;
import org.netloom.runtime.checkpoint.Checkpoint;
import org.netloom.runtime.data.DataRequest;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.data.Preprocessing;
import org.netloom.runtime.internal.npy.NpyArray;
import org.netloom.runtime.internal.npy.NpzFile;
import org.netloom.runtime.loss.CrossEntropy;

/** What a net gets to predict, and to be measured on, are to the last bit the values that it was trained on: each format. */
class SamePreprocessingTest {
    private static final int EXAMPLES = 40;

    private final SplittableRandom random = new SplittableRandom(9);

    @TempDir
    private Path directory;

    private Workplace work;

    /** A format, its training data as a user names them, and the same examples once more without their targets. */
    private enum Format {
        CSV("input(5)", "5", "train.csv?target=kind&test=0.25", "new.csv"),
        IMAGES("input(3, 6, 6) flatten", "3, 6, 6", "pictures?test=0.25&normalize=standard", "new"),
        NPZ("input(3, 4, 5) flatten", "3, 4, 5", "train.npz?layout=nhwc&test=0.25", "new.npz?layout=nhwc"),
        IDX("input(1, 4, 4) flatten", "1, 4, 4", "idx", "new"),
        CIFAR("input(3, 32, 32) flatten", "3, 32, 32", "cifar", "new");

        private final String input;
        private final String shape;
        private final String training;
        private final String unknown;

        Format(String input, String shape, String training, String unknown) {
            this.input = input;
            this.shape = shape;
            this.training = training;
            this.unknown = unknown;
        }

        List<Integer> shape() {
            return Arrays.stream(shape.split(", ", -1)).map(Integer::valueOf).toList();
        }
    }

    @BeforeEach
    void prepare() {
        work = Workplace.in(directory);
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void isThatOfTheTraining(Format format) throws IOException {
        write(format);
        work.write("kinds.net", """
                net Kinds { %s dense(10) }
                train Kinds { loss cross_entropy optimizer sgd(0.01) batch 8 epochs 1 }
                """.formatted(format.input));
        Result trained = work.run(
                "train",
                work.text("kinds.net"),
                "--data",
                work.text(format.training),
                "--checkpoint",
                work.text("out"));
        assertThat(trained.code()).as(trained.err()).isZero();
        Preprocessing kept = Checkpoint.preprocessing(work.path("out/Kinds.safetensors"));

        DataSplit seen = Datasets.open(request(format.training, format));
        Dataset measured = Datasets.openTest(request(format.training, format).withPreprocessing(kept));
        assertThat(values(measured)).isEqualTo(values(seen.test())).isNotEmpty();

        Dataset asked = Datasets.openTest(
                request(format.unknown, format).withPreprocessing(kept).withoutLabels());
        List<String> expected = new ArrayList<>(values(seen.train()));
        if (format.training.contains("test=")) {
            expected.addAll(values(seen.test()));
        }
        assertThat(values(asked))
                .hasSize(EXAMPLES)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    private DataRequest request(String spec, Format format) {
        return DataRequest.of(work.text(spec), format.shape(), message -> {}).withLoss(CrossEntropy.of());
    }

    /** Of each example the bits. */
    private static List<String> values(Dataset data) {
        List<String> all = new ArrayList<>();
        float[] example = new float[data.shape().stream().reduce(1, Math::multiplyExact)];
        for (int i = 0; i < data.size(); i++) {
            data.copy(i, example, 0);
            int[] bits = new int[example.length];
            Arrays.setAll(bits, k -> Float.floatToRawIntBits(example[k]));
            all.add(Arrays.toString(bits));
        }
        return all;
    }

    private void write(Format format) throws IOException {
        switch (format) {
            case CSV -> writeTables();
            case IMAGES -> writeImages();
            case NPZ -> writeArrays();
            case IDX -> writeIdx();
            case CIFAR -> writeCifar();
        }
    }

    /** To predict, columns stand in another order, and their target is missing. */
    private void writeTables() {
        StringBuilder training = new StringBuilder("length,color,width,kind\n");
        StringBuilder unknown = new StringBuilder("color,width,length\n");
        for (int i = 0; i < EXAMPLES; i++) {
            String length = String.format(Locale.ROOT, "%.4f", 500 + 40 * random.nextDouble());
            String width = i == 7 ? "" : String.format(Locale.ROOT, "%.4f", random.nextDouble());
            String color = List.of("red", "blue", "white").get(i % 3);
            training.append(String.join(",", length, color, width, "kind " + i % 2))
                    .append('\n');
            unknown.append(String.join(",", color, width, length)).append('\n');
        }
        work.write("train.csv", training.toString());
        work.write("new.csv", unknown.toString());
    }

    /** Larger than the net's input and not square; to predict they stand in one folder. */
    private void writeImages() throws IOException {
        Files.createDirectories(work.path("new"));
        for (int i = 0; i < EXAMPLES; i++) {
            BufferedImage image = new BufferedImage(9, 13, BufferedImage.TYPE_INT_RGB);
            for (int y = 0; y < 13; y++) {
                for (int x = 0; x < 9; x++) {
                    image.setRGB(x, y, random.nextInt(1 << 24));
                }
            }
            Path folder = Files.createDirectories(work.path("pictures/" + (i % 2 == 0 ? "even" : "odd")));
            ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
            ImageIO.write(image, "png", work.path("new/" + i + ".png").toFile());
        }
    }

    /** Channels last. */
    private void writeArrays() {
        float[] x = new float[EXAMPLES * 60];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextDouble(-3, 3);
        }
        long[] y = new long[EXAMPLES];
        Arrays.setAll(y, i -> i % 3);
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        arrays.put("x", NpyArray.of(x, EXAMPLES, 4, 5, 3));
        NpzFile.write(work.path("new.npz"), arrays, false);
        arrays.put("y", NpyArray.of(y, EXAMPLES));
        NpzFile.write(work.path("train.npz"), arrays, false);
    }

    private byte[] noise(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] idx(byte[] values, int... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * shape.length + values.length);
        bytes.putInt(0x0800 | shape.length);
        Arrays.stream(shape).forEach(bytes::putInt);
        return bytes.put(values).array();
    }

    /** The training's own images once more, as a test part. */
    private void writeIdx() throws IOException {
        Path training = Files.createDirectories(work.path("idx"));
        Path unknown = Files.createDirectories(work.path("new"));
        byte[] images = idx(noise(EXAMPLES * 16), EXAMPLES, 4, 4);
        byte[] labels = new byte[EXAMPLES];
        for (int i = 0; i < EXAMPLES; i++) {
            labels[i] = (byte) (i % 10);
        }
        Files.write(training.resolve("train-images-idx3-ubyte"), images);
        Files.write(training.resolve("train-labels-idx1-ubyte"), idx(labels, EXAMPLES));
        Files.write(training.resolve("t10k-images-idx3-ubyte"), idx(noise(3 * 16), 3, 4, 4));
        Files.write(training.resolve("t10k-labels-idx1-ubyte"), idx(new byte[3], 3));
        for (String part : List.of("train", "t10k")) {
            Files.write(unknown.resolve(part + "-images-idx3-ubyte"), images);
            Files.write(unknown.resolve(part + "-labels-idx1-ubyte"), idx(labels, EXAMPLES));
        }
    }

    private byte[] cifar(int images) {
        ByteBuffer bytes = ByteBuffer.allocate(images * 3073);
        for (int i = 0; i < images; i++) {
            bytes.put((byte) (i % 10)).put(noise(3072));
        }
        return bytes.array();
    }

    private void writeCifar() throws IOException {
        Path training = Files.createDirectories(work.path("cifar"));
        Path unknown = Files.createDirectories(work.path("new"));
        byte[] images = cifar(EXAMPLES);
        Files.write(training.resolve("data_batch_1.bin"), images);
        Files.write(training.resolve("test_batch.bin"), cifar(4));
        Files.write(unknown.resolve("data_batch_1.bin"), cifar(1));
        Files.write(unknown.resolve("test_batch.bin"), images);
    }
}
