package org.netloom.runtime;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.runtime.engine.Tensor;

/** Forward through a network in inference mode: moving statistics, no dropout; parameters stay as they are. */
public abstract class InferencePass extends Pass {
    protected InferencePass(Network network) {
        super(network);
    }

    /**
     * Computes the network's output for a batch.
     *
     * @param x [N, …input shape]
     * @return the output, [N, …output shape]; the next call overwrites it
     */
    public abstract Tensor forward(INDArray x);

    /** The output for a batch as an array of its own, [N, …output shape], which the caller closes. */
    public final INDArray predict(INDArray x) {
        Tensor y = forward(x);
        List<Integer> shape = y.shape();
        long[] full = new long[shape.size() + 1];
        full[0] = y.batch();
        for (int i = 0; i < shape.size(); i++) {
            full[i + 1] = shape.get(i);
        }
        INDArray values = Nd4j.createUninitialized(engine.dataType(), full);
        engine.read(y, values);
        return values;
    }
}
