package org.netloom.runtime.data;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.runtime.internal.io.HostMemory;

/**
 * Writes examples and their targets into a batch. Values that are changed on the way have the precision of a float, in a
 * batch of doubles, too. For one thread, with memory of its own.
 */
final class ExampleMaker {
    private final Dataset data;
    private final Augmenter.@Nullable Examples changes;
    private final Augmenter.@Nullable Mixture mixture;
    private final int length;
    /** Room for an example; the type of batches says which, and the other is empty. */
    private final float[] floats;

    private final double[] doubles;
    /** Room for an example that is mixed with another one; empty where none are. */
    private final float[] other;
    /** Room for the numbers of one example; empty where targets are classes. */
    private final double[] target;

    ExampleMaker(Dataset data, DataType type, @Nullable Augmenter augmenter) {
        this.data = data;
        this.changes = augmenter == null ? null : augmenter.examples();
        this.mixture = augmenter == null ? null : augmenter.mixture();
        this.length = Shapes.size(data.shape());
        this.floats = new float[type == DataType.DOUBLE && augmenter == null ? 0 : length];
        this.doubles = new double[type == DataType.DOUBLE && augmenter == null ? length : 0];
        this.other = new float[mixture == null ? 0 : length];
        this.target = new double[Math.multiplyExact(data.targets(), data.positions())];
    }

    /** Writes the example of this number to its place in the batch. */
    void make(BatchSlot slot, int index, int place) {
        if (changes != null) {
            data.copy(index, floats, 0);
            changes.change(floats, slot.epoch, index);
            put(slot.memory, place, floats);
        } else if (slot.memory.isDouble()) {
            data.copy(index, doubles, 0);
            slot.memory.doubles().put(place * length, doubles);
        } else {
            data.copy(index, floats, 0);
            slot.memory.floats().put(place * length, floats);
        }
        if (slot.targetMemory != null) {
            data.copyTargets(index, target, 0);
            for (int k = 0; k < target.length; k++) {
                slot.targetMemory.put(place * target.length + k, target[k]);
            }
            return;
        }
        int positions = data.positions();
        for (int t = 0; t < positions; t++) {
            slot.batch.labels()[place * positions + t] = data.label(index, t);
        }
    }

    /** Whether a batch is {@linkplain #mix mixed} when all of its examples are made. */
    boolean mixes() {
        return mixture != null;
    }

    /** Mixes each example with the one as far from the other end of the batch: the order of examples is drawn already. */
    void mix(BatchSlot slot) {
        if (mixture == null) {
            return;
        }
        double share = mixture.draw(slot.epoch, slot.from);
        if (share == 1) {
            return;
        }
        int last = slot.batch.size() - 1;
        for (int i = 0; i < last - i; i++) {
            get(slot.memory, i, floats);
            get(slot.memory, last - i, other);
            mixture.mix(floats, other);
            put(slot.memory, i, floats);
            put(slot.memory, last - i, other);
            if (slot.targetMemory != null) {
                mixTargets(slot.targetMemory, i, last - i, share);
            }
        }
        if (slot.targetMemory == null) {
            slot.batch.mixed(share);
        }
    }

    private void mixTargets(HostMemory memory, int one, int two, double share) {
        for (int k = 0; k < target.length; k++) {
            double first = memory.get(one * target.length + k);
            double second = memory.get(two * target.length + k);
            memory.put(one * target.length + k, share * first + (1 - share) * second);
            memory.put(two * target.length + k, share * second + (1 - share) * first);
        }
    }

    private void get(HostMemory memory, int place, float[] into) {
        if (!memory.isDouble()) {
            memory.floats().get(place * length, into);
            return;
        }
        for (int i = 0; i < length; i++) {
            into[i] = (float) memory.doubles().get(place * length + i);
        }
    }

    private void put(HostMemory memory, int place, float[] values) {
        if (!memory.isDouble()) {
            memory.floats().put(place * length, values);
            return;
        }
        for (int i = 0; i < length; i++) {
            memory.doubles().put(place * length + i, values[i]);
        }
    }
}
