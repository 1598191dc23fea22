package org.netloom.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.netloom.runtime.exception.NetworkException;

/** A table of 230 MB under a heap of 64 MB, in a virtual machine of its own. */
class LargeTableTest {
    private static final int ROWS = 1_000_000;
    private static final int NUMBERS = 28;

    @TempDir
    Path directory;

    /** Opens a table, and prints all that becomes of it, and what stands beside the table in the folder for temporary files. */
    public static void main(String[] arguments) throws IOException {
        try {
            System.out.println(digest(arguments[0]));
            try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
                System.out.println(files.map(file -> String.valueOf(file.getFileName()))
                        .filter(name -> name.endsWith(".table"))
                        .toList());
            }
        } catch (NetworkException e) {
            System.out.println(e.getMessage());
        }
    }

    /** All examples of all parts, with the preprocessing, in a few letters. */
    private static String digest(String spec) {
        DataSplit split = Datasets.open(spec);
        StringBuilder text = new StringBuilder();
        for (Dataset part : List.of(split.train(), split.test())) {
            float[] example = new float[part.shape().get(0)];
            long hash = 0;
            for (int i = 0; i < part.size(); i++) {
                part.copy(i, example, 0);
                hash = 31 * (31 * hash + Arrays.hashCode(example)) + part.label(i);
            }
            text.append(part.size()).append(' ').append(part.exampleName(part.size() - 1));
            text.append(String.format(Locale.ROOT, " %x; ", hash));
        }
        return text + split.preprocessing().toJson().replaceAll("\\s+", " ");
    }

    private Path table() throws IOException {
        Path file = directory.resolve("large.csv");
        SplittableRandom random = new SplittableRandom(4);
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < NUMBERS; i++) {
                out.write("n" + i + ",");
            }
            out.write("word,kind\n");
            for (int row = 0; row < ROWS; row++) {
                for (int i = 0; i < NUMBERS; i++) {
                    int number = random.nextInt(11);
                    out.write(number == 10 ? "," : number + ",");
                }
                out.write("abcde".charAt(random.nextInt(5)) + (row % 3 == 0 ? ",yes\n" : ",no\n"));
            }
        }
        return file;
    }

    private List<String> run(Path temporary, Path table) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                LargeTableTest.class.getName(),
                table.toString()));
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

    @Test
    void itIsTheSameAsInALargeHeap() throws Exception {
        Path table = table();
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        List<String> said = run(temporary, table);
        assertThat(said).hasSize(2);
        assertThat(said.get(0)).startsWith("900000 large.csv:1000001 ").isEqualTo(digest(table.toString()));
        if (OS.WINDOWS.isCurrentOs()) {
            assertThat(said.get(1)).contains("netloom-");
        } else {
            // Its name is gone while it is in use.
            assertThat(said.get(1)).isEqualTo("[]");
        }
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left.filter(file -> String.valueOf(file.getFileName()).endsWith(".table")))
                    .isEmpty();
        }
        assertThat(run(directory.resolve("nowhere"), table))
                .containsExactly(
                        table + " is larger than a quarter of Java's heap, and cannot be written to a temporary"
                                + " file: no such file or directory; -Djava.io.tmpdir=DIR names another folder, and -Xmx8g gives"
                                + " a larger heap (NETLOOM_JAVA_OPTS=-Xmx8g for the netloom command)");
    }

    @Test
    void cellsComeBackAsTheyWere() throws IOException {
        List<Boolean> words = List.of(false, true, false, true, true);
        int rows = 100_000;
        FileChannel channel = FileChannel.open(
                directory.resolve("cells"),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        // Seen through many windows, as a table of many gigabytes is.
        CellMemory file = new CellFile("t", channel, rows, words, 4096);
        CellMemory heap = new CellArrays(rows, words);
        SplittableRandom random = new SplittableRandom(9);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < words.size(); column++) {
                double number = row % 7 == column ? Double.NaN : random.nextDouble(-1e300, 1e300);
                int word = random.nextInt();
                for (CellMemory memory : List.of(file, heap)) {
                    if (words.get(column)) {
                        memory.put(row, column, word);
                    } else {
                        memory.put(row, column, number);
                    }
                }
            }
            file.end(row, 3 * row);
            heap.end(row, 3 * row);
        }
        file.finish();
        heap.finish();
        for (int row = 0; row < rows; row++) {
            assertThat(file.line(row)).isEqualTo(heap.line(row)).isEqualTo(3 * row);
            for (int column = 0; column < words.size(); column++) {
                if (words.get(column)) {
                    assertThat(file.word(row, column)).isEqualTo(heap.word(row, column));
                } else {
                    // Bits, since a missing number is NaN.
                    assertThat(Double.doubleToRawLongBits(file.number(row, column)))
                            .isEqualTo(Double.doubleToRawLongBits(heap.number(row, column)));
                }
            }
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "Linux has a device that is always full")
    void aFullDiskIsSaid() throws IOException {
        FileChannel full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE);
        CellMemory memory = new CellFile("large.csv", full, 1_000_000, List.of(false), 4096);
        assertThatThrownBy(() -> {
                    for (int row = 0; row < 1_000_000; row++) {
                        memory.put(row, 0, 1.5);
                        memory.end(row, row);
                    }
                })
                .isInstanceOf(NetworkException.class)
                .hasMessageStartingWith("large.csv is larger than a quarter of Java's heap, and cannot be written to a"
                        + " temporary file: No space left on device; -Djava.io.tmpdir=DIR names another folder");
        assertThat(full.isOpen()).isFalse();
    }
}
