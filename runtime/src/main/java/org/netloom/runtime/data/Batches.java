package org.netloom.runtime.data;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.op.Array;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.exception.ClosedException;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.HostMemory;

/**
 * The batches of a data set, epoch after epoch, made in the background while the caller computes: by one thread, and of data
 * whose examples take work by as many as the data {@linkplain Dataset#threads ask for}.
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
 * <p>Each epoch holds every example once; its last batch is smaller where the numbers do not divide. Order and values follow
 * from seed and epoch alone, whatever the number of threads; so does what an {@link Augmenter} changes. All memory is taken at the start: three batches, one with the
 * caller and two ahead. An example that cannot be made ends the batches at its own: those before it still come. The object is
 * for one caller's thread.
 */
public final class Batches implements AutoCloseable {
    private static final int SLOTS = 3;

    /** Some examples, valid until the next call of {@link Batches#next}. */
    public static final class Batch {
        private final INDArray inputs;
        private final int[] labels;
        private final @Nullable Targets targets;
        private int[] otherLabels = {};
        private double share = 1;

        Batch(INDArray inputs, int positions, @Nullable Targets targets) {
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

        /**
         * Which part of each example is of its own class, {@link #labels}; the rest is of {@link #otherLabels}. 1 where
         * examples are not mixed, or their targets are numbers, which were mixed, too.
         */
        public double share() {
            return share;
        }

        /** The classes of what was mixed into each example, in the order of {@link #labels}; empty where nothing was. */
        public int[] otherLabels() {
            return otherLabels;
        }

        /** The class that a row is of, or of two that are mixed in it the one with the larger part. */
        public int largerLabel(int row) {
            return share >= 0.5 ? labels[row] : otherLabels[row];
        }

        /** Says what the examples are mixed of; memory for the labels is taken once. */
        void mixed(double ownShare) {
            share = ownShare;
            if (ownShare == 1) {
                return;
            }
            if (otherLabels.length == 0) {
                otherLabels = new int[labels.length];
            }
            int examples = size();
            int positions = labels.length / examples;
            for (int i = 0; i < examples; i++) {
                System.arraycopy(labels, (examples - 1 - i) * positions, otherLabels, i * positions, positions);
            }
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
    record Targets(NdArray array, HostMemory memory) {}

    private final Dataset data;
    private final DataType type;
    private final int batch;
    private final @Nullable Long shuffleSeed;
    private final @Nullable Augmenter augmenter;
    private final List<BatchSlot> slots = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    /** How many examples a thread takes at once: of data that one thread makes a whole batch. */
    private final int share;

    // All below is guarded by this lock: what the threads say to each other.
    private final Object lock = new Object();
    private final int[] order;
    private final ArrayDeque<BatchSlot> free = new ArrayDeque<>(SLOTS);
    /** Those that are being filled, in the order in which the caller gets them; only the last has examples left to give. */
    private final ArrayDeque<BatchSlot> filling = new ArrayDeque<>(SLOTS);
    /** Those of an epoch that was left, of which threads still make what they had begun. */
    private final ArrayDeque<BatchSlot> dropped = new ArrayDeque<>(SLOTS);

    private final ArrayDeque<BatchSlot> ready = new ArrayDeque<>(SLOTS);
    private @Nullable BatchSlot inUse;
    private boolean started;
    private long epoch;
    /** Where the next batch begins in the order of the epoch; its length where there is none. */
    private int next;

    /** Also looked at without it, by threads that have much to do. */
    private volatile boolean closed;

    private @Nullable Throwable failure;
    /** Which example of which epoch could not be made: the first one in the order, if there are several. */
    private int failedAt = Integer.MAX_VALUE;

    private Batches(Dataset data, int batch, DataType type, @Nullable Long shuffleSeed, @Nullable Augmenter augmenter) {
        if (batch < 1) {
            throw new NetworkException("a batch has at least 1 example, not " + batch);
        }
        if (data.size() == 0) {
            throw new NetworkException(data.name() + " has no examples");
        }
        this.data = data;
        this.type = type;
        this.batch = Math.min(batch, data.size());
        this.shuffleSeed = shuffleSeed;
        this.augmenter = augmenter;
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
        order = Order.ascending(data.size());
        next = order.length;
        long[] shape = new long[data.shape().size() + 1];
        shape[0] = this.batch;
        for (int i = 1; i < shape.length; i++) {
            shape[i] = data.shape().get(i - 1);
        }
        int rest = data.size() % this.batch;
        for (int i = 0; i < SLOTS; i++) {
            BatchSlot slot = new BatchSlot(type, shape, rest == 0 ? this.batch : rest, data);
            slots.add(slot);
            free.add(slot);
        }
        int count = Math.max(1, data.threads());
        share = count == 1 ? this.batch : 1;
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(new Maker(), "netloom-batches-" + (i + 1));
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    /** Batches in an order that is drawn anew for each epoch. */
    public static Batches shuffled(Dataset data, int batch, DataType type, long seed) {
        return new Batches(data, batch, type, seed, null);
    }

    /**
     * Batches of examples that are changed on their way, anew in each epoch.
     *
     * @param shuffleSeed draws the order; null for that of the data set
     */
    public static Batches augmented(
            Dataset data, int batch, DataType type, @Nullable Long shuffleSeed, Augmenter augmenter) {
        return new Batches(data, batch, type, shuffleSeed, augmenter);
    }

    /** Batches in the order of the data set. */
    public static Batches inOrder(Dataset data, int batch, DataType type) {
        return new Batches(data, batch, type, null, null);
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
        start(epoch, 0);
    }

    /**
     * The same behind the first batches of the epoch, which are never made.
     *
     * @param behind so many batches, from 0 to {@link #perEpoch}
     * @throws ClosedException after {@link #close}
     */
    public void start(long epoch, long behind) {
        if (behind < 0 || behind > perEpoch()) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "behind %d of %d batches", behind, perEpoch()));
        }
        synchronized (lock) {
            requireOpen();
            if (inUse != null) {
                free.add(inUse);
                inUse = null;
            }
            free.addAll(ready);
            ready.clear();
            for (BatchSlot slot : filling) {
                (slot.made == slot.taken ? free : dropped).add(slot);
            }
            filling.clear();
            this.epoch = epoch;
            if (shuffleSeed != null) {
                Order.shuffle(order, shuffleSeed, epoch);
            }
            next = (int) Math.min(order.length, behind * batch);
            started = true;
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
        BatchSlot slot;
        synchronized (lock) {
            requireOpen();
            if (!started) {
                throw new IllegalStateException("next() before start()");
            }
            if (inUse != null) {
                free.add(inUse);
                inUse = null;
                lock.notifyAll();
            }
            awaitBatch();
            requireOpen();
            if (ready.isEmpty() && failure != null) {
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

    /** Whether no batch comes any more, because all have come or one could not be made. To be called with the lock held. */
    private boolean isOver() {
        return failure == null ? next == order.length && filling.isEmpty() : isIdle();
    }

    /** Whether no thread makes an example. To be called with the lock held. */
    private boolean isIdle() {
        for (BatchSlot slot : filling) {
            if (slot.made < slot.taken) {
                return false;
            }
        }
        return true;
    }

    /** Ends the threads, once each has made the example that it is at, and gives the memory back. */
    @Override
    public void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            lock.notifyAll();
        }
        joinThreads();
        slots.forEach(BatchSlot::close);
    }

    /** Until there is a batch, or none comes any more. To be called with the lock held. */
    private void awaitBatch() {
        try {
            while (ready.isEmpty() && !isOver() && !closed) {
                lock.wait();
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static NetworkException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new NetworkException("interrupted while waiting for data", e);
    }

    /** Memory must not go while a thread writes to it, so an interrupt waits until all have stopped. */
    private void joinThreads() {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What a thread does: it takes examples, makes them, and says so, until the batches are closed. */
    private final class Maker implements Runnable {
        private final ExampleMaker maker = new ExampleMaker(data, type, augmenter);

        /** The numbers of the examples that it has taken. */
        private final int[] indices = new int[share];
        /** The place of the first of them in the batch. */
        private int first;

        private int count;

        @Override
        public void run() {
            for (BatchSlot slot = take(); slot != null; slot = take()) {
                int at = 0;
                Throwable thrown = null;
                try {
                    for (; at < count && !closed; at++) {
                        maker.make(slot, indices[at], first + at);
                    }
                } catch (Throwable t) {
                    // Whatever it is, it belongs to the caller, who would otherwise wait for ever.
                    thrown = t;
                }
                if (give(slot, at, thrown, false)) {
                    give(slot, 0, mixed(slot), true);
                }
            }
        }

        private @Nullable Throwable mixed(BatchSlot slot) {
            try {
                maker.mix(slot);
                return null;
            } catch (Throwable t) {
                return t;
            }
        }

        /** Takes the next examples of the epoch, as soon as there is room for them; null where no more are wanted. */
        private @Nullable BatchSlot take() {
            synchronized (lock) {
                try {
                    while (!closed) {
                        BatchSlot slot = some();
                        if (slot != null) {
                            return slot;
                        }
                        lock.wait();
                    }
                    return null;
                } catch (InterruptedException e) {
                    throw interrupted(e);
                }
            }
        }

        /** The same, null where there is nothing to take at present. */
        private @Nullable BatchSlot some() {
            BatchSlot slot = filling.peekLast();
            if (slot == null || slot.taken == slot.batch.size()) {
                slot = begun();
            }
            if (slot == null || failure != null) {
                return null;
            }
            first = slot.taken;
            count = Math.min(share, slot.batch.size() - first);
            System.arraycopy(order, slot.from + first, indices, 0, count);
            slot.taken += count;
            return slot;
        }

        /** Begins the next batch of the epoch; null where there is none, or no room for it. */
        private @Nullable BatchSlot begun() {
            if (next == order.length || free.isEmpty() || failure != null) {
                return null;
            }
            BatchSlot slot = free.remove();
            int size = Math.min(batch, order.length - next);
            slot.batch = size == batch ? slot.full : slot.last;
            slot.epoch = epoch;
            slot.from = next;
            slot.taken = 0;
            slot.made = 0;
            slot.batch.mixed(1);
            next += size;
            filling.add(slot);
            if (share < size) {
                // Here is work for the others, too.
                lock.notifyAll();
            }
            return slot;
        }

        /**
         * Says that all that was taken is made, or why the example at this place of it is not.
         *
         * @param mixed whether the batch was mixed, where this thread makes the last of it
         * @return whether it is to be mixed first; nothing was said then
         */
        private boolean give(BatchSlot slot, int at, @Nullable Throwable thrown, boolean mixed) {
            synchronized (lock) {
                boolean left = dropped.contains(slot);
                boolean last = slot.made + count == slot.batch.size();
                if (last && !mixed && thrown == null && !left && maker.mixes()) {
                    return true;
                }
                slot.made += count;
                if (left && slot.made == slot.taken) {
                    dropped.remove(slot);
                    free.add(slot);
                    lock.notifyAll();
                }
                // What was given out before is earlier in the order, and is waited for: so the first failure is the
                // same one for any number of threads.
                if (thrown != null && !left && slot.from + first + at < failedAt) {
                    failure = thrown;
                    failedAt = slot.from + first + at;
                }
                if (failure != null) {
                    lock.notifyAll();
                }
                while (!filling.isEmpty() && isFull(filling.element())) {
                    ready.add(filling.remove());
                    lock.notifyAll();
                }
                return false;
            }
        }

        private boolean isFull(BatchSlot slot) {
            return slot.made == slot.batch.size() && slot.from + slot.made <= failedAt;
        }
    }

    private static NetworkException failed(Throwable failure) {
        String message = failure instanceof NetworkException ? failure.getMessage() : "cannot make a batch: " + failure;
        return new NetworkException(String.valueOf(message), failure);
    }
}
