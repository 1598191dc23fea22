package org.netloom.kernel.internal;

import static org.netloom.kernel.internal.Addresses.CHECKED;
import static org.netloom.kernel.internal.Lanes.BYTES;
import static org.netloom.kernel.internal.Lanes.MEMORY;
import static org.netloom.kernel.internal.Lanes.ORDER;
import static org.netloom.kernel.internal.Lanes.SPECIES;
import static org.netloom.kernel.internal.Lanes.load;

import jdk.incubator.vector.FloatVector;

/**
 * What the gates of recurrent layers do with their values, for {@code units} vectors: one unit of a block at a step in
 * each. The formulas are those of {@link org.netloom.op.Recurrent.Cell}; functions are {@link ActivationLoops}.
 */
public final class GateLoops {
    private GateLoops() {}

    /** y = a b + c. */
    public static void multiplyAdd(long a, long b, long c, long y, int units) {
        if (CHECKED) {
            Addresses.vectors(y, units);
        }
        for (int unit = 0; unit < units; unit++) {
            long at = (long) unit * BYTES;
            load(a + at).fma(load(b + at), load(c + at)).intoMemorySegment(MEMORY, y + at, ORDER);
        }
    }

    /**
     * c = f c' + i g.
     *
     * @param before c' of each unit, or {@link Lanes#ZEROS} for all
     */
    public static void cell(long i, long f, long g, long before, long c, int units) {
        if (CHECKED) {
            Addresses.vectors(c, units);
        }
        long beforeNext = Lanes.startNext(before);
        for (int unit = 0; unit < units; unit++) {
            long at = (long) unit * BYTES;
            load(f + at)
                    .fma(load(before + unit * beforeNext), load(i + at).mul(load(g + at)))
                    .intoMemorySegment(MEMORY, c + at, ORDER);
        }
    }

    /**
     * h = (1 - z) n + z h'.
     *
     * @param before h' of each unit, or {@link Lanes#ZEROS} for all
     */
    public static void mix(long z, long n, long before, long h, int units) {
        if (CHECKED) {
            Addresses.vectors(h, units);
        }
        long beforeNext = Lanes.startNext(before);
        for (int unit = 0; unit < units; unit++) {
            long at = (long) unit * BYTES;
            FloatVector share = load(z + at);
            FloatVector fresh = load(n + at);
            share.fma(load(before + unit * beforeNext), fresh.sub(share.mul(fresh)))
                    .intoMemorySegment(MEMORY, h + at, ORDER);
        }
    }

    /**
     * The gradients by the four sums of an LSTM.
     *
     * @param kept i, f, g, o of each unit, {@code next} bytes from one to the next
     * @param before c' of each unit, or {@link Lanes#ZEROS} for all
     * @param dh the gradient by h
     * @param dCell the gradient by c from the step behind; becomes that by c'
     * @param da becomes the gradients, {@code next} bytes from one to the next; has tanh(c) in the last one's place
     */
    public static void lstmBackward(long kept, long before, long dh, long dCell, long da, long next, int units) {
        if (CHECKED) {
            Addresses.vectors(dCell, units);
            Addresses.image(da, 1, 0, 4, next, units, BYTES);
        }
        long beforeNext = Lanes.startNext(before);
        FloatVector one = FloatVector.broadcast(SPECIES, 1f);
        for (int unit = 0; unit < units; unit++) {
            long at = (long) unit * BYTES;
            FloatVector i = load(kept + at);
            FloatVector f = load(kept + next + at);
            FloatVector g = load(kept + 2 * next + at);
            FloatVector o = load(kept + 3 * next + at);
            FloatVector tanh = load(da + 3 * next + at);
            FloatVector gradient = load(dh + at);
            FloatVector dc = gradient.mul(o).fma(one.sub(tanh.mul(tanh)), load(dCell + at));
            dc.mul(f).intoMemorySegment(MEMORY, dCell + at, ORDER);
            dc.mul(g).mul(i).mul(one.sub(i)).intoMemorySegment(MEMORY, da + at, ORDER);
            dc.mul(load(before + unit * beforeNext))
                    .mul(f)
                    .mul(one.sub(f))
                    .intoMemorySegment(MEMORY, da + next + at, ORDER);
            dc.mul(i).mul(one.sub(g.mul(g))).intoMemorySegment(MEMORY, da + 2 * next + at, ORDER);
            gradient.mul(tanh).mul(o).mul(one.sub(o)).intoMemorySegment(MEMORY, da + 3 * next + at, ORDER);
        }
    }

    /**
     * The gradients by a and b of the three sums of a GRU.
     *
     * @param kept r, z, n and b of n of each unit, {@code next} bytes from one to the next
     * @param before h' of each unit, or {@link Lanes#ZEROS} for all
     * @param dh the gradient by h
     * @param direct becomes the part of the gradient by h' that does not go through b
     * @param da, db become the gradients, {@code next} bytes from one to the next
     */
    public static void gruBackward(
            long kept, long before, long dh, long direct, long da, long db, long next, int units) {
        if (CHECKED) {
            Addresses.vectors(direct, units);
            Addresses.image(da, 1, 0, 3, next, units, BYTES);
            Addresses.image(db, 1, 0, 3, next, units, BYTES);
        }
        long beforeNext = Lanes.startNext(before);
        FloatVector one = FloatVector.broadcast(SPECIES, 1f);
        for (int unit = 0; unit < units; unit++) {
            long at = (long) unit * BYTES;
            FloatVector r = load(kept + at);
            FloatVector z = load(kept + next + at);
            FloatVector n = load(kept + 2 * next + at);
            FloatVector gradient = load(dh + at);
            FloatVector ofShare = gradient.mul(one.sub(z));
            FloatVector dn = ofShare.mul(one.sub(n.mul(n)));
            FloatVector dr = dn.mul(load(kept + 3 * next + at)).mul(r).mul(one.sub(r));
            FloatVector dz = ofShare.mul(z).mul(load(before + unit * beforeNext).sub(n));
            gradient.mul(z).intoMemorySegment(MEMORY, direct + at, ORDER);
            dr.intoMemorySegment(MEMORY, da + at, ORDER);
            dr.intoMemorySegment(MEMORY, db + at, ORDER);
            dz.intoMemorySegment(MEMORY, da + next + at, ORDER);
            dz.intoMemorySegment(MEMORY, db + next + at, ORDER);
            dn.intoMemorySegment(MEMORY, da + 2 * next + at, ORDER);
            dn.mul(r).intoMemorySegment(MEMORY, db + 2 * next + at, ORDER);
        }
    }
}
