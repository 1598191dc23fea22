package org.netloom.runtime.engine;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.op.Dense;
import org.netloom.op.Op;
import org.netloom.runtime.internal.nd4j.Nd4jEngine;

/** An engine of somebody else's, as {@link java.util.ServiceLoader} finds it. It computes as nd4j does. */
public final class BorrowedProvider implements EngineProvider {
    /** How many engines it has made. */
    static final AtomicInteger MADE = new AtomicInteger();

    @Override
    public String name() {
        return "borrowed";
    }

    @Override
    public Optional<String> missing(DataType type) {
        return type == DataType.FLOAT ? Optional.empty() : Optional.of("the borrowed engine computes in float only");
    }

    @Override
    public Engine create(DataType type, int threads) {
        MADE.incrementAndGet();
        return new Nd4jEngine(type, threads);
    }

    @Override
    public boolean hasKernel(Class<? extends Op<?>> operation) {
        return operation == Dense.class;
    }

    @Override
    public Optional<String> fallback() {
        return Optional.of("nd4j");
    }

    /** One of two. */
    public static final class First extends Twice {}

    /** The other. */
    public static final class Second extends Twice {}

    /** Of a name that is there twice. */
    abstract static class Twice implements EngineProvider {
        @Override
        public String name() {
            return "twice";
        }

        @Override
        public Engine create(DataType type, int threads) {
            throw new AssertionError("nobody can ask for it");
        }
    }
}
