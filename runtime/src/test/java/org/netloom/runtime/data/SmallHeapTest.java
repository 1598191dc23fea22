package org.netloom.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.npy.RawNpz;
import org.netloom.runtime.internal.safetensors.SafeTensors;

/**
 * Files that are small on the disk and large in memory, read with a heap of 256 MB: each ends in one sentence about the
 * file. In a virtual machine of its own, because the one of the tests has a larger heap.
 */
class SmallHeapTest {
    private static final int MB = 1 << 20;

    @TempDir
    private Path directory;

    /** Opens each of the paths, and prints the sentence; reads on afterwards, to show that nothing is left behind. */
    public static void main(String[] paths) {
        for (String path : paths) {
            try {
                if (path.endsWith(".safetensors")) {
                    SafeTensors.open(Path.of(path)).close();
                } else {
                    Datasets.open(path, List.of(64), message -> {});
                }
                System.out.println("read");
            } catch (NetworkException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    private List<String> open(Path... paths) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                SmallHeapTest.class.getName()));
        for (Path path : paths) {
            command.add(path.toString());
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(out).isZero();
        return out.lines().toList();
    }

    private static void zeros(OutputStream out, long count) throws IOException {
        byte[] chunk = new byte[MB];
        for (long left = count; left > 0; left -= chunk.length) {
            out.write(chunk, 0, (int) Math.min(left, chunk.length));
        }
    }

    /** A whole archive of 1 MB whose x has 1 GB. */
    private Path bomb() throws IOException {
        Path file = directory.resolve("bomb.npz");
        try (ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            zip.setLevel(Deflater.BEST_SPEED);
            zip.putNextEntry(new ZipEntry("x.npy"));
            zip.write(RawNpz.npy("'|u1'", "(1048576, 1024)"));
            zeros(zip, 1024L * MB);
            zip.closeEntry();
        }
        return file;
    }

    private Path gzipBomb() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("idx"));
        ByteBuffer header = ByteBuffer.allocate(16)
                .putInt(0x803)
                .putInt(1_000_000)
                .putInt(32)
                .putInt(32);
        try (OutputStream out = new GZIPOutputStream(
                new BufferedOutputStream(Files.newOutputStream(folder.resolve("train-images-idx3-ubyte.gz"))))) {
            out.write(header.array());
            zeros(out, 1_024_000_000);
        }
        Files.write(folder.resolve("train-labels-idx1-ubyte"), IdxDirectoryTest.idx(new byte[1_000_000], 1_000_000));
        return folder;
    }

    /** Eight bytes and a header of 90 MB of JSON, as the format allows. */
    private Path longHeader() throws IOException {
        Path file = directory.resolve("long.safetensors");
        int length = 90 * MB;
        byte[] header = "{\"\":{},".repeat(length / 7).getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(header.length)
                    .array());
            out.write(header);
        }
        return file;
    }

    private Path longText() throws IOException {
        Path file = directory.resolve("long.txt");
        try (OutputStream out = Files.newOutputStream(file)) {
            zeros(out, 400L * MB);
        }
        return file;
    }

    /** 60 MB of text that are 300 MB of numbers. */
    private Path longTable() throws IOException {
        Path file = directory.resolve("long.csv");
        byte[] rows = "1,2\n".repeat(MB / 4).getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < 60; i++) {
                out.write(rows);
            }
        }
        return file;
    }

    /** One field of 60 MB. */
    private Path longField() throws IOException {
        Path file = directory.resolve("field.csv");
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write("a,b\n1,2\n\"".getBytes(StandardCharsets.UTF_8));
            out.write("x\n".repeat(30 * MB).getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    private Path lie() throws IOException {
        return RawNpz.write(
                directory.resolve("lie.npz"), Map.of("x", RawNpz.npy("'<f8'", "(1000000, 1000000)", new byte[64])));
    }

    @Test
    void whatIsTooLargeIsSaidOfTheFile() throws Exception {
        Path bomb = bomb();
        Path gzip = gzipBomb();
        Path text = longText();
        Path checkpoint = longHeader();
        Path lie = lie();
        Path small = Files.writeString(directory.resolve("small.txt"), "a".repeat(1000));
        Path table = longTable();
        Path field = longField();
        List<String> said = open(bomb, gzip, text, checkpoint, lie, small, table, field);
        String ending = " does not fit into Java's heap of 256 MB; if its size is what it should be, -Xmx8g gives more"
                + " (NETLOOM_JAVA_OPTS=-Xmx8g for the netloom command)";
        assertThat(said).hasSize(8);
        assertThat(said.get(0)).isEqualTo("the array x in " + bomb + ending);
        assertThat(said.get(1)).isEqualTo(gzip.resolve("train-images-idx3-ubyte.gz") + ending);
        assertThat(said.get(2)).isEqualTo(text + ending);
        assertThat(said.get(3)).startsWith(checkpoint.toString());
        assertThat(said.get(4))
                .isEqualTo("the array x in " + lie + " is not intact: its shape [1000000, 1000000] takes 2 GB or more");
        assertThat(said.get(5)).isEqualTo("read");
        assertThat(said.get(6)).isEqualTo(table + ending);
        assertThat(said.get(7))
                .isEqualTo(field + ":2: here or behind it is a quoted field that does not end as one:"
                        + " a quote within quotes is written twice");
    }
}
