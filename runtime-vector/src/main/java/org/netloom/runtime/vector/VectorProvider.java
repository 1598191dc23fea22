package org.netloom.runtime.vector;

import java.util.Set;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.EngineProvider;
import org.netloom.runtime.op.Conv2d;
import org.netloom.runtime.vector.kernel.Extent;
import org.netloom.runtime.vector.kernel.WinogradForm;

/** Where the vector engine comes from. */
public final class VectorProvider implements EngineProvider {
    @Override
    public String name() {
        return "vector";
    }

    @Override
    public Engine create(int threads) {
        return new VectorEngine(threads);
    }

    /** None: there are kernels for all. */
    @Override
    public Set<String> fallbacks() {
        return Set.of();
    }

    @Override
    public Conv2d.Algorithm algorithm(Conv2d op, int in, int height, int width, int out) {
        WinogradForm form = WinogradForm.of(op, in, out, Extent.rows(op, height), Extent.columns(op, width));
        if (form == null) {
            return Conv2d.Algorithm.DIRECT;
        }
        return switch (form) {
            case F2 -> Conv2d.Algorithm.WINOGRAD2;
            case F4 -> Conv2d.Algorithm.WINOGRAD4;
        };
    }
}
