package org.netloom.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Where results go. A stream that prints keeps failures to itself; this one remembers the first, for the exit code. */
final class ResultStream extends PrintStream {
    private final Watched to;

    ResultStream(OutputStream to) {
        this(new Watched(to));
    }

    private ResultStream(Watched to) {
        super(to, true, StandardCharsets.UTF_8);
        this.to = to;
    }

    /**
     * Why not all of the result has arrived; null where it has, or where the reader wanted no more of it, as {@code head}
     * does.
     */
    @Nullable IOException failure() {
        flush();
        IOException failure = to.failure;
        return failure == null || isBrokenPipe(failure) ? null : failure;
    }

    private static boolean isBrokenPipe(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.contains("roken pipe") || message.contains("pipe is being closed");
    }

    private static final class Watched extends OutputStream {
        private final OutputStream to;
        private @Nullable IOException failure;

        Watched(OutputStream to) {
            this.to = to;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                to.write(bytes, offset, length);
            } catch (IOException e) {
                failure = failure == null ? e : failure;
                throw e;
            }
        }

        @Override
        public void flush() throws IOException {
            to.flush();
        }
    }
}
