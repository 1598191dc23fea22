package org.netloom.kernel.internal;

import static org.netloom.kernel.internal.Lanes.MEMORY;
import static org.netloom.kernel.internal.Lanes.ORDER;
import static org.netloom.kernel.internal.Lanes.SPECIES;
import static org.netloom.kernel.internal.Lanes.load;
import static org.netloom.op.UpdateRule.DECAY;
import static org.netloom.op.UpdateRule.EPS;
import static org.netloom.op.UpdateRule.FACTOR;
import static org.netloom.op.UpdateRule.FIRST;
import static org.netloom.op.UpdateRule.GRADIENT;
import static org.netloom.op.UpdateRule.KEEP;
import static org.netloom.op.UpdateRule.MOMENTUM;
import static org.netloom.op.UpdateRule.NEW1;
import static org.netloom.op.UpdateRule.NEW2;
import static org.netloom.op.UpdateRule.OLD1;
import static org.netloom.op.UpdateRule.OLD2;
import static org.netloom.op.UpdateRule.PARAMETER;
import static org.netloom.op.UpdateRule.RATE;
import static org.netloom.op.UpdateRule.SECOND;
import static org.netloom.op.UpdateRule.THIRD;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.netloom.op.UpdateRule;

/**
 * One optimizer's steps by its {@link UpdateRule}: a loop over vectors for each rule, in which each array is read and written
 * once, and the rule's own formula for the floats that fill no vector. The numbers and places of a step are set before;
 * several threads may then take a part of the elements each.
 *
 * <p>Numbers are spread over lanes in the loop's own method: what another one returns that HotSpot does not take in, because it
 * is called once where the loop turns a thousand times, is an object.
 */
public final class RuleLoops {
    private static final VectorSpecies<Double> DOUBLES = VectorSpecies.of(double.class, SPECIES.vectorShape());

    private final UpdateRule rule;
    private final double[] numbers = new double[UpdateRule.NUMBERS];
    /** Of the elements that fill no vector, which one thread has. */
    private final double[] element = new double[UpdateRule.VALUES];

    private long p;
    private long g;
    private long first;
    private long second;
    private long third;

    public RuleLoops(UpdateRule rule) {
        this.rule = rule;
    }

    /** Sets the numbers of the step that follows. */
    public void set(double[] ofStep) {
        System.arraycopy(ofStep, 0, numbers, 0, numbers.length);
    }

    /** Sets where the parameter and its gradient lie. */
    public void set(long ofParameter, long ofGradient) {
        p = ofParameter;
        g = ofGradient;
    }

    /** Sets where lies what is kept; what the rule does not keep may be 0. */
    public void keep(long ofFirst, long ofSecond, long ofThird) {
        first = ofFirst;
        second = ofSecond;
        third = ofThird;
    }

    /**
     * Moves so many elements, or makes them ready where the step is scaled by norms.
     *
     * @param at the distance of the first one, in bytes
     * @param floats a multiple of a vector's, unless these are the last ones of the parameter
     */
    public void step(long at, int floats) {
        int whole = floats / Lanes.COUNT * Lanes.COUNT;
        long end = at + (long) whole * Float.BYTES;
        switch (rule) {
            case RMSPROP -> rmsprop(at, end);
            case RMSPROP_MOMENTUM -> rmspropWithMomentum(at, end);
            case RMSPROP_CENTERED -> rmspropCentered(at, end);
            case ADAGRAD -> adagrad(at, end);
            case ADADELTA -> adadelta(at, end);
            case NADAM -> nadam(at, end);
            case LION -> lion(at, end);
            case LAMB -> lamb(at, end);
        }
        for (int i = whole; i < floats; i++) {
            single(at + (long) i * Float.BYTES);
        }
    }

