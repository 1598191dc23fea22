package org.netloom.runtime.engine;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.netloom.op.Op;
import org.netloom.runtime.engine.ThreadGuard.Turn;
import org.netloom.runtime.exception.NetworkException;

/**
 * The kernels of an engine: for each class of operations, how one of them gets its kernel. What an engine has no kernel for
 * gets the {@linkplain Op#defaultKernel operation's own}, where there is one, and else another engine's, where this one asks
 * for that.
 */
public final class KernelTable implements AutoCloseable {
    private final Engine engine;
    private final Map<Class<?>, Function<Op<?>, ?>> factories = new HashMap<>();
    private final Map<Op<?>, Object> kernels = new HashMap<>();
    private @Nullable String fallback;
    private int fallbackThreads;
    private @Nullable BorrowedKernels borrowed;

    /** A table of this engine, empty yet. */
    public KernelTable(Engine engine) {
        this.engine = engine;
    }

    /**
     * Says how operations of a class get their kernels.
     *
     * @param factory makes one; called once for each operation
     * @return this
     */
    public <K, O extends Op<K>> KernelTable add(Class<O> type, Function<? super O, ? extends K> factory) {
        factories.put(type, op -> factory.apply(type.cast(op)));
        return this;
    }

    /**
     * Says that another engine's kernels compute what neither this engine has a kernel for nor an operation brings itself: on
     * copies of the tensors, and on the same parameters. That engine is made when the first of its kernels is asked for.
     *
     * @param other an engine's name, as {@link Engines#create} takes it
     * @param threads how many threads it computes by
     * @return this
     */
    public KernelTable fallback(String other, int threads) {
        if (other.equals(engine.name())) {
            throw new IllegalArgumentException("the " + other + " engine cannot fall back on itself");
        }
        fallback = other;
        fallbackThreads = threads;
        return this;
    }

    /** The classes of the operations that the engine has a kernel of its own for. */
    public Set<Class<?>> operations() {
        return Collections.unmodifiableSet(factories.keySet());
    }

    /**
     * The kernel of an operation, the same each time.
     *
     * @throws NetworkException if there is none
     */
    @SuppressWarnings("unchecked") // add lets in only what makes kernels of the operation's type
    public <K> K kernel(Op<K> op) {
        try (Turn turn = engine.guard().enter()) {
            Object kernel = kernels.get(op);
            if (kernel == null) {
                kernel = make(op);
                kernels.put(op, kernel);
            }
            return (K) kernel;
        }
    }

    private Object make(Op<?> op) {
        Function<Op<?>, ?> factory = factories.get(op.getClass());
        if (factory != null) {
            return factory.apply(op);
        }
        Object kernel = op.defaultKernel(engine);
        if (kernel != null) {
            return kernel;
        }
        String other = fallback;
        if (other != null) {
            if (borrowed == null) {
                borrowed = new BorrowedKernels(engine, Engines.create(other, engine.dataType(), fallbackThreads));
            }
            return borrowed.kernel(op);
        }
        throw new NetworkException("%s: the %s engine has no kernel for %s"
                .formatted(op.site(), engine.name(), op.getClass().getSimpleName()));
    }

    /** Closes the engine whose kernels this one borrows, if it does: to be called by this engine's {@code close}. */
    @Override
    public void close() {
        if (borrowed != null) {
            borrowed.close();
            borrowed = null;
        }
    }
}
