package org.netloom.runtime.internal.nd4j;

import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.EngineProvider;

/** Where the nd4j engine comes from. */
public final class Nd4jProvider implements EngineProvider {
    @Override
    public String name() {
        return "nd4j";
    }

    @Override
    public Optional<String> missing(DataType type) {
        return type == DataType.FLOAT || type == DataType.DOUBLE
                ? Optional.empty()
                : Optional.of("the nd4j engine computes in float or double, not in " + type);
    }

    @Override
    public Engine create(DataType type, int threads) {
        return new Nd4jEngine(type, threads);
    }
}
