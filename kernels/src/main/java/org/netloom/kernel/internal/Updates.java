package org.netloom.kernel.internal;

import static org.netloom.kernel.internal.Lanes.MEMORY;
import static org.netloom.kernel.internal.Lanes.ORDER;
import static org.netloom.kernel.internal.Lanes.load;
import static org.netloom.kernel.internal.Lanes.spread;

import jdk.incubator.vector.FloatVector;

/**
 * Steps of optimizers and averages over so many floats, which need not fill their last vector: each array is read and written once,
 * because from some thousand parameters on that is all that takes time.
 */
public final class Updates {
    private Updates() {}

    /** {@code p = p - rate (g + decay p)}. */
    public static void descent(long p, long g, int floats, float rate, float decay) {
        FloatVector step = spread(-rate);
        FloatVector shrink = spread(decay);
        int i = 0;
        for (; i + Lanes.COUNT <= floats; i += Lanes.COUNT) {
            long at = (long) i * Float.BYTES;
            FloatVector old = load(p + at);
            old.fma(shrink, load(g + at)).fma(step, old).intoMemorySegment(MEMORY, p + at, ORDER);
        }
        for (; i < floats; i++) {
            long at = (long) i * Float.BYTES;
            float old = Lanes.get(p + at);
            Lanes.put(p + at, Math.fma(Math.fma(old, decay, Lanes.get(g + at)), -rate, old));
        }
    }

    /** The numbers of steps with a momentum, which are set before and used again. */
    public static final class Momentum {
        private float rate;
        private float decay;
        private float momentum;
        private float share;
        private float ofGradient;
        private float ofBuffer;

        /** Sets them. */
        public void set(float newRate, float newDecay, float newMomentum, float newShare, boolean nesterov) {
            rate = newRate;
            decay = newDecay;
            momentum = newMomentum;
            share = newShare;
            ofGradient = nesterov ? 1 : 0;
            ofBuffer = nesterov ? newMomentum : 1;
        }
    }

    /**
     * {@code d = g + decay p}, {@code b = momentum b + share d}, {@code p = p - rate (ofGradient d + ofBuffer b)}: 0 and 1, or
     * with Nesterov 1 and the momentum.
     */
    public static void momentum(long p, long g, long b, int floats, Momentum of) {
        float rate = of.rate;
        float decay = of.decay;
        float momentum = of.momentum;
        float share = of.share;
        float ofGradient = of.ofGradient;
        float ofBuffer = of.ofBuffer;
        FloatVector step = spread(-rate);
        FloatVector shrink = spread(decay);
        FloatVector keep = spread(momentum);
        FloatVector taken = spread(share);
        FloatVector direct = spread(ofGradient);
        FloatVector kept = spread(ofBuffer);
        int i = 0;
        for (; i + Lanes.COUNT <= floats; i += Lanes.COUNT) {
            long at = (long) i * Float.BYTES;
            FloatVector old = load(p + at);
            FloatVector d = old.fma(shrink, load(g + at));
            FloatVector buffer = load(b + at).fma(keep, d.mul(taken));
            buffer.intoMemorySegment(MEMORY, b + at, ORDER);
            buffer.fma(kept, d.mul(direct)).fma(step, old).intoMemorySegment(MEMORY, p + at, ORDER);
        }
        for (; i < floats; i++) {
            long at = (long) i * Float.BYTES;
            float old = Lanes.get(p + at);
            float d = Math.fma(old, decay, Lanes.get(g + at));
            float buffer = Math.fma(Lanes.get(b + at), momentum, d * share);
            Lanes.put(b + at, buffer);
            Lanes.put(p + at, Math.fma(Math.fma(buffer, ofBuffer, d * ofGradient), -rate, old));
        }
    }

    /** The numbers of steps of Adam, which are set before and used again. */
    public static final class Adam {
        private float rate;
        private float eps;
        private float decay;
        private float keep;
        private float beta1;
        private float new1;
        private float beta2;
        private float new2;

        /** Sets those of a step. */
        public void set(double newRate, double newEps, double newDecay, double newKeep) {
            rate = (float) newRate;
            eps = (float) newEps;
            decay = (float) newDecay;
            keep = (float) newKeep;
        }

        /** Sets those of all steps. */
        public void set(double newBeta1, double newBeta2) {
            beta1 = (float) newBeta1;
            beta2 = (float) newBeta2;
            // Floats do not tell them from the betas to the last digit.
            new1 = (float) (1 - newBeta1);
            new2 = (float) (1 - newBeta2);
        }
    }

    /**
     * {@code d = g + decay p}, {@code m = beta1 m + (1 - beta1) d}, {@code v = beta2 v + (1 - beta2) d²}, {@code p = keep
     * p - rate m / (√v + eps)}.
     */
    public static void adam(long p, long g, long m, long v, int floats, Adam of) {
        float rate = of.rate;
        float eps = of.eps;
        float decay = of.decay;
        float keep = of.keep;
        float beta1 = of.beta1;
        float new1 = of.new1;
        float beta2 = of.beta2;
        float new2 = of.new2;
        FloatVector step = spread(-rate);
        FloatVector small = spread(eps);
        FloatVector shrink = spread(decay);
        FloatVector kept = spread(keep);
        FloatVector old1 = spread(beta1);
        FloatVector fresh1 = spread(new1);
        FloatVector old2 = spread(beta2);
        FloatVector fresh2 = spread(new2);
        int i = 0;
        for (; i + Lanes.COUNT <= floats; i += Lanes.COUNT) {
            long at = (long) i * Float.BYTES;
            FloatVector old = load(p + at);
            FloatVector d = old.fma(shrink, load(g + at));
            FloatVector first = load(m + at).fma(old1, d.mul(fresh1));
            FloatVector second = load(v + at).fma(old2, d.mul(d).mul(fresh2));
            first.intoMemorySegment(MEMORY, m + at, ORDER);
            second.intoMemorySegment(MEMORY, v + at, ORDER);
            first.div(second.sqrt().add(small)).fma(step, old.mul(kept)).intoMemorySegment(MEMORY, p + at, ORDER);
        }
        for (; i < floats; i++) {
            long at = (long) i * Float.BYTES;
            float old = Lanes.get(p + at);
            float d = Math.fma(old, decay, Lanes.get(g + at));
            float first = Math.fma(Lanes.get(m + at), beta1, d * new1);
            float second = Math.fma(Lanes.get(v + at), beta2, d * d * new2);
            Lanes.put(m + at, first);
            Lanes.put(v + at, second);
            Lanes.put(p + at, Math.fma(first / ((float) Math.sqrt(second) + eps), -rate, old * keep));
        }
    }

    /** {@code average = average + weight (p - average)}. */
    public static void average(long average, long p, int floats, float weight) {
        FloatVector moved = spread(weight);
        int i = 0;
        for (; i + Lanes.COUNT <= floats; i += Lanes.COUNT) {
            long at = (long) i * Float.BYTES;
            FloatVector old = load(average + at);
            load(p + at).sub(old).fma(moved, old).intoMemorySegment(MEMORY, average + at, ORDER);
        }
        for (; i < floats; i++) {
            long at = (long) i * Float.BYTES;
            float old = Lanes.get(average + at);
            Lanes.put(average + at, Math.fma(Lanes.get(p + at) - old, weight, old));
        }
    }
}
