package org.netloom.runtime.internal.safetensors;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.AtomicFile;
import org.netloom.runtime.internal.io.FileKind;
import org.netloom.runtime.internal.io.HeapLimit;
import org.netloom.runtime.internal.io.HostMemory;
import org.netloom.runtime.internal.io.IoFailure;

/**
 * A safetensors file (github.com/huggingface/safetensors): named arrays that PyTorch, JAX and others read, and nothing
 * that could run.
 *
 * <p>Eight bytes with the header's length, the header in JSON, then the elements, little-endian and in row-major order.
 * An opened file is checked whole, so reading a tensor can fail only where the disk does. Elements go between the file
 * and an array's own memory through one small buffer, so that an opened file is for one thread at a time.
 */
public final class SafeTensors implements AutoCloseable {
    private static final int CHUNK_BYTES = 1 << 18;
    private static final int LENGTH_BYTES = 8;

    private final Path file;
    private final FileChannel channel;
    private final long dataStart;
    private final SafeTensorsHeader header;
    private final ByteBuffer chunk = buffer(CHUNK_BYTES);

    private SafeTensors(Path file, FileChannel channel, long dataStart, SafeTensorsHeader header) {
        this.file = file;
        this.channel = channel;
        this.dataStart = dataStart;
        this.header = header;
    }

    /**
     * Opens a file and checks all of its header against its size.
     *
     * @throws NetworkException in one sentence, where the file is missing, truncated or malformed
     */
    public static SafeTensors open(Path file) {
        return HeapLimit.within(file, () -> openWithin(file));
    }

