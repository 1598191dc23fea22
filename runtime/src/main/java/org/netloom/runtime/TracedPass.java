package org.netloom.runtime;

import java.util.ArrayList;
import java.util.List;
import org.netloom.op.Site;
import org.netloom.op.Tensor;

/**
 * A pass whose layers' outputs can be looked at after {@link #forward}. In an {@link InferencePass} they cannot: a layer's
 * output is gone as soon as the next ones have taken it.
 */
public abstract class TracedPass extends Pass {
    private final List<LayerOutput> outputs = new ArrayList<>();
    private boolean gone;

    /** What a layer put out, for looking at and for finding where a number went wrong. */
    public record LayerOutput(Site site, Tensor value) {}

    TracedPass(Network network) {
        super(network);
    }

    /**
     * The outputs of the layers in forward order, as the last {@link #forward} left them, for {@link #copy} to look at. The
     * backward pass of training uses their memory for something else, so that from then on {@code copy} refuses all but the
     * last one, until the next {@code forward}; likewise where parameters change.
     */
    public final List<LayerOutput> layerOutputs() {
        return List.copyOf(outputs);
    }

    @Override
    void begin() {
        gone = false;
    }

    /** Says that memory of layers' outputs is used for something else from now on. */
    void giveUpOutputs() {
        gone = true;
    }

    @Override
    void requireReadable(Tensor tensor) {
        if (!gone && !hasOtherParameters()) {
            return;
        }
        for (LayerOutput output : outputs.subList(0, outputs.size() - 1)) {
            if (output.value() == tensor) {
                throw new IllegalStateException("the output of %s is gone: %s; look at it right after forward"
                        .formatted(
                                output.site(),
                                gone ? "the backward pass uses its memory" : "the parameters have changed since"));
            }
        }
    }

    /** For generated fields: the output of a layer, [N, shape], in memory of its own. */
    protected final Tensor output(Site site, int... shape) {
        return output(site, tensor(shape));
    }

    /** For generated fields: the output of a layer. */
    protected final Tensor output(Site site, Tensor value) {
        outputs.add(new LayerOutput(site, value));
        return value;
    }

    /** For generated fields: a layer's input under another shape, without a copy. */
    protected final Tensor reshape(Site site, Tensor source, int... shape) {
        return output(site, reshape(source, shape));
    }
}
