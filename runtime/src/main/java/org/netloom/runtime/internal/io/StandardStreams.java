package org.netloom.runtime.internal.io;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code /dev/stdout} and {@code /dev/stderr} are in this process. Opening such a path once more would be a file
 * position of its own where a shell has sent the stream to a file, and replacing it would leave the shell with the old one.
 */
public final class StandardStreams {
    private static final List<String> OUT = names("stdout", 1);
    private static final List<String> ERR = names("stderr", 2);

    private static volatile FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    private static volatile FileOutputStream err = new FileOutputStream(FileDescriptor.err);

    private StandardStreams() {}

    /** For a process whose streams are other descriptors than 1 and 2. */
    public static void are(FileOutputStream stdout, FileOutputStream stderr) {
        out = stdout;
        err = stderr;
    }

    /** The channel of the stream that a path names, which is nobody's to close; null for all other paths. */
    static @Nullable FileChannel channel(Path file) {
        FileOutputStream stream = of(file);
        return stream == null ? null : stream.getChannel();
    }

    /** The stream that a path names, which stays open when this one is closed; null for all other paths. */
    static @Nullable OutputStream stream(Path file) {
        FileOutputStream stream = of(file);
        return stream == null ? null : new Unclosed(stream);
    }

    private static @Nullable FileOutputStream of(Path file) {
        String name = file.toAbsolutePath().normalize().toString();
        return OUT.contains(name) ? out : ERR.contains(name) ? err : null;
    }

    private static List<String> names(String name, int descriptor) {
        return List.of(
                "/dev/" + name,
                "/dev/fd/" + descriptor,
                "/proc/self/fd/" + descriptor,
                "/proc/" + ProcessHandle.current().pid() + "/fd/" + descriptor);
    }

    private static final class Unclosed extends OutputStream {
        private final OutputStream to;

        Unclosed(OutputStream to) {
            this.to = to;
        }

        @Override
        public void write(int b) throws IOException {
            to.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            to.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            to.flush();
        }
    }
}
