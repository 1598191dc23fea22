package org.netloom.runtime.internal.vector;

import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.kernel.internal.Extent;
import org.netloom.kernel.internal.WinogradForm;
import org.netloom.op.Conv2d;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.EngineProvider;

/** Where the vector engine comes from. Why it cannot run the runtime knows, because this class does not load there. */
public final class VectorProvider implements EngineProvider {
    @Override
    public String name() {
        return "vector";
    }

    @Override
    public Engine create(DataType type, int threads) {
        return new VectorEngine(threads);
    }

    @Override
    public Optional<Conv2d.Algorithm> algorithm(Conv2d op, int in, int height, int width, int out) {
        WinogradForm form = WinogradForm.of(op, in, out, Extent.rows(op, height), Extent.columns(op, width));
        if (form == null) {
            return Optional.of(Conv2d.Algorithm.DIRECT);
        }
        return Optional.of(
                switch (form) {
                    case F2 -> Conv2d.Algorithm.WINOGRAD2;
                    case F4 -> Conv2d.Algorithm.WINOGRAD4;
                });
    }
}
