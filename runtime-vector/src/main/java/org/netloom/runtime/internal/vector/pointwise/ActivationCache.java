package org.netloom.runtime.internal.vector.pointwise;

import java.util.HashMap;
import java.util.Map;
import org.netloom.kernel.internal.ActivationLoops;
import org.netloom.op.Activation;

/** The loops of each activation function: one compiled copy serves all layers, networks and engines of a process. */
public final class ActivationCache {
    private static final Map<Key, ActivationLoops> LOOPS = new HashMap<>();
    public static final ActivationLoops IDENTITY = ActivationLoops.identity();

    private record Key(Activation.Function function, double constant) {}

    private final Map<Activation, ActivationLoops> known = new HashMap<>();

    public ActivationLoops of(Activation op) {
        ActivationLoops loops = known.get(op);
        if (loops == null) {
            loops = shared(op);
            known.put(op, loops);
        }
        return loops;
    }

    private static ActivationLoops shared(Activation op) {
        synchronized (LOOPS) {
            return LOOPS.computeIfAbsent(new Key(op.function(), op.constant()), key -> ActivationLoops.of(op));
        }
    }
}
