package org.netloom.runtime;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.parameter.Parameter;
import org.netloom.runtime.parameter.Role;

/** Parameters without a network, for tests. */
public final class Parameters {
    private Parameters() {}

    public static Parameter of(String name, Role role, INDArray value) {
        return new Parameter(name, role, new NdArray(value), () -> {});
    }
}