    private static SafeTensors openWithin(Path file) {
        FileChannel channel = null;
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new NetworkException("%s is a %s, where a .safetensors file is expected"
                        .formatted(file, Files.isDirectory(file) ? "directory" : "pipe or a device"));
            }
            channel = FileChannel.open(file, StandardOpenOption.READ);
            SafeTensors opened = open(file, channel);
            channel = null;
            return opened;
        } catch (NoSuchFileException e) {
            throw new NetworkException("there is no file " + file, e);
        } catch (IOException e) {
            throw IoFailure.of("read " + file, e);
        } catch (SafeTensorsHeader.Malformed e) {
            throw new NetworkException("%s is no intact safetensors file: %s".formatted(file, reason(file, e)), e);
        } finally {
            closeQuietly(channel);
        }
    }

    /** What the file is instead, where its beginning tells; its first eight bytes would else be taken for a size. */
    private static String reason(Path file, SafeTensorsHeader.Malformed failure) {
        try {
            String kind = FileKind.of(file);
            if (kind != null && kind.contains("zip archive")) {
                return "it is %s, as torch.save and np.savez write them; safetensors.torch.save_file(model.state_dict(), file) writes one"
                        .formatted(kind);
            }
            return kind == null || kind.equals("empty") ? String.valueOf(failure.getMessage()) : "it is " + kind;
        } catch (NetworkException unreadable) {
            return String.valueOf(failure.getMessage());
        }
    }

    private static SafeTensors open(Path file, FileChannel channel) throws IOException, SafeTensorsHeader.Malformed {
        long size = channel.size();
        if (size < LENGTH_BYTES) {
            throw new SafeTensorsHeader.Malformed(
                    String.format(Locale.ROOT, "it has %d bytes, too few for a header", size));
        }
        ByteBuffer lengthBytes = buffer(LENGTH_BYTES);
        readFully(channel, lengthBytes, 0);
        long length = lengthBytes.getLong();
        if (length < 0 || length > SafeTensorsHeader.MAX_BYTES) {
            throw new SafeTensorsHeader.Malformed(String.format(
                    Locale.ROOT,
                    "its header would have %s bytes, where at most %d are allowed",
                    Long.toUnsignedString(length),
                    SafeTensorsHeader.MAX_BYTES));
        }
        if (length > size - LENGTH_BYTES) {
            throw new SafeTensorsHeader.Malformed(String.format(
                    Locale.ROOT,
                    "its header has %d bytes but only %d follow; is it truncated?",
                    length,
                    size - LENGTH_BYTES));
        }
        ByteBuffer headerBytes = buffer((int) length);
        readFully(channel, headerBytes, LENGTH_BYTES);
        String json;
        try {
            json = StandardCharsets.UTF_8.newDecoder().decode(headerBytes).toString();
        } catch (CharacterCodingException e) {
            throw new SafeTensorsHeader.Malformed("its header is no UTF-8");
        }
        SafeTensorsHeader header = SafeTensorsHeader.parse(json);
        long dataStart = LENGTH_BYTES + length;
        if (size - dataStart != header.dataBytes()) {
            throw new SafeTensorsHeader.Malformed(String.format(
                    Locale.ROOT,
                    "its tensors take %d bytes but %d follow the header; %s",
                    header.dataBytes(),
                    size - dataStart,
                    size - dataStart < header.dataBytes() ? "is it truncated?" : "was something appended?"));
        }
        return new SafeTensors(file, channel, dataStart, header);
    }

    /** The strings beside the tensors, in the order of the file. */
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(header.metadata());
    }

    /** All tensors by name, in the order of their bytes. */
    public Map<String, TensorInfo> tensors() {
        return Collections.unmodifiableMap(header.tensors());
    }

    /**
     * Reads a tensor's elements into an array of as many, converting from the file's type.
     *
     * @param into FLOAT or DOUBLE, in row-major order and no view
     */
    public void read(String name, INDArray into) {
        TensorInfo tensor = tensor(name);
        if (tensor.length() != into.length()) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%s has %d elements, not %d", name, tensor.length(), into.length()));
        }
        HostMemory memory = new HostMemory(into);
        try {
            for (long position = tensor.begin(); position < tensor.end(); position += chunk.limit()) {
                chunk.clear().limit((int) Math.min(CHUNK_BYTES, tensor.end() - position));
                readFully(channel, chunk, dataStart + position);
                copy(tensor.type(), chunk, memory);
            }
        } catch (IOException e) {
            throw IoFailure.of("read " + file, e);
        }
        memory.written();
    }

    /** A tensor's elements as doubles; 64-bit integers beyond 2⁵³ are rounded. */
    public double[] readDoubles(String name) {
        TensorInfo tensor = tensor(name);
        if (tensor.length() > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(name + " has more elements than a Java array");
        }
        double[] values = new double[(int) tensor.length()];
        forEach(name, (index, value) -> values[(int) index] = value);
        return values;
    }

    /** Takes an element and its place in row-major order. */
    public interface Elements {
        void take(long index, double value);
    }

    /** Hands over a tensor's elements one by one; 64-bit integers beyond 2⁵³ are rounded. */
    public void forEach(String name, Elements elements) {
        TensorInfo tensor = tensor(name);
        try {
            long index = 0;
            for (long position = tensor.begin(); position < tensor.end(); position += chunk.limit()) {
                chunk.clear().limit((int) Math.min(CHUNK_BYTES, tensor.end() - position));
                readFully(channel, chunk, dataStart + position);
                while (chunk.hasRemaining()) {
                    elements.take(index++, tensor.type().next(chunk));
                }
            }
        } catch (IOException e) {
            throw IoFailure.of("read " + file, e);
        }
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }

    /**
     * Writes arrays of FLOAT or DOUBLE under their names, as F32 or F64: aside, flushed, then renamed.
     *
     * @param arrays in row-major order and no views
     * @throws NetworkException in one sentence, where the file cannot be written; it is then what it was before
     */
    public static void write(Path file, Map<String, String> metadata, Map<String, INDArray> arrays) {
        // Wider elements first, as the reference implementation has them: each then begins at a multiple of its size.
        List<Map.Entry<String, INDArray>> ordered = arrays.entrySet().stream()
                .sorted(Comparator.comparing(
                        entry -> type(entry.getKey(), entry.getValue()).bytes(), Comparator.reverseOrder()))
                .toList();
        List<TensorInfo> tensors = new ArrayList<>();
        long end = 0;
        for (Map.Entry<String, INDArray> entry : ordered) {
            INDArray array = entry.getValue();
            DType type = type(entry.getKey(), array);
            long begin = end;
            end += array.length() * type.bytes();
            List<Long> shape = Arrays.stream(array.shape()).boxed().toList();
            tensors.add(new TensorInfo(entry.getKey(), type, shape, begin, end));
        }
        byte[] json = SafeTensorsHeader.write(metadata, tensors).getBytes(StandardCharsets.UTF_8);
        // Spaces after the JSON: the elements then begin at a multiple of 8, so that a reader may map them.
        int padded = (json.length + 7) / 8 * 8;
        if (padded > SafeTensorsHeader.MAX_BYTES) {
            throw new NetworkException(String.format(
                    Locale.ROOT,
                    "cannot write %s: its header would have %d bytes, where at most %d are allowed",
                    file,
                    padded,
                    SafeTensorsHeader.MAX_BYTES));
        }
        AtomicFile.write(file, channel -> {
            ByteBuffer head = buffer(LENGTH_BYTES + padded).putLong(padded).put(json);
            while (head.hasRemaining()) {
                head.put((byte) ' ');
            }
            writeFully(channel, head.flip());
            ByteBuffer chunk = buffer(CHUNK_BYTES);
            for (Map.Entry<String, INDArray> entry : ordered) {
                writeElements(channel, chunk, new HostMemory(entry.getValue()));
            }
        });
    }

    private static DType type(String name, INDArray array) {
        return switch (array.dataType()) {
            case FLOAT -> DType.F32;
            case DOUBLE -> DType.F64;
            default -> throw new IllegalArgumentException(name + " is an array of " + array.dataType());
        };
    }

    private TensorInfo tensor(String name) {
        TensorInfo tensor = header.tensors().get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no tensor " + name + " in " + file);
        }
        return tensor;
    }

    private static void copy(DType type, ByteBuffer chunk, HostMemory into) {
        if (into.isDouble()) {
            if (type == DType.F64) {
                into.doubles().put(chunk.asDoubleBuffer());
                return;
            }
            while (chunk.hasRemaining()) {
                into.doubles().put(type.next(chunk));
            }
        } else {
            if (type == DType.F32) {
                into.floats().put(chunk.asFloatBuffer());
                return;
            }
            while (chunk.hasRemaining()) {
                into.floats().put((float) type.next(chunk));
            }
        }
    }

    private static void writeElements(FileChannel channel, ByteBuffer chunk, HostMemory from) throws IOException {
        if (from.isDouble()) {
            DoubleBuffer source = from.doubles();
            for (int i = 0; i < source.limit(); i += CHUNK_BYTES / Double.BYTES) {
                int count = Math.min(CHUNK_BYTES / Double.BYTES, source.limit() - i);
                chunk.clear().limit(count * Double.BYTES);
                chunk.asDoubleBuffer().put(source.slice(i, count));
                writeFully(channel, chunk);
            }
        } else {
            FloatBuffer source = from.floats();
            for (int i = 0; i < source.limit(); i += CHUNK_BYTES / Float.BYTES) {
                int count = Math.min(CHUNK_BYTES / Float.BYTES, source.limit() - i);
                chunk.clear().limit(count * Float.BYTES);
                chunk.asFloatBuffer().put(source.slice(i, count));
                writeFully(channel, chunk);
            }
        }
    }

    private static ByteBuffer buffer(int bytes) {
        // In the heap: what lies outside goes only when the collector happens to come by, and it sees no reason to.
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void readFully(FileChannel channel, ByteBuffer into, long position) throws IOException {
        long at = position;
        while (into.hasRemaining()) {
            int count = channel.read(into, at);
            if (count < 0) {
                throw new EOFException();
            }
            at += count;
        }
        into.flip();
    }

    private static void writeFully(FileChannel channel, ByteBuffer from) throws IOException {
        while (from.hasRemaining()) {
            channel.write(from);
        }
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
