package org.netloom.runtime.data;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.netloom.op.Array;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.exception.ClosedException;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.HostMemory;

/**
 * The batches of a data set, epoch after epoch, made by a thread in the background while the caller computes.
 *
 * <pre>{@code
 * try (Batches batches = Batches.shuffled(data.train(), 256, DataType.FLOAT, seed)) {
 *     for (int epoch = 0; epoch < epochs; epoch++) {
 *         batches.start(epoch);
 *         for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
 *             …
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>Each epoch holds every example once; its last batch is smaller where the numbers do not divide. The order follows
 * from seed and epoch alone. All memory is taken at the start: three batches, one with the caller and two ahead. The
 * object is for one caller's thread.
 */
public final class Batches implements AutoCloseable {
    private static final int SLOTS = 3;

    /** Some examples, valid until the next call of {@link Batches#next}. */
    public static final class Batch {
        private final INDArray inputs;
        private final int[] labels;
        private final @Nullable Targets targets;

        private Batch(INDArray inputs, int positions, @Nullable Targets targets) {
            this.inputs = inputs;
            this.labels = new int[Math.multiplyExact((int) inputs.size(0), positions)];
            this.targets = targets;
        }

        /** The inputs, [N, …shape]. */
        public INDArray inputs() {
            return inputs;
        }

        /** The classes, [N]; of a data set with T labels an example [N·T], example after example. */
        public int[] labels() {
            return labels;
        }

        /** Whether targets are {@linkplain #targets numbers}; otherwise they are {@linkplain #labels classes}. */
        public boolean hasNumbers() {
            return targets != null;
        }

        /**
         * The numbers that are the targets, in the type of the inputs: [N,K], or [N,T,K] of a data set with T positions an
         * example.
         *
         * @throws IllegalStateException where targets are classes
         */
        public Array targets() {
            return numbers().array;
        }

        /**
         * Copies the K numbers of a row: an example's, or a position's, example after example.
         *
         * @throws IllegalStateException where targets are classes
         */
        public void copyTargets(int row, double[] into) {
            Targets numbers = numbers();
            for (int k = 0; k < into.length; k++) {
                into[k] = numbers.memory.get(row * into.length + k);
            }
        }

        private Targets numbers() {
            if (targets == null) {
                throw new IllegalStateException("the targets of this batch are classes");
            }
            return targets;
        }

        /** N. */
        public int size() {
            return (int) inputs.size(0);
        }
    }

    /** Numbers to compare a batch with, and the memory of the slot that they begin in. */
    private record Targets(NdArray array, HostMemory memory) {}

    /** Memory for one batch, with the same memory seen as the smaller last batch of an epoch. */
    private static final class Slot {
        final INDArray inputs;
        final HostMemory memory;
        final @Nullable INDArray targets;
        final @Nullable HostMemory targetMemory;
        final Batch full;
        final Batch last;
        Batch batch;

        Slot(DataType type, long[] shape, int lastSize, Dataset data) {
            inputs = Nd4j.createUninitialized(type, shape, 'c');
            memory = new HostMemory(inputs);
            targets = data.targets() == 0 ? null : Nd4j.createUninitialized(type, targetShape(shape[0], data), 'c');
            targetMemory = targets == null ? null : new HostMemory(targets);
            full = new Batch(inputs, data.positions(), targets((int) shape[0]));
            last = lastSize == shape[0]
                    ? full
                    : new Batch(inputs.get(NDArrayIndex.interval(0, lastSize)), data.positions(), targets(lastSize));
            batch = full;
        }

        private static long[] targetShape(long examples, Dataset data) {
            return data.positions() == 1
                    ? new long[] {examples, data.targets()}
                    : new long[] {examples, data.positions(), data.targets()};
        }

        /** Those of the first examples. */
        private @Nullable Targets targets(int examples) {
            if (targets == null || targetMemory == null) {
                return null;
            }
            INDArray these = examples == targets.size(0) ? targets : targets.get(NDArrayIndex.interval(0, examples));
            return new Targets(new NdArray(these), targetMemory);
        }