    private void single(long at) {
        int kept = rule.kept();
        element[PARAMETER] = Lanes.get(p + at);
        element[GRADIENT] = Lanes.get(g + at);
        element[FIRST] = Lanes.get(first + at);
        element[SECOND] = kept > 1 ? Lanes.get(second + at) : 0;
        element[THIRD] = kept > 2 ? Lanes.get(third + at) : 0;
        rule.step(numbers, element);
        Lanes.put(p + at, (float) element[PARAMETER]);
        Lanes.put(g + at, (float) element[GRADIENT]);
        Lanes.put(first + at, (float) element[FIRST]);
        if (kept > 1) {
            Lanes.put(second + at, (float) element[SECOND]);
        }
        if (kept > 2) {
            Lanes.put(third + at, (float) element[THIRD]);
        }
    }

    private void rmsprop(long from, long end) {
        FloatVector rate = FloatVector.broadcast(SPECIES, (float) -numbers[RATE]);
        FloatVector eps = FloatVector.broadcast(SPECIES, (float) numbers[EPS]);
        FloatVector decay = FloatVector.broadcast(SPECIES, (float) numbers[DECAY]);
        FloatVector old2 = FloatVector.broadcast(SPECIES, (float) numbers[OLD2]);
        FloatVector new2 = FloatVector.broadcast(SPECIES, (float) numbers[NEW2]);
        for (long at = from; at < end; at += Lanes.BYTES) {
            FloatVector old = load(p + at);
            FloatVector d = old.fma(decay, load(g + at));
            FloatVector v = load(first + at).fma(old2, d.mul(d).mul(new2));
            v.intoMemorySegment(MEMORY, first + at, ORDER);
            d.div(v.sqrt().add(eps)).fma(rate, old).intoMemorySegment(MEMORY, p + at, ORDER);
        }
    }

    private void rmspropWithMomentum(long from, long end) {
        FloatVector rate = FloatVector.broadcast(SPECIES, (float) -numbers[RATE]);
        FloatVector eps = FloatVector.broadcast(SPECIES, (float) numbers[EPS]);
        FloatVector decay = FloatVector.broadcast(SPECIES, (float) numbers[DECAY]);
        FloatVector old2 = FloatVector.broadcast(SPECIES, (float) numbers[OLD2]);
        FloatVector new2 = FloatVector.broadcast(SPECIES, (float) numbers[NEW2]);
        FloatVector momentum = FloatVector.broadcast(SPECIES, (float) numbers[MOMENTUM]);
        for (long at = from; at < end; at += Lanes.BYTES) {
            FloatVector old = load(p + at);
            FloatVector d = old.fma(decay, load(g + at));
            FloatVector v = load(first + at).fma(old2, d.mul(d).mul(new2));
            v.intoMemorySegment(MEMORY, first + at, ORDER);
            FloatVector b = load(second + at).fma(momentum, d.div(v.sqrt().add(eps)));
            b.intoMemorySegment(MEMORY, second + at, ORDER);
            b.fma(rate, old).intoMemorySegment(MEMORY, p + at, ORDER);
        }
    }

    private void rmspropCentered(long from, long end) {
        FloatVector rate = FloatVector.broadcast(SPECIES, (float) -numbers[RATE]);
        FloatVector eps = FloatVector.broadcast(SPECIES, (float) numbers[EPS]);
        FloatVector decay = FloatVector.broadcast(SPECIES, (float) numbers[DECAY]);
        FloatVector old2 = FloatVector.broadcast(SPECIES, (float) numbers[OLD2]);
        FloatVector new2 = FloatVector.broadcast(SPECIES, (float) numbers[NEW2]);
        FloatVector momentum = FloatVector.broadcast(SPECIES, (float) numbers[MOMENTUM]);
        FloatVector none = FloatVector.broadcast(SPECIES, 0f);
        for (long at = from; at < end; at += Lanes.BYTES) {
            FloatVector old = load(p + at);
            FloatVector d = old.fma(decay, load(g + at));
            FloatVector v = load(first + at).fma(old2, d.mul(d).mul(new2));
            v.intoMemorySegment(MEMORY, first + at, ORDER);
            FloatVector a = load(second + at).fma(old2, d.mul(new2));
            a.intoMemorySegment(MEMORY, second + at, ORDER);
            FloatVector size = v.sub(a.mul(a)).max(none).sqrt().add(eps);
            FloatVector b = load(third + at).fma(momentum, d.div(size));
            b.intoMemorySegment(MEMORY, third + at, ORDER);
            b.fma(rate, old).intoMemorySegment(MEMORY, p + at, ORDER);
        }
    }

