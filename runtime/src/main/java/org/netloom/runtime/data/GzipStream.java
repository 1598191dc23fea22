package org.netloom.runtime.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Unpacks gzip data (RFC 1952), one member after another, and refuses what {@link java.util.zip.GZIPInputStream} passes
 * over without a word: bytes behind a member that begin no other.
 */
final class GzipStream extends InputStream {
    private static final int FLAG_HEADER_CRC = 2;
    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;
    private static final int RESERVED_FLAGS = 0xE0;
    private static final int DEFLATE = 8;

    private final InputStream packed;
    private final byte[] buffer = new byte[1 << 16];
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private int at;
    private int limit;
    private boolean ended;

    /** @param packed is closed with this one */
    GzipStream(InputStream packed) throws IOException {
        this.packed = packed;
        readHeader();
    }

    static boolean isGzip(byte[] start) {
        return start.length >= 2 && (start[0] & 0xFF) == 0x1F && (start[1] & 0xFF) == 0x8B;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        while (!ended && length > 0) {
            int count = inflate(into, offset, length);
            if (count > 0) {
                checksum.update(into, offset, count);
                return count;
            }
            if (inflater.finished()) {
                at = limit - inflater.getRemaining();
                readTrailer();
                if (fill()) {
                    readHeader();
                } else {
                    ended = true;
                }
            } else if (inflater.needsDictionary()) {
                throw new ZipException("it needs a dictionary");
            } else if (fill()) {
                inflater.setInput(buffer, at, limit - at);
                at = limit;
            } else {
                throw new EOFException();
            }
        }
        return ended ? -1 : 0;
    }

    private int inflate(byte[] into, int offset, int length) throws ZipException {
        try {
            return inflater.inflate(into, offset, length);
        } catch (DataFormatException e) {
            throw damaged(String.valueOf(e.getMessage()), e);
        }
    }

    private void readHeader() throws IOException {
        inflater.reset();
        checksum.reset();
        if (next() != 0x1F || next() != 0x8B) {
            throw new ZipException("bytes that are no gzip data follow its end");
        }
        int method = next();
        int flags = next();
        if (method != DEFLATE || (flags & RESERVED_FLAGS) != 0) {
            throw new ZipException(String.format(
                    Locale.ROOT, "it is packed by the unknown method %d with flags 0x%02X", method, flags));
        }
        skip(6);
        if ((flags & FLAG_EXTRA) != 0) {
            skip(next() | next() << 8);
        }
        if ((flags & FLAG_NAME) != 0) {
            skipText();
        }
        if ((flags & FLAG_COMMENT) != 0) {
            skipText();
        }
        if ((flags & FLAG_HEADER_CRC) != 0) {
            skip(2);
        }
        inflater.setInput(buffer, at, limit - at);
        at = limit;
    }

    private void readTrailer() throws IOException {
        long expected = nextInt();
        long length = nextInt();
        if (expected != checksum.getValue()) {
            throw new ZipException("its checksum does not fit");
        }
        if (length != (inflater.getBytesWritten() & 0xFFFF_FFFFL)) {
            throw new ZipException("its length does not fit");
        }
    }

    private long nextInt() throws IOException {
        return next() | next() << 8 | next() << 16 | (long) next() << 24;
    }

    private void skip(int bytes) throws IOException {
        for (int i = 0; i < bytes; i++) {
            next();
        }
    }

    private void skipText() throws IOException {
        while (next() != 0) {
            // Its name or a comment.
        }
    }

    private int next() throws IOException {
        if (!fill()) {
            throw new EOFException();
        }
        return buffer[at++] & 0xFF;
    }

    /** Whether there is one more packed byte. */
    private boolean fill() throws IOException {
        if (at == limit) {
            at = 0;
            limit = Math.max(0, packed.read(buffer, 0, buffer.length));
        }
        return at < limit;
    }

    private static ZipException damaged(String message, Exception cause) {
        ZipException damaged = new ZipException(message);
        damaged.initCause(cause);
        return damaged;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        packed.close();
    }
}
