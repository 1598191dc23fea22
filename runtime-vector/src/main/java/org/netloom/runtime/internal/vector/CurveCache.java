package org.netloom.runtime.internal.vector;

import java.util.HashMap;
import java.util.Map;
import org.netloom.kernel.internal.CurveLoops;
import org.netloom.op.Activation;

/** The loops of each activation function: one compiled copy serves all layers, networks and engines of a process. */
final class CurveCache {
    private static final Map<Key, CurveLoops> LOOPS = new HashMap<>();
    static final CurveLoops IDENTITY = CurveLoops.identity();

    private record Key(Activation.Function function, double constant) {}

    private final Map<Activation, CurveLoops> known = new HashMap<>();

    CurveLoops of(Activation op) {
        CurveLoops loops = known.get(op);
        if (loops == null) {
            loops = shared(op);
            known.put(op, loops);
        }
        return loops;
    }

    private static CurveLoops shared(Activation op) {
        synchronized (LOOPS) {
            return LOOPS.computeIfAbsent(new Key(op.function(), op.constant()), key -> CurveLoops.of(op));
        }
    }
}
