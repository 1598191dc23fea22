package org.netloom.runtime.internal.vector.memory;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.kernel.internal.Addresses;
import org.netloom.kernel.internal.Form;
import org.netloom.runtime.exception.ClosedException;
import org.netloom.runtime.exception.NetworkException;

/**
 * Native memory of ND4J's that grows to the largest size asked for. It is taken when it is first asked for, so that what
 * no kernel touches costs nothing, never belongs to a workspace of the caller's, and is given back by {@link #close}.
 */
public final class VectorMemory implements AutoCloseable {
    /** A vector that crosses a line of the cache costs two loads. */
    private static final int ALIGNMENT = 64;

    private @Nullable INDArray array;
    private int perExample;
    private long room;
    private long skipped;
    private boolean repeatsLast;
    private Form form = Form.BLOCKS;
    private int channels;
    private boolean closed;

    /** Makes room for examples of this many floats each, beside the others that share this memory. */
    public void reserve(int floatsOfExample) {
        perExample = Math.max(perExample, floatsOfExample);
    }

    /** Where the memory for this many examples lies, from a multiple of 64 bytes on; what it held is lost if it grows. */
    public long address(int examples) {
        INDArray base = array;
        if (base == null || room < (long) examples * perExample) {
            base = grow(examples);
        }
        return base.data().address() + skipped * Float.BYTES;
    }

    /** The same memory as an array of this shape in row-major order: a view. */
    INDArray view(int examples, long... shape) {
        INDArray base = array;
        if (base == null || room < (long) examples * perExample) {
            base = grow(examples);
        }
        return Nd4j.create(base.data(), shape, Nd4j.getStrides(shape, 'c'), skipped, 'c', DataType.FLOAT);
    }

    /** Whether the engine's user wrote what is here, so that spare lanes are copies of the last example. */
    boolean repeatsLast() {
        return repeatsLast;
    }

    void repeatsLast(boolean repeats) {
        repeatsLast = repeats;
    }

    /** How what is here is laid out. */
    Form form() {
        return form;
    }

    /** The channels of an image in {@link Form#CHANNELS}, whatever shape it is seen in. */
    int channels() {
        return channels;
    }

    void form(Form laidOut, int ofChannels) {
        form = laidOut;
        channels = ofChannels;
    }

    private INDArray grow(int examples) {
        if (closed) {
            throw new ClosedException("a tensor is used whose pass or buffers are closed");
        }
        release();
        long length = (long) examples * perExample;
        INDArray grown;
        try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            grown = Nd4j.createUninitialized(DataType.FLOAT, length + ALIGNMENT / Float.BYTES);
        } catch (OutOfMemoryError e) {
            throw new NetworkException(
                    String.format(
                            Locale.ROOT,
                            "no memory for another %,d MB outside the Java heap; a smaller batch needs less",
                            (length * Float.BYTES) >> 20),
                    e);
        }
        long misaligned = grown.data().address() % ALIGNMENT;
        skipped = misaligned == 0 ? 0 : (ALIGNMENT - misaligned) / Float.BYTES;
        room = length;
        array = grown;
        Addresses.allocated(grown.data().address() + skipped * Float.BYTES, length * Float.BYTES);
        return grown;
    }

    @Override
    public void close() {
        closed = true;
        release();
    }

    private void release() {
        if (array != null) {
            Addresses.released(array.data().address() + skipped * Float.BYTES);
            array.close();
            array = null;
            room = 0;
        }
    }
}
