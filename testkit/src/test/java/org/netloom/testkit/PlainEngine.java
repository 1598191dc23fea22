package org.netloom.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.op.Op;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.Buffers;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.KernelTable;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.engine.ThreadGuard;
import org.netloom.runtime.engine.ThreadGuard.Turn;
import org.netloom.runtime.exception.ClosedException;

/** As little as an engine can have: memory in Java's arrays, and no kernel of its own. */
final class PlainEngine implements Engine {
    private final DataType type;
    private final ThreadGuard guard = new ThreadGuard("the plain engine");
    private final KernelTable table = new KernelTable(this);

    /** An engine that computes what nd4j computes by one thread. */
    PlainEngine(DataType type) {
        this.type = type;
        table.fallback("nd4j", 1);
    }

    /** The values of all tensors of a slot. */
    private static final class Memory {
        private double[] values = new double[0];
        private boolean closed;
    }

    /** A part of a memory, from its beginning. */
    private static final class Part implements Tensor {
        private final Memory memory;
        private final List<Integer> shape;
        private int batch;

        Part(Memory memory, List<Integer> shape) {
            this.memory = memory;
            this.shape = shape;
        }

        @Override
        public List<Integer> shape() {
            return shape;
        }

        @Override
        public int batch() {
            return batch;
        }

        int length() {
            return shape.stream().reduce(batch, Math::multiplyExact);
        }

        void resize(int examples) {
            batch = examples;
            if (memory.values.length < length()) {
                memory.values = new double[length()];
            }
        }

        double[] values() {
            if (memory.closed) {
                throw new ClosedException("a tensor is used whose buffers are closed");
            }
            return memory.values;
        }
    }

    /** Remembers what it gave out. */
    private final class PlainBuffers implements Buffers {
        private final Map<Integer, Memory> slots = new HashMap<>();
        private final List<Part> parts = new ArrayList<>();

        private Tensor add(Memory memory, int[] shape) {
            try (Turn turn = guard.enter()) {
                Part part = new Part(memory, Arrays.stream(shape).boxed().toList());
                parts.add(part);
                return part;
            }
        }

        @Override
        public Tensor tensor(int... shape) {
            return add(new Memory(), shape);
        }

        @Override
        public Tensor shared(int slot, int... shape) {
            return add(slots.computeIfAbsent(slot, key -> new Memory()), shape);
        }

        @Override
        public Tensor reshape(Tensor source, int... shape) {
            return add(((Part) source).memory, shape);
        }

        @Override
        public void batch(int examples) {
            try (Turn turn = guard.enter()) {
                parts.forEach(part -> part.resize(examples));
            }
        }

        @Override
        public void close() {
            try (Turn turn = guard.enterToClose()) {
                parts.forEach(part -> part.memory.closed = true);
            }
        }
    }

    @Override
    public String name() {
        return "plain";
    }

    @Override
    public DataType dataType() {
        return type;
    }

    @Override
    public ThreadGuard guard() {
        return guard;
    }

    @Override
    public Buffers buffers() {
        return new PlainBuffers();
    }

    @Override
    public NdArray zeros(long... shape) {
        try (Turn turn = guard.enter()) {
            return new NdArray(Nd4j.zeros(type, shape));
        }
    }

    @Override
    public void write(INDArray values, Tensor x) {
        try (Turn turn = guard.enter();
                INDArray exact = values.castTo(DataType.DOUBLE).dup('c')) {
            Part part = (Part) x;
            System.arraycopy(exact.data().asDouble(), 0, part.values(), 0, part.length());
        }
    }

    @Override
    public void read(Tensor x, INDArray values) {
        try (Turn turn = guard.enter()) {
            Part part = (Part) x;
            double[] read = Arrays.copyOf(part.values(), part.length());
            try (INDArray exact = Nd4j.create(read, values.shape(), 'c')) {
                values.assign(exact);
            }
        }
    }

    @Override
    public <K> K kernel(Op<K> op) {
        return table.kernel(op);
    }

    @Override
    public void close() {
        try (Turn turn = guard.enterToClose()) {
            guard.close();
            table.close();
        }
    }
}