        void written() {
            memory.written();
            if (targetMemory != null) {
                targetMemory.written();
            }
        }

        void close() {
            inputs.close();
            if (targets != null) {
                targets.close();
            }
        }
    }

    private final Dataset data;
    private final int batch;
    private final @Nullable Long shuffleSeed;
    private final int exampleLength;
    /** Room for one example, in the type of the batches; the other is empty. */
    private final float[] example;

    private final double[] exactExample;
    /** Room for the numbers of one example; empty where targets are classes. */
    private final double[] target;

    private final int[] order;
    private final List<Slot> slots = new ArrayList<>();
    private final Thread producer;

    // All below is guarded by this lock: what the two threads say to each other.
    private final Object lock = new Object();
    private final ArrayDeque<Slot> free = new ArrayDeque<>(SLOTS);
    private final ArrayDeque<Slot> ready = new ArrayDeque<>(SLOTS);
    private @Nullable Slot inUse;
    /** Counts the calls of {@link #start}; what belongs to an earlier one is dropped. */
    private long started;

    private long finished;
    private long epoch;
    private boolean closed;
    private @Nullable Throwable failure;

    private Batches(Dataset data, int batch, DataType type, @Nullable Long shuffleSeed) {
        if (batch < 1) {
            throw new NetworkException("a batch has at least 1 example, not " + batch);
        }
        if (data.size() == 0) {
            throw new NetworkException(data.name() + " has no examples");
        }
        this.data = data;
        this.batch = Math.min(batch, data.size());
        this.shuffleSeed = shuffleSeed;
        long length = data.shape().stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
        long bytes = Math.multiplyExact(this.batch * length, type.width());
        if (bytes > Integer.MAX_VALUE) {
            throw new NetworkException(String.format(
                    Locale.ROOT,
                    "a batch of %d examples of %s takes %d MB, where 2047 MB are the most; choose a smaller batch",
                    this.batch,
                    data.shape(),
                    bytes >> 20));
        }
        exampleLength = (int) length;
        example = new float[type == DataType.DOUBLE ? 0 : exampleLength];
        exactExample = new double[type == DataType.DOUBLE ? exampleLength : 0];
        target = new double[Math.multiplyExact(data.targets(), data.positions())];
        order = Order.ascending(data.size());
        long[] shape = new long[data.shape().size() + 1];
        shape[0] = this.batch;
        for (int i = 1; i < shape.length; i++) {
            shape[i] = data.shape().get(i - 1);
        }
        int rest = data.size() % this.batch;
        for (int i = 0; i < SLOTS; i++) {
            Slot slot = new Slot(type, shape, rest == 0 ? this.batch : rest, data);
            slots.add(slot);
            free.add(slot);
        }
        producer = new Thread(this::produce, "netloom-batches");
        producer.setDaemon(true);
        producer.start();
    }

    /** Batches in an order that is drawn anew for each epoch. */
    public static Batches shuffled(Dataset data, int batch, DataType type, long seed) {
        return new Batches(data, batch, type, seed);
    }

    /** Batches in the order of the data set. */
    public static Batches inOrder(Dataset data, int batch, DataType type) {
        return new Batches(data, batch, type, null);
    }

    /** The number of batches in an epoch. */
    public int perEpoch() {
        return (data.size() + batch - 1) / batch;
    }

    /**
     * Begins an epoch, counted from 0; what is left of the one before is dropped.
     *
     * @throws ClosedException after {@link #close}
     */
    public void start(long epoch) {
        synchronized (lock) {
            requireOpen();
            this.epoch = epoch;
            started++;
            if (inUse != null) {
                free.add(inUse);
                inUse = null;
            }
            free.addAll(ready);
            ready.clear();
            lock.notifyAll();
        }
    }

