package org.netloom.runtime.internal.vector.memory;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.kernel.internal.Form;
import org.netloom.kernel.internal.Lanes;
import org.netloom.kernel.internal.Planes;
import org.netloom.op.Tensor;

/**
 * An activation in blocks of V examples, the batch innermost: [N/V][C][H][W][V] of an image, [N/V][F][V] of a vector,
 * [N/V][T][F][V] of a sequence. The last block is padded: its spare lanes hold copies of the last example in an
 * activation and zeros in a gradient, so that a sum over all lanes of a product with a gradient is the sum over the
 * examples.
 *
 * <p>Where inference has a single example it may lie in another {@link Form}, which is known of the memory, so that all
 * shapes that it is seen in share it.
 */
public final class VectorTensor implements Tensor {
    private final VectorBuffers owner;
    private final VectorMemory memory;
    private final List<Integer> shape;
    private final int elements;
    private int batch;
    private @Nullable LayerPlan plan;
    private @Nullable Recipe recipe;
    private boolean leftOut;

    VectorTensor(VectorBuffers owner, VectorMemory memory, List<Integer> shape) {
        this.owner = owner;
        this.memory = memory;
        this.shape = shape;
        this.elements = shape.stream().mapToInt(Integer::intValue).reduce(1, Math::multiplyExact);
        memory.reserve(elements);
    }

    public static VectorTensor of(Tensor tensor) {
        if (tensor instanceof VectorTensor ours) {
            return ours;
        }
        throw new IllegalArgumentException("a tensor of another engine: " + tensor);
    }

    public static @Nullable VectorTensor ofNullable(@Nullable Tensor tensor) {
        return tensor == null ? null : of(tensor);
    }

    @Override
    public List<Integer> shape() {
        return shape;
    }

    /** Whether this is its shape; without the iterator that comparing lists leaves behind. */
    public boolean hasShape(List<Integer> other) {
        if (shape == other) {
            return true;
        }
        boolean same = shape.size() == other.size();
        for (int i = 0; same && i < shape.size(); i++) {
            same = shape.get(i).intValue() == other.get(i).intValue();
        }
        return same;
    }

    @Override
    public int batch() {
        return batch;
    }

    public void resize(int examples) {
        batch = examples;
    }

    /** The elements of one example. */
    public int elements() {
        return elements;
    }

    /** C of an image, F of a vector, T of a sequence. */
    public int channels() {
        return shape.get(0);
    }

    /** H·W of an image, 1 of a vector. */
    public int pixels() {
        return elements / channels();
    }

    boolean isImage() {
        return shape.size() == 3;
    }

    public int height() {
        return isImage() ? shape.get(1) : 1;
    }

    public int width() {
        return isImage() ? shape.get(2) : 1;
    }

    public int blocks() {
        return Lanes.blocks(batch);
    }

    /** How many lanes of the last block hold examples; all, where lanes are channels. */
    public int lanesOfLast() {
        return form() == Form.CHANNELS ? Lanes.COUNT : batch - (blocks() - 1) * Lanes.COUNT;
    }

    /** The bytes from one block to the next. */
    public long blockBytes() {
        return (long) elements * Lanes.BYTES;
    }

    /** Where the tensor begins. */
    public long address() {
        if (batch == 0) {
            throw new IllegalStateException("a tensor has no memory before the first batch");
        }
        return memory.address(blocks() * Lanes.COUNT);
    }

    /** Whether this may be in a form for a single example. */
    public boolean isSingle() {
        return batch == 1 && owner.forInference() && shape.size() != 2;
    }

    public Form form() {
        return memory.form();
    }

    /** Says how what is, or will be, here is laid out. */
    public void form(Form laidOut) {
        memory.form(laidOut, channels());
    }

    /** Says that the values will be there, laid out like those of another activation of as many elements. */
    void keepLike(VectorTensor other) {
        leftOut = false;
        memory.form(other.form(), other.memory.channels());
    }

    /** Whether both are laid out in the same way, so that what is done to each element may be done to their vectors. */
    public boolean hasFormOf(VectorTensor other) {
        return form() == other.form() && (form() != Form.CHANNELS || memory.channels() == other.memory.channels());
    }

    /** Whether a vector is V channels of this shape at a pixel. */
    public boolean hasChannelsInLanes() {
        return form() == Form.CHANNELS && memory.channels() == channels();
    }

