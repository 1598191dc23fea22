package org.netloom.runtime;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.engine.ThreadGuard.Turn;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.weights.Folding;

/**
 * Forward through a network in inference mode: moving statistics, no dropout; parameters stay as they are.
 *
 * <p>Where a batch normalization stands behind a convolution or a dense layer, its scale and shift are folded into weights
 * of the pass's own. They are made anew when {@linkplain Network#parametersChanged parameters have changed}. Where a mean
 * is so far from 0 that this would cost digits ({@link Folding#MEAN_OVER_DEVIATION}), the pass computes with nothing folded.
 */
public abstract class InferencePass extends Pass {
    private final Network network;
    private final List<NdArray> folded = new ArrayList<>();
    private final Folding folding = new Folding();
    private long foldedAt = -1;
    /** What computes in this pass's place where folding would cost digits. */
    private @Nullable CalibrationPass unfolded;

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
        folded.forEach(NdArray::close);
        if (unfolded != null) {
            unfolded.close();
        }
    }

    /** For generated code: folds batch normalizations, if any, into weights of this pass. */
    protected void fold() {
        // Nothing, in a network without them.
    }

    /** For generated code: what {@link #fold} folds with. */
    protected final Folding folding() {
        return folding;
    }

    /**
     * For generated code: folds if a parameter has changed since.
     *
     * @return whether what is folded is good enough to compute with
     */
    protected final boolean foldIfChanged() {
        if (foldedAt != network.revision()) {
            folding.begin();
            fold();
            foldedAt = network.revision();
        }
        return folding.keepsDigits();
    }

    /** For generated code: {@link #forward} with nothing folded. */
    protected final Tensor unfolded(INDArray x) {
        CalibrationPass pass = unfolded;
        if (pass == null) {
            pass = network.calibration();
            unfolded = pass;
        }
        return pass.forward(x);
    }

    /** For generated fields: room for weights with a batch normalization folded in. */
    protected final NdArray folded(long... shape) {
        NdArray room = engine.zeros(shape);
        folded.add(room);
        return room;
    }
}
