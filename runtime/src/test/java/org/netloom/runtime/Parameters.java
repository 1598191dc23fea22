package org.netloom.runtime;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.engine.NdArray;

/** Parameters without a network, for tests. */
public final class Parameters {
    private Parameters() {}

    public static Parameter of(String name, Parameter.Role role, INDArray value) {
        return new Parameter(name, role, new NdArray(value), () -> {});
    }
}