    /** The channels of the image that lies here, whatever shape this sees it in. */
    public int channelsInMemory() {
        return form() == Form.CHANNELS ? memory.channels() : channels();
    }

    /** The vectors that all of its elements take up. */
    public int vectors() {
        return switch (form()) {
            case BLOCKS -> Math.multiplyExact(blocks(), elements);
            case ROWS -> Lanes.blocks(elements);
            case CHANNELS -> Lanes.blocks(memory.channels()) * (elements / memory.channels());
        };
    }

    /** How many planes of vectors there are in a block: one for each channel, or for V of them. */
    public int planes() {
        return form() == Form.CHANNELS ? Lanes.blocks(channels()) : channels();
    }

    /** Where an element of a single example lies, counted in floats. */
    public int place(int element) {
        return switch (form()) {
            case BLOCKS -> element * Lanes.COUNT;
            case ROWS -> element;
            case CHANNELS -> {
                int pixels = elements / memory.channels();
                int channel = element / pixels;
                yield (channel / Lanes.COUNT * pixels + element % pixels) * Lanes.COUNT + channel % Lanes.COUNT;
            }
        };
    }

    /** Lays a single example out in blocks, as operations for any number of them read it. */
    public void toBlocks() {
        if (form() == Form.BLOCKS) {
            return;
        }
        float[] values = owner.scratch(elements);
        for (int i = 0; i < elements; i++) {
            values[i] = Lanes.get(address() + (long) place(i) * Float.BYTES);
        }
        for (int i = 0; i < elements; i++) {
            Lanes.put(address() + (long) i * Lanes.BYTES, values[i]);
            Lanes.spread(address() + (long) i * Lanes.BYTES, address() + (long) i * Lanes.BYTES);
        }
        memory.form(Form.BLOCKS, 0);
    }

    /** How the sums that this is made of are computed of a single example, once that is known. */
    public @Nullable LayerPlan plan() {
        return plan;
    }

    /** Makes a plan this tensor's, whose buffers close it. */
    public void plan(LayerPlan made) {
        owner.replace(plan, made);
        plan = made;
    }

    /** Counts the changes of parameters, as far as these buffers know. */
    public long revision() {
        return owner.revision();
    }

    VectorMemory memory() {
        return memory;
    }

    /** Says whether its spare lanes hold copies of the last example, whatever it is going to be used for. */
    public void repeatsLast(boolean repeats) {
        memory.repeatsLast(repeats);
    }

    public boolean repeatsLast() {
        return memory.repeatsLast();
    }

    /** Makes the spare lanes 0, as those of a gradient are, where a user of the engine wrote it. */
    void asGradient() {
        if (memory.repeatsLast()) {
            int lanes = lanesOfLast();
            if (lanes < Lanes.COUNT) {
                Planes.clearLanes(address() + (blocks() - 1) * blockBytes(), elements, lanes);
            }
            memory.repeatsLast(false);
        }
    }

    /** All of it as an array [N/V, …shape, V]: a view of the memory. */
    public INDArray array() {
        long[] full = new long[shape.size() + 2];
        full[0] = blocks();
        for (int i = 0; i < shape.size(); i++) {
            full[i + 1] = shape.get(i);
        }
        full[full.length - 1] = Lanes.COUNT;
        return memory.view(blocks() * Lanes.COUNT, full);
    }

    /** The recipe of the last {@link #leaveOut}, so that the next one can be made of it. */
    public @Nullable Recipe recipe() {
        return recipe;
    }

    /** Says how to compute what a fused kernel does not write. */
    public void leaveOut(Recipe how) {
        recipe = how;
        leftOut = true;
    }

    /** Says that the values are there, or will be, in blocks. */
    public void keep() {
        leftOut = false;
        memory.form(Form.BLOCKS, 0);
    }

    /** Refuses what a fused kernel left out: reading computes nothing. */
    public void requireWritten() {
        if (leftOut) {
            throw new IllegalStateException("a tensor " + this
                    + " is read that a kernel of several layers left unwritten; copy of its pass computes it");
        }
    }

    /** Computes what a fused kernel left out, from an input that may be left out, too. */
    public void complete() {
        Recipe how = recipe;
        if (leftOut && how != null) {
            leftOut = false;
            how.compute(this);
        }
    }

    @Override
    public String toString() {
        return "[" + batch + ", " + shape.toString().substring(1);
    }
}
