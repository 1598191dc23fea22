package org.netloom.runtime.internal.nd4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.Buffers;
import org.netloom.runtime.engine.ThreadGuard;
import org.netloom.runtime.engine.ThreadGuard.Turn;
import org.netloom.runtime.exception.ClosedException;

/** One piece of native memory for each slot, and for each tensor that has none and is not a reshape of another. */
final class Nd4jBuffers implements Buffers {
    private static final int NONE = 0;

    private final DataType type;
    private final ThreadGuard guard;
    private final List<Memory> memories = new ArrayList<>();
    private final Map<Integer, Memory> slots = new HashMap<>();
    private final List<Nd4jTensor> tensors = new ArrayList<>();
    private int batch = NONE;
    private boolean closed;

    /** @param guard the engine's */
    Nd4jBuffers(DataType type, ThreadGuard guard) {
        this.type = type;
        this.guard = guard;
    }

    private Turn enter() {
        Turn turn = guard.enter();
        if (closed) {
            turn.close();
            throw new ClosedException("these buffers are closed; the engine makes others");
        }
        return turn;
    }

    @Override
    public Tensor tensor(int... shape) {
        try (Turn turn = enter()) {
            return add(new Nd4jTensor(memory(), listed(shape)));
        }
    }

    @Override
    public Tensor shared(int slot, int... shape) {
        try (Turn turn = enter()) {
            return add(new Nd4jTensor(slots.computeIfAbsent(slot, key -> memory()), listed(shape)));
        }
    }

    @Override
    public Tensor reshape(Tensor source, int... shape) {
        try (Turn turn = enter()) {
            Nd4jTensor original = Nd4jTensor.of(source);
            Nd4jTensor view = new Nd4jTensor(original.memory(), listed(shape));
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

    private Memory memory() {
        Memory made = new Memory(type);
        memories.add(made);
        return made;
    }

    private static List<Integer> listed(int[] shape) {
        return Arrays.stream(shape).boxed().toList();
    }

    private Nd4jTensor add(Nd4jTensor tensor) {
        tensors.add(tensor);
        batch = NONE; // the newcomer has no memory yet
        return tensor;
    }

    @Override
    public void batch(int examples) {
        if (examples < 1) {
            throw new IllegalArgumentException("a batch of " + examples);
        }
        try (Turn turn = enter()) {
            if (examples != batch) {
                batch = NONE;
                // All room first: a view of memory that grows afterwards would be one of memory given back.
                tensors.forEach(tensor -> tensor.reserve(examples));
                tensors.forEach(tensor -> tensor.resize(examples));
                batch = examples;
            }
        }
    }

    /** These kernels write all that they are given. */
    @Override
    public void complete(Tensor x) {
        try (Turn turn = enter()) {
            Nd4jTensor.of(x);
        }
    }

    @Override
    public void close() {
        try (Turn turn = guard.enterToClose()) {
            closed = true;
            memories.forEach(Memory::close);
            tensors.forEach(Nd4jTensor::close);
        }
    }
}
