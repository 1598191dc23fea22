package org.netloom.runtime.engine.nd4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.runtime.engine.Buffers;
import org.netloom.runtime.engine.Tensor;

/** One piece of native memory for each slot, and for each tensor that has none and is not a reshape of another. */
final class Nd4jBuffers implements Buffers {
    private static final int NONE = 0;

    private final DataType type;
    private final List<Memory> memories = new ArrayList<>();
    private final Map<Integer, Memory> slots = new HashMap<>();
    private final List<Nd4jTensor> tensors = new ArrayList<>();
    private int batch = NONE;

    Nd4jBuffers(DataType type) {
        this.type = type;
    }

    @Override
    public Tensor tensor(int... shape) {
        Memory memory = new Memory(type);
        memories.add(memory);
        return add(new Nd4jTensor(memory, Arrays.stream(shape).boxed().toList()));
    }

    @Override
    public Tensor shared(int slot, int... shape) {
        Memory memory = slots.computeIfAbsent(slot, key -> {
            Memory made = new Memory(type);
            memories.add(made);
            return made;
        });
        return add(new Nd4jTensor(memory, Arrays.stream(shape).boxed().toList()));
    }

    @Override
    public Tensor reshape(Tensor source, int... shape) {
        Nd4jTensor original = Nd4jTensor.of(source);
        Nd4jTensor view =
                new Nd4jTensor(original.memory(), Arrays.stream(shape).boxed().toList());
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
        if (examples != batch) {
            // All room first: a view of memory that grows afterwards would be one of memory given back.
            tensors.forEach(tensor -> tensor.reserve(examples));
            tensors.forEach(tensor -> tensor.resize(examples));
            batch = examples;
        }
    }

    @Override
    public void close() {
        memories.forEach(Memory::close);
        batch = NONE;
    }
}
