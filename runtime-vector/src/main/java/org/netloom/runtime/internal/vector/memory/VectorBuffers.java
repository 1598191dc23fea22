package org.netloom.runtime.internal.vector.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.Buffers;
import org.netloom.runtime.engine.ThreadGuard;
import org.netloom.runtime.engine.ThreadGuard.Turn;
import org.netloom.runtime.exception.ClosedException;

/** The tensors of one pass. Memory comes with a tensor's first use. */
public final class VectorBuffers implements Buffers {
    private final ThreadGuard guard;
    private final List<VectorMemory> memories = new ArrayList<>();
    private final Map<Integer, VectorMemory> slots = new HashMap<>();
    private final List<VectorTensor> tensors = new ArrayList<>();
    private final List<LayerPlan> plans = new ArrayList<>();
    private final boolean forInference;
    private float[] scratch = new float[0];
    private long revision;
    private int batch;
    private boolean closed;

    /**
     * @param guard the engine's
     * @param forInference whether a single example may have forms of its own
     */
    public VectorBuffers(ThreadGuard guard, boolean forInference) {
        this.guard = guard;
        this.forInference = forInference;
    }

    private Turn enter() {
        Turn turn = guard.enter();
        if (closed) {
            turn.close();
            throw new ClosedException("these buffers are closed; the engine makes others");
        }
        return turn;
    }

    boolean forInference() {
        return forInference;
    }

    @Override
    public void parametersChanged() {
        try (Turn turn = enter()) {
            revision++;
        }
    }

    @Override
    public void complete(Tensor x) {
        try (Turn turn = enter()) {
            VectorTensor.of(x).complete();
        }
    }

    /** Counts the calls of {@link #parametersChanged}. */
    long revision() {
        return revision;
    }

    /** Closes the old plan, if any, now, and the new one together with the buffers. */
    void replace(@Nullable LayerPlan old, LayerPlan made) {
        if (old != null) {
            plans.remove(old);
            old.close();
        }
        plans.add(made);
    }

    /** Room for so many floats, until the next call. */
    float[] scratch(int floats) {
        if (scratch.length < floats) {
            scratch = new float[floats];
        }
        return scratch;
    }

    @Override
    public Tensor tensor(int... shape) {
        try (Turn turn = enter()) {
            return add(new VectorTensor(this, memory(), listed(shape)));
        }
    }

    @Override
    public Tensor shared(int slot, int... shape) {
        try (Turn turn = enter()) {
            return add(new VectorTensor(this, slots.computeIfAbsent(slot, key -> new VectorMemory()), listed(shape)));
        }
    }

    @Override
    public Tensor reshape(Tensor source, int... shape) {
        try (Turn turn = enter()) {
            VectorTensor original = VectorTensor.of(source);
            VectorTensor view = new VectorTensor(this, original.memory(), listed(shape));
            if (view.elements() != original.elements()) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "%s has %d elements for each example, %s has %d",
                        original.shape(),
                        original.elements(),
                        view.shape(),
                        view.elements()));
            }
            return add(view);
        }
    }

    private VectorMemory memory() {
        VectorMemory memory = new VectorMemory();
        memories.add(memory);
        return memory;
    }

    private static List<Integer> listed(int[] shape) {
        return Arrays.stream(shape).boxed().toList();
    }

    private Tensor add(VectorTensor tensor) {
        tensor.resize(batch);
        tensors.add(tensor);
        return tensor;
    }

    @Override
    public void batch(int examples) {
        if (examples < 1) {
            throw new IllegalArgumentException("a batch of " + examples);
        }
        try (Turn turn = enter()) {
            if (examples != batch) {
                for (VectorTensor tensor : tensors) {
                    tensor.resize(examples);
                }
                batch = examples;
            }
        }
    }

    @Override
    public void close() {
        try (Turn turn = guard.enterToClose()) {
            closed = true;
            memories.forEach(VectorMemory::close);
            slots.values().forEach(VectorMemory::close);
            plans.forEach(LayerPlan::close);
        }
    }
}