    private void adagrad(long from, long end) {
        FloatVector rate = FloatVector.broadcast(SPECIES, (float) -numbers[RATE]);
        FloatVector eps = FloatVector.broadcast(SPECIES, (float) numbers[EPS]);
        FloatVector decay = FloatVector.broadcast(SPECIES, (float) numbers[DECAY]);
        for (long at = from; at < end; at += Lanes.BYTES) {
            FloatVector old = load(p + at);
            FloatVector d = old.fma(decay, load(g + at));
            FloatVector v = d.fma(d, load(first + at));
            v.intoMemorySegment(MEMORY, first + at, ORDER);
            d.div(v.sqrt().add(eps)).fma(rate, old).intoMemorySegment(MEMORY, p + at, ORDER);
        }
    }

    private void adadelta(long from, long end) {
        FloatVector rate = FloatVector.broadcast(SPECIES, (float) -numbers[RATE]);
        FloatVector eps = FloatVector.broadcast(SPECIES, (float) numbers[EPS]);
        FloatVector decay = FloatVector.broadcast(SPECIES, (float) numbers[DECAY]);
        FloatVector old2 = FloatVector.broadcast(SPECIES, (float) numbers[OLD2]);
        FloatVector new2 = FloatVector.broadcast(SPECIES, (float) numbers[NEW2]);
        for (long at = from; at < end; at += Lanes.BYTES) {
            FloatVector old = load(p + at);
            FloatVector d = old.fma(decay, load(g + at));
            FloatVector v = load(first + at).fma(old2, d.mul(d).mul(new2));
            v.intoMemorySegment(MEMORY, first + at, ORDER);
            FloatVector u = load(second + at);
            FloatVector s = u.add(eps).sqrt().div(v.add(eps).sqrt()).mul(d);
            u.fma(old2, s.mul(s).mul(new2)).intoMemorySegment(MEMORY, second + at, ORDER);
            s.fma(rate, old).intoMemorySegment(MEMORY, p + at, ORDER);
        }
    }

    private void nadam(long from, long end) {
        FloatVector rate = FloatVector.broadcast(SPECIES, (float) numbers[RATE]);
        FloatVector factor = FloatVector.broadcast(SPECIES, (float) numbers[FACTOR]);
        FloatVector eps = FloatVector.broadcast(SPECIES, (float) numbers[EPS]);
        FloatVector decay = FloatVector.broadcast(SPECIES, (float) numbers[DECAY]);
        FloatVector keep = FloatVector.broadcast(SPECIES, (float) numbers[KEEP]);
        FloatVector old1 = FloatVector.broadcast(SPECIES, (float) numbers[OLD1]);
        FloatVector new1 = FloatVector.broadcast(SPECIES, (float) numbers[NEW1]);
        FloatVector old2 = FloatVector.broadcast(SPECIES, (float) numbers[OLD2]);
        FloatVector new2 = FloatVector.broadcast(SPECIES, (float) numbers[NEW2]);
        for (long at = from; at < end; at += Lanes.BYTES) {
            FloatVector old = load(p + at);
            FloatVector d = old.fma(decay, load(g + at));
            FloatVector m = load(first + at).fma(old1, d.mul(new1));
            FloatVector v = load(second + at).fma(old2, d.mul(d).mul(new2));
            m.intoMemorySegment(MEMORY, first + at, ORDER);
            v.intoMemorySegment(MEMORY, second + at, ORDER);
            FloatVector step = m.fma(rate, d.mul(factor)).div(v.sqrt().add(eps));
            old.mul(keep).sub(step).intoMemorySegment(MEMORY, p + at, ORDER);
        }
    }