    /**
     * The next batch of the epoch, or null after its last.
     *
     * @throws NetworkException where the data set failed to give an example
     * @throws ClosedException after {@link #close}
     */
    public @Nullable Batch next() {
        Slot slot;
        synchronized (lock) {
            requireOpen();
            if (started == 0) {
                throw new IllegalStateException("next() before start()");
            }
            if (inUse != null) {
                free.add(inUse);
                inUse = null;
                lock.notifyAll();
            }
            waitWhile(() -> ready.isEmpty() && finished != started && failure == null && !closed);
            requireOpen();
            if (failure != null) {
                throw failed(failure);
            }
            slot = ready.poll();
            inUse = slot;
        }
        if (slot == null) {
            return null;
        }
        slot.written();
        return slot.batch;
    }

    private void requireOpen() {
        if (closed) {
            throw new ClosedException("the batches were closed; open new ones of the data set");
        }
    }

    /** Stops the thread and gives the memory back. */
    @Override
    public void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            lock.notifyAll();
        }
        joinProducer();
        slots.forEach(Slot::close);
    }

    private void produce() {
        try {
            long done = 0;
            while (true) {
                long mine;
                long number;
                synchronized (lock) {
                    long before = done;
                    waitWhile(() -> !closed && started == before);
                    if (closed) {
                        return;
                    }
                    mine = started;
                    number = epoch;
                }
                produceEpoch(mine, number);
                done = mine;
            }
        } catch (Throwable t) {
            // Whatever it is, it belongs to the caller, who would otherwise wait for ever.
            synchronized (lock) {
                failure = t;
                lock.notifyAll();
            }
        }
    }

    /** Fills slot after slot until the epoch is over, or another one has been started, or nobody wants more. */
    private void produceEpoch(long mine, long number) {
        if (shuffleSeed != null) {
            Order.shuffle(order, shuffleSeed, number);
        }
        for (int from = 0; from < order.length; from += batch) {
            Slot slot;
            synchronized (lock) {
                waitWhile(() -> !closed && started == mine && free.isEmpty());
                if (closed || started != mine) {
                    return;
                }
                slot = free.remove();
            }
            fill(slot, from);
            synchronized (lock) {
                (started == mine ? ready : free).add(slot);
                lock.notifyAll();
            }
        }
        synchronized (lock) {
            if (started == mine) {
                finished = mine;
                lock.notifyAll();
            }
        }
    }

    private void fill(Slot slot, int from) {
        int count = Math.min(batch, order.length - from);
        Batch filled = count == batch ? slot.full : slot.last;
        for (int i = 0; i < count; i++) {
            int index = order[from + i];
            if (slot.memory.isDouble()) {
                data.copy(index, exactExample, 0);
                slot.memory.doubles().put(i * exampleLength, exactExample);
            } else {
                data.copy(index, example, 0);
                slot.memory.floats().put(i * exampleLength, example);
            }
            if (slot.targetMemory != null) {
                fillTargets(slot.targetMemory, index, i);
                continue;
            }
            int positions = data.positions();
            for (int t = 0; t < positions; t++) {
                filled.labels()[i * positions + t] = data.label(index, t);
            }
        }
        slot.batch = filled;
    }

    private void fillTargets(HostMemory memory, int index, int i) {
        data.copyTargets(index, target, 0);
        if (memory.isDouble()) {
            memory.doubles().put(i * target.length, target);
            return;
        }
        for (int k = 0; k < target.length; k++) {
            memory.floats().put(i * target.length + k, (float) target[k]);
        }
    }

    /** To be called with the lock held. */
    private void waitWhile(BooleanSupplier condition) {
        try {
            while (condition.getAsBoolean()) {
                lock.wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NetworkException("interrupted while waiting for data", e);
        }
    }

    /** Memory must not go while the producer writes to it, so an interrupt waits until it has stopped. */
    private void joinProducer() {
        boolean interrupted = false;
        while (producer.isAlive()) {
            try {
                producer.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static NetworkException failed(Throwable failure) {
        String message = failure instanceof NetworkException ? failure.getMessage() : "cannot make a batch: " + failure;
        return new NetworkException(String.valueOf(message), failure);
    }
}
