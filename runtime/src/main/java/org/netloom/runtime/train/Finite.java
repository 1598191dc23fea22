package org.netloom.runtime.train;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.op.Site;
import org.netloom.runtime.Network;
import org.netloom.runtime.TracedPass;
import org.netloom.runtime.TracedPass.LayerOutput;
import org.netloom.runtime.internal.io.HostMemory;
import org.netloom.runtime.parameter.Parameter;

/** Finds where the first number is that is none. */
final class Finite {
    private Finite() {}

    /** The first layer, in forward order, whose last output holds NaN or infinity; null where none does. */
    static @Nullable Site firstBadLayer(TracedPass pass) {
        for (LayerOutput output : pass.layerOutputs()) {
            try (INDArray values = pass.copy(output.value())) {
                if (!isFinite(values)) {
                    return output.site();
                }
            }
        }
        return null;
    }

    /** The first parameter that holds NaN or infinity; null where none does. */
    static @Nullable Parameter firstBadParameter(Network network) {
        for (Parameter parameter : network.parameters()) {
            if (!isFinite(parameter.value())) {
                return parameter;
            }
        }
        return null;
    }

    private static boolean isFinite(INDArray array) {
        HostMemory memory = new HostMemory(array);
        if (memory.isDouble()) {
            DoubleBuffer values = memory.doubles();
            for (int i = 0; i < values.limit(); i++) {
                if (!Double.isFinite(values.get(i))) {
                    return false;
                }
            }
        } else {
            FloatBuffer values = memory.floats();
            for (int i = 0; i < values.limit(); i++) {
                if (!Float.isFinite(values.get(i))) {
                    return false;
                }
            }
        }
        return true;
    }
}
