package org.netloom.runtime.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.netloom.runtime.exception.NetworkException;

class AtomicFileTest {
    @TempDir
    Path directory;

    private static AtomicFile.Content text(String text) {
        return channel -> channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void requireOnly(Path... files) throws IOException {
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).containsExactlyInAnyOrder(files);
        }
    }

    @Test
    void replacesTheOldFile() throws IOException {
        Path file = directory.resolve("a.txt");
        AtomicFile.write(file, text("the first, a longer one"));
        AtomicFile.write(file, text("the second"));
        assertThat(file).hasContent("the second");
        requireOnly(file);
    }

    @Test
    void aFailureInTheMiddleLeavesTheOldFile() throws IOException {
        Path file = Files.writeString(directory.resolve("a.txt"), "old");
        assertThatThrownBy(() -> AtomicFile.write(file, channel -> {
                    channel.write(ByteBuffer.allocate(1000));
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(NetworkException.class)
                .hasMessage("cannot write " + file + ": No space left on device");
        assertThat(file).hasContent("old");
        requireOnly(file);
    }

    @Test
    void anErrorInTheMiddleLeavesTheOldFileToo() throws IOException {
        Path file = Files.writeString(directory.resolve("a.txt"), "old");
        assertThatThrownBy(() -> AtomicFile.write(file, channel -> {
                    channel.write(ByteBuffer.allocate(1000));
                    throw new IllegalStateException("made up");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(file).hasContent("old");
        requireOnly(file);
    }

    @Test
    void theOldFileIsThereUntilTheNewOneIsWhole() {
        Path file = directory.resolve("a.txt");
        AtomicFile.write(file, text("old"));
        AtomicFile.write(file, channel -> {
            channel.write(ByteBuffer.wrap(new byte[] {'n', 'e', 'w'}));
            assertThat(file).hasContent("old");
        });
        assertThat(file).hasContent("new");
    }

    @Test
    void aLinkStaysALink() throws IOException {
        Path file = Files.writeString(directory.resolve("a.txt"), "old");
        Path link = Files.createSymbolicLink(directory.resolve("link.txt"), file);
        AtomicFile.write(link, text("new"));
        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("new");
    }

    @Test
    void aNameWithoutADirectoryIsInTheWorkingDirectory() throws IOException {
        Path file = Path.of("atomic-file-test.tmp");
        try {
            AtomicFile.write(file, text("here"));
            assertThat(file).hasContent("here");
        } finally {
            Files.deleteIfExists(file);
        }
    }

    @Test
    void aDanglingLinksTargetIsMade() throws IOException {
        Path file = directory.resolve("a.txt");
        Path link = Files.createSymbolicLink(directory.resolve("link.txt"), Path.of("second.txt"));
        Path second = Files.createSymbolicLink(directory.resolve("second.txt"), file);
        AtomicFile.write(link, text("new"));
        assertThat(link).isSymbolicLink();
        assertThat(second).isSymbolicLink();
        assertThat(file).hasContent("new");
        requireOnly(file, link, second);
    }

    @Test
    void aLinkThatLeadsNowhereIsRefused() throws IOException {
        Path nowhere = directory.resolve("none").resolve("a.txt");
        Path link = Files.createSymbolicLink(directory.resolve("link.txt"), nowhere);
        assertThatThrownBy(() -> AtomicFile.write(link, text("new")))
                .isInstanceOf(NetworkException.class)
                .hasMessage(
                        "cannot write " + link + ": it is a link to " + nowhere + ", whose directory does not exist");
        assertThat(link).isSymbolicLink();
        Path circle = directory.resolve("circle");
        Files.createSymbolicLink(circle, circle);
        assertThatThrownBy(() -> AtomicFile.write(circle, text("new")))
                .isInstanceOf(NetworkException.class)
                .hasMessage("cannot write " + circle + ": its links lead in a circle");
        requireOnly(link, circle);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no named pipes in folders")
    void aPipeIsWrittenTo() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Path link = Files.createSymbolicLink(directory.resolve("link"), pipe);
        for (Path path : new Path[] {pipe, link}) {
            Process reader = new ProcessBuilder("cat", pipe.toString()).start();
            AtomicFile.write(path, "through " + path.getFileName());
            assertThat(new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("through " + path.getFileName());
        }
        Process reader = new ProcessBuilder("cat", pipe.toString()).start();
        try (OutputStream log = AtomicFile.stream(pipe)) {
            log.write('a');
        }
        assertThat(reader.getInputStream().readAllBytes()).containsExactly('a');
        requireOnly(pipe, link);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "its devices are no files")
    void aDeviceIsWrittenTo() throws IOException {
        // Where it went wrong, whoever may replace /dev/null would have: a link in a folder of one's own shows it as
        // well.
        Path link = Files.createSymbolicLink(directory.resolve("null"), Path.of("/dev/null"));
        AtomicFile.write(link, text("gone"));
        AtomicFile.stream(link).close();
        assertThat(link).isSymbolicLink();
        assertThat(Files.readAttributes(link, BasicFileAttributes.class).isOther())
                .isTrue();
        Path full = Path.of("/dev/full");
        if (Files.exists(full)) {
            assertThatThrownBy(() -> AtomicFile.write(full, text("no room")))
                    .isInstanceOf(NetworkException.class)
                    .hasMessage("cannot write /dev/full: No space left on device");
        }
        requireOnly(link);
    }

    @Test
    void standardOutputIsThisProcessOwn() throws IOException {
        Path file = directory.resolve("stdout");
        try (FileOutputStream stdout = new FileOutputStream(file.toFile())) {
            StandardStreams.are(stdout, new FileOutputStream(FileDescriptor.err));
            stdout.write("before, ".getBytes(StandardCharsets.UTF_8));
            AtomicFile.write(Path.of("/dev/stdout"), "result, ");
            try (OutputStream log = AtomicFile.stream(Path.of("/dev/fd/1"))) {
                log.write("log, ".getBytes(StandardCharsets.UTF_8));
            }
            stdout.write("after".getBytes(StandardCharsets.UTF_8));
        } finally {
            StandardStreams.are(new FileOutputStream(FileDescriptor.out), new FileOutputStream(FileDescriptor.err));
        }
        assertThat(file).hasContent("before, result, log, after");
    }

    @Test
    void whatKilledProcessesLeftGoesAtTheNextWrite() throws IOException {
        Path file = directory.resolve("a.txt");
        Path left = Files.writeString(directory.resolve(".a.txt.1x2y3z.tmp"), "half");
        Path ofAnother = Files.writeString(directory.resolve(".b.txt.1x2y3z.tmp"), "half");
        Path foreign = Files.writeString(directory.resolve(".a.txt.Backup.tmp"), "whole");
        Path folder = Files.createDirectory(directory.resolve(".a.txt.1x2y.tmp"));
        Path link = Files.createSymbolicLink(directory.resolve(".a.txt.1x2.tmp"), foreign);
        AtomicFile.write(file, text("new"));
        assertThat(left).doesNotExist();
        requireOnly(file, ofAnother, foreign, folder, link);
        assertThat(foreign).hasContent("whole");
    }

    @Test
    void whatIsBeingWrittenStays() throws IOException {
        Path file = directory.resolve("a.txt");
        AtomicFile.write(file, channel -> {
            channel.write(ByteBuffer.wrap(new byte[] {'1'}));
            // A second thread of this process, and the lock is still there for other processes.
            AtomicFile.write(file, text("2"));
            channel.write(ByteBuffer.wrap(new byte[] {'1'}));
        });
        assertThat(file).hasContent("11");
        requireOnly(file);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no permissions of owner, group and others")
    void permissionsStay() throws IOException {
        Path file = Files.writeString(directory.resolve("a.txt"), "old");
        Set<PosixFilePermission> mine = PosixFilePermissions.fromString("rw-------");
        Files.setPosixFilePermissions(file, mine);
        AtomicFile.write(file, text("new"));
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(mine);
    }
}
