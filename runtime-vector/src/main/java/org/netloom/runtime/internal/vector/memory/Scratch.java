package org.netloom.runtime.internal.vector.memory;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.netloom.runtime.engine.ThreadGuard;

/**
 * Memory for what operations of one kind compute on the way, which they use one after the other.
 *
 * @param <K> what there is
 */
public final class Scratch<K extends Enum<K>> implements AutoCloseable {
    private final VectorBuffers owner = new VectorBuffers(new ThreadGuard("scratch memory"), false);
    private final Map<K, VectorMemory> memories;

    public Scratch(Class<K> kinds) {
        memories = new EnumMap<>(kinds);
    }

    /** This memory as a tensor, whose user says how many examples there are. */
    public VectorTensor tensor(K what, Integer... shape) {
        return new VectorTensor(owner, memories.computeIfAbsent(what, key -> new VectorMemory()), Arrays.asList(shape));
    }

    @Override
    public void close() {
        memories.values().forEach(VectorMemory::close);
    }
}
