package org.netloom.runtime;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.engine.ThreadGuard.Turn;

/**
 * Forward through a network in inference mode: moving statistics, no dropout; parameters stay as they are.
 *
 * <p>Where a batch normalisation stands behind a convolution or a dense layer, its scale and shift are folded into weights
 * of the pass's own. They are made anew when {@linkplain Network#parametersChanged parameters have changed}.
 */
public abstract class InferencePass extends Pass {
    private final Network network;
    private final List<INDArray> folded = new ArrayList<>();
    private long foldedAt = -1;

    protected InferencePass(Network network) {
        super(network, opened(network).inferenceBuffers());
        this.network = network;
    }

    /**
     * The output for a batch as an array of its own, [N, …output shape], which the caller closes.
     *
     * @param x [N, …input shape]
     * @throws NetworkException where the input is of another shape
     */
    public final INDArray predict(INDArray x) {
        try (Turn turn = enter()) {
            return copy(runForward(x));
        }
    }

    @Override
    void closeArrays() {
        folded.forEach(INDArray::close);
    }

    /** For generated code: folds batch normalisations, if any, into weights of this pass. */
    protected void fold() {
        // Nothing, in a network without them.
    }

    /** For generated code: folds if a parameter has changed since. */
    protected final void foldIfChanged() {
        if (foldedAt != network.revision()) {
            fold();
            foldedAt = network.revision();
        }
    }

    /** For generated fields: room for weights with a batch normalisation folded in. */
    protected final INDArray folded(long... shape) {
        INDArray room = engine.zeros(shape);
        folded.add(room);
        return room;
    }
}