    private void lion(long from, long end) {
        FloatVector rate = FloatVector.broadcast(SPECIES, (float) -numbers[RATE]);
        FloatVector keep = FloatVector.broadcast(SPECIES, (float) numbers[KEEP]);
        FloatVector old1 = FloatVector.broadcast(SPECIES, (float) numbers[OLD1]);
        FloatVector new1 = FloatVector.broadcast(SPECIES, (float) numbers[NEW1]);
        FloatVector old2 = FloatVector.broadcast(SPECIES, (float) numbers[OLD2]);
        FloatVector new2 = FloatVector.broadcast(SPECIES, (float) numbers[NEW2]);
        FloatVector up = FloatVector.broadcast(SPECIES, 1f);
        FloatVector down = FloatVector.broadcast(SPECIES, -1f);
        for (long at = from; at < end; at += Lanes.BYTES) {
            FloatVector d = load(g + at);
            FloatVector m = load(first + at);
            FloatVector mean = m.fma(old1, d.mul(new1));
            m.fma(old2, d.mul(new2)).intoMemorySegment(MEMORY, first + at, ORDER);
            // Zeros and NaN stay what they are.
            FloatVector sign = mean.blend(up, mean.compare(VectorOperators.GT, 0f))
                    .blend(down, mean.compare(VectorOperators.LT, 0f));
            sign.fma(rate, load(p + at).mul(keep)).intoMemorySegment(MEMORY, p + at, ORDER);
        }
    }

    private void lamb(long from, long end) {
        FloatVector factor = FloatVector.broadcast(SPECIES, (float) numbers[FACTOR]);
        FloatVector eps = FloatVector.broadcast(SPECIES, (float) numbers[EPS]);
        FloatVector decay = FloatVector.broadcast(SPECIES, (float) numbers[DECAY]);
        FloatVector old1 = FloatVector.broadcast(SPECIES, (float) numbers[OLD1]);
        FloatVector new1 = FloatVector.broadcast(SPECIES, (float) numbers[NEW1]);
        FloatVector old2 = FloatVector.broadcast(SPECIES, (float) numbers[OLD2]);
        FloatVector new2 = FloatVector.broadcast(SPECIES, (float) numbers[NEW2]);
        for (long at = from; at < end; at += Lanes.BYTES) {
            FloatVector d = load(g + at);
            FloatVector m = load(first + at).fma(old1, d.mul(new1));
            FloatVector v = load(second + at).fma(old2, d.mul(d).mul(new2));
            m.intoMemorySegment(MEMORY, first + at, ORDER);
            v.intoMemorySegment(MEMORY, second + at, ORDER);
            FloatVector step = m.mul(factor).div(v.sqrt().add(eps));
            load(p + at).fma(decay, step).intoMemorySegment(MEMORY, g + at, ORDER);
        }
    }

    /** Sums squares of so many elements of the parameter in double, lane by lane: {@code Lanes.COUNT} sums from {@code to} on. */
    public void squaresOfParameter(long at, int floats, double[] sums, int to) {
        squares(p + at, floats, sums, to);
    }

    /** The same of the step, which is where the gradient was. */
    public void squaresOfStep(long at, int floats, double[] sums, int to) {
        squares(g + at, floats, sums, to);
    }

    private static void squares(long from, int floats, double[] sums, int to) {
        DoubleVector even = DoubleVector.zero(DOUBLES);
        DoubleVector odd = even;
        int i = 0;
        for (; i + Lanes.COUNT <= floats; i += Lanes.COUNT) {
            FloatVector value = load(from + (long) i * Float.BYTES);
            DoubleVector wide = (DoubleVector) value.convertShape(VectorOperators.F2D, DOUBLES, 0);
            even = wide.fma(wide, even);
            wide = (DoubleVector) value.convertShape(VectorOperators.F2D, DOUBLES, 1);
            odd = wide.fma(wide, odd);
        }
        even.intoArray(sums, to);
        odd.intoArray(sums, to + DOUBLES.length());
        for (int lane = 0; i < floats; i++, lane++) {
            double value = Lanes.get(from + (long) i * Float.BYTES);
            sums[to + lane] += value * value;
        }
    }
}
