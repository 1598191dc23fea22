package org.netloom.runtime.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipException;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.FileKind;
import org.netloom.runtime.internal.io.HeapLimit;
import org.netloom.runtime.internal.io.IoFailure;

/**
 * An IDX file of unsigned bytes, as MNIST's: two zero bytes, the element type (8), the number of dimensions, each
 * dimension as a big-endian int, the elements. Gzip data are unpacked on the way, whatever the file is called.
 */
final class IdxFile {
    private static final int UNSIGNED_BYTE = 8;
    private static final Map<Integer, String> OTHER_TYPES =
            Map.of(9, "int8", 0xB, "int16", 0xC, "int32", 0xD, "float32", 0xE, "float64");
    private static final int MAX_DIMENSIONS = 4;
    /** Deflate packs at most 1032 bytes into one; what claims more is no file to take memory for. */
    private static final long MAX_GZIP_RATIO = 1032;

    private final Path path;
    private final List<Integer> shape;
    private final byte[] values;

    private IdxFile(Path path, List<Integer> shape, byte[] values) {
        this.path = path;
        this.shape = shape;
        this.values = values;
    }

    Path path() {
        return path;
    }

    /** The dimensions, the number of examples first. */
    List<Integer> shape() {
        return shape;
    }

    /** The elements in row-major order. */
    byte[] values() {
        return values;
    }

    /**
     * Reads a file.
     *
     * @throws NetworkException in one sentence, where it is missing, truncated, too long, corrupt or of another format, or
     *     does not fit into the heap
     */
    static IdxFile read(Path path) {
        return HeapLimit.within(path, () -> readWithin(path));
    }

    private static IdxFile readWithin(Path path) {
        boolean packed = false;
        try (InputStream file = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
            long available = Files.size(path);
            packed = GzipStream.isGzip(peek(file));
            if (!packed) {
                return read(path, file, available);
            }
            try (InputStream unpacked = new BufferedInputStream(new GzipStream(file))) {
                return read(path, unpacked, Math.multiplyExact(available, MAX_GZIP_RATIO));
            }
        } catch (ZipException e) {
            throw new NetworkException("%s is no intact gzip file: %s".formatted(path, IoFailure.reason(e)), e);
        } catch (EOFException e) {
            throw new NetworkException(
                    "%s is truncated: its %s ends too early".formatted(path, packed ? "gzip data" : "header"), e);
        } catch (IOException e) {
            throw IoFailure.of("read " + path, e);
        }
    }

    /** The first bytes, which are read again afterwards. */
    private static byte[] peek(InputStream in) throws IOException {
        in.mark(FileKind.BYTES);
        byte[] start = in.readNBytes(FileKind.BYTES);
        in.reset();
        return start;
    }

    private static IdxFile read(Path path, InputStream in, long available) throws IOException {
        byte[] start = peek(in);
        int magic = readInt(in);
        int type = magic >>> 8;
        int dimensions = magic & 0xFF;
        if (OTHER_TYPES.containsKey(type)) {
            throw new NetworkException(
                    "%s is an IDX file of %s, where unsigned bytes are read: np.savez(file, x=…, y=…) writes an .npz file, which may hold them"
                            .formatted(path, OTHER_TYPES.get(type)));
        }
        if (type != UNSIGNED_BYTE || dimensions < 1 || dimensions > MAX_DIMENSIONS) {
            String kind = type == UNSIGNED_BYTE ? null : FileKind.of(start);
            throw new NetworkException("%s is no IDX file of unsigned bytes: it %s"
                    .formatted(
                            path,
                            kind != null
                                    ? "is " + kind
                                    : String.format(
                                            Locale.ROOT,
                                            "begins with 0x%08X, where 0x00000801 (labels) or 0x00000803 (images) is expected",
                                            magic)));
        }
        List<Integer> shape = new ArrayList<>();
        long length = 1;
        for (int i = 0; i < dimensions; i++) {
            int size = readInt(in);
            shape.add(size);
            // At most 2³¹ · 2³¹ before the check: no overflow.
            length *= Math.max(size, 0);
            if (size < 0 || length > Integer.MAX_VALUE - 8) {
                throw new NetworkException("%s claims the shape %s, which is more than 2 GB".formatted(path, shape));
            }
        }
        byte[] values = length <= available ? new byte[(int) length] : new byte[0];
        int got = in.readNBytes(values, 0, values.length);
        if (got < length) {
            throw new NetworkException(String.format(
                    Locale.ROOT,
                    "%s is truncated: its shape %s takes %d bytes but %s there",
                    path,
                    shape,
                    length,
                    length <= available ? "only " + got + " are" : "far fewer are"));
        }
        if (in.read() >= 0) {
            throw new NetworkException(String.format(
                    Locale.ROOT, "%s is longer than the %d bytes that its shape %s takes", path, length, shape));
        }
        return new IdxFile(path, List.copyOf(shape), values);
    }

    private static int readInt(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(4);
        if (bytes.length < 4) {
            throw new EOFException();
        }
        return ByteBuffer.wrap(bytes).getInt();
    }
}
