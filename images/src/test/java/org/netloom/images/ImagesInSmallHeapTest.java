package org.netloom.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.runtime.data.Batches;
import org.netloom.runtime.data.Batches.Batch;
import org.netloom.runtime.data.DataRequest;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.exception.NetworkException;

/**
 * Images under a heap of 64 MB, in a virtual machine of its own: as many as are more than that together, by several
 * threads, and files that claim more pixels than there are.
 */
class ImagesInSmallHeapTest {
    @TempDir
    Path directory;

    /** Makes all batches of each directory by 8 threads, and prints how many examples there were and their sum, or the sentence. */
    public static void main(String[] paths) {
        for (String path : paths) {
            try {
                Dataset data = Files.isDirectory(Path.of(path))
                        ? Datasets.openTest(DataRequest.of(path + "?threads=8", List.of(3, 16, 16), message -> {}))
                        : Datasets.openTest(DataRequest.of(path, List.of(3, 16, 16), message -> {})
                                .withoutLabels());
                int count = 0;
                double sum = 0;
                try (Batches batches = Batches.inOrder(data, 16, DataType.FLOAT)) {
                    batches.start(0);
                    for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
                        count += batch.size();
                        sum += batch.inputs().sumNumber().doubleValue();
                    }
                }
                System.out.printf(Locale.ROOT, "%d examples, mean %.3f%n", count, sum / count / (3 * 16 * 16));
            } catch (NetworkException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    private List<String> read(Path... paths) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                ImagesInSmallHeapTest.class.getName()));
        for (Path path : paths) {
            command.add(path.toString());
        }
        Process process = new ProcessBuilder(command)
                .redirectError(directory.resolve("err").toFile())
                .start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .as("%s%s", out, Files.readString(directory.resolve("err")))
                .isZero();
        return out.lines().toList();
    }

    private static byte[] chunk(String kind, byte[] content) {
        ByteBuffer chunk = ByteBuffer.allocate(12 + content.length)
                .putInt(content.length)
                .put(kind.getBytes(StandardCharsets.US_ASCII))
                .put(content);
        CRC32 crc = new CRC32();
        crc.update(chunk.array(), 4, 4 + content.length);
        return chunk.putInt((int) crc.getValue()).array();
    }

    /** A PNG file that claims this many pixels, gray, and has none of them. */
    private static byte[] lie(int width, int height) {
        byte[] head = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 0, 0, 0, 0})
                .array();
        return ByteBuffer.allocate(200)
                .put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 26, '\n'})
                .put(chunk("IHDR", head))
                .put(chunk("IDAT", new byte[] {0x78, (byte) 0x9C, 3, 0, 0, 0, 0, 1}))
                .put(chunk("IEND", new byte[0]))
                .array();
    }

    /** Forty images of a megapixel each, which are 120 MB decoded. */
    private Path pictures() throws IOException {
        BufferedImage red = new BufferedImage(1024, 1024, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 1024; y++) {
            for (int x = 0; x < 1024; x++) {
                red.setRGB(x, y, 0xFF0000);
            }
        }
        for (String name : List.of("pictures/a/0.jpg", "pictures/b/0.png")) {
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            ImageIO.write(red, name.substring(name.length() - 3), file.toFile());
            for (int i = 1; i < 20; i++) {
                Files.copy(file, file.resolveSibling(i + name.substring(name.length() - 4)));
            }
        }
        return directory.resolve("pictures");
    }

    @Test
    void manyAreReadAndLiesAreRefused() throws Exception {
        Path huge = Files.write(directory.resolve("huge.png"), lie(60_000, 60_000));
        Path large = Files.write(directory.resolve("large.png"), lie(20_000, 20_000));
        List<String> said = read(pictures(), huge, large, directory.resolve("pictures/a/7.jpg"));
        assertThat(said).hasSize(4);
        assertThat(said.get(0)).isEqualTo("40 examples, mean 0.333");
        assertThat(said.get(1))
                .isEqualTo(huge + " claims 60000 x 60000 pixels, where 400,000,000 are the most; make it smaller");
        assertThat(said.get(2))
                .startsWith(
                        large + " does not fit into Java's heap of 64 MB; if its size is what it should be, -Xmx8g");
        assertThat(said.get(3)).isEqualTo("1 examples, mean 0.332");
    }
}
