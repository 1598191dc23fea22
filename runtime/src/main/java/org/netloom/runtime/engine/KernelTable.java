package org.netloom.runtime.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.netloom.op.Op;
import org.netloom.runtime.NetworkException;
import org.netloom.runtime.engine.ThreadGuard.Turn;

/**
 * The kernels of an engine: for each class of operations, how one of them gets its kernel. What an engine has no kernel for
 * gets the {@linkplain Op#defaultKernel operation's own}, where there is one.
 */
public final class KernelTable {
    private final Engine engine;
    private final Map<Class<?>, Function<Op<?>, ?>> factories = new HashMap<>();
    private final Map<Op<?>, Object> kernels = new HashMap<>();

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
        throw new NetworkException("%s: the %s engine has no kernel for %s"
                .formatted(op.site(), engine.name(), op.getClass().getSimpleName()));
    }
}
