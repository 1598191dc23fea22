package org.netloom.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ClassFolderTest {
    private static final Map<String, byte[]> CLASSES =
            Map.of("nets.A", new byte[] {1, 2, 3}, "nets.A$B", new byte[] {4});

    @TempDir
    private Path directory;

    @Test
    void givesBackWhatItKept() {
        ClassFolder folder = folder();
        assertThat(folder.find(key(1))).isNull();
        folder.keep(key(1), CLASSES);
        Map<String, byte[]> found = requireNonNull(folder().find(key(1)));
        assertThat(found).containsOnlyKeys("nets.A", "nets.A$B");
        assertThat(found.get("nets.A")).containsExactly(1, 2, 3);
        assertThat(folder.find(key(2))).isNull();
    }

    @Test
    void takesNothingThatIsDamaged() throws IOException {
        ClassFolder folder = folder();
        folder.keep(key(1), CLASSES);
        Path file = only();
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 0x10;
            Files.write(file, damaged);
            assertThat(folder.find(key(1))).as("byte %d", i).isNull();
            Files.write(file, java.util.Arrays.copyOf(whole, i));
            assertThat(folder.find(key(1))).as("%d bytes", i).isNull();
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "access lists, not modes")
    void neitherReadsNorWritesWhereOthersCanWrite() throws IOException {
        ClassFolder folder = folder();
        folder.keep(key(1), CLASSES);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("nets"))))
                .isEqualTo("rwx------");
        Files.setPosixFilePermissions(directory.resolve("nets"), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(folder.find(key(1))).isNull();
        folder.keep(key(2), CLASSES);
        only();
    }

    @Test
    void forgetsWhatWasNotUsedForLongest() throws IOException {
        ClassFolder folder = folder();
        for (int i = 0; i < ClassFolder.MOST; i++) {
            folder.keep(key(i), CLASSES);
            Files.setLastModifiedTime(
                    directory.resolve("nets").resolve(key(i) + ".classes"), FileTime.fromMillis(1_000_000L + i));
        }
        assertThat(folder.find(key(0))).isNotNull();
        folder.keep(key(ClassFolder.MOST), CLASSES);
        assertThat(folder.find(key(1))).isNull();
        assertThat(folder.find(key(0))).isNotNull();
        assertThat(folder.find(key(2))).isNotNull();
        try (Stream<Path> files = Files.list(directory.resolve("nets"))) {
            assertThat(files.count()).isEqualTo(ClassFolder.MOST);
        }
    }

    @Test
    void aFolderThatCannotBeIsNoFailure() throws IOException {
        Files.writeString(directory.resolve("nets"), "a file");
        folder().keep(key(1), CLASSES);
        assertThat(folder().find(key(1))).isNull();
    }

    private ClassFolder folder() {
        return new ClassFolder(directory.resolve("nets"));
    }

    private Path only() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("nets"))) {
            return files.reduce((first, second) -> {
                        throw new AssertionError("two files: " + first + " and " + second);
                    })
                    .orElseThrow();
        }
    }

    private static String key(int number) {
        return String.format(Locale.ROOT, "%064x", number);
    }
}
