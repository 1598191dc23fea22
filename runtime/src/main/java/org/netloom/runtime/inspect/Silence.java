package org.netloom.runtime.inspect;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.op.Site;
import org.netloom.op.Tensor;
import org.netloom.runtime.TracedPass.LayerOutput;
import org.netloom.runtime.TrainingPass;

/**
 * Which channels of a batch normalization a relu right behind it never lets through.
 *
 * <p>A pass knows its layers' outputs and not which follows which. So the next output in forward order counts as a relu's
 * of this one where each of its values is: max(0, x), or min(6, max(0, x)).
 */
final class Silence {
    private final TrainingPass pass;
    private final Tensor normalized;
    private final @Nullable Tensor next;
    private final boolean[] heard;
    private boolean relu;

    Silence(TrainingPass pass, Site layer, int channels) {
        List<LayerOutput> outputs = pass.layerOutputs();
        int at = outputs.stream().map(LayerOutput::site).toList().indexOf(layer);
        this.pass = pass;
        this.normalized = outputs.get(at).value();
        this.next = at + 1 < outputs.size() ? outputs.get(at + 1).value() : null;
        this.heard = new boolean[channels];
        this.relu = next != null && next.shape().equals(normalized.shape());
    }

    /** Looks at what the last batch left. */
    void listen() {
        if (!relu || next == null) {
            return;
        }
        try (INDArray before = pass.copy(normalized);
                INDArray behind = pass.copy(next)) {
            double[] x = Values.of(before);
            double[] y = Values.of(behind);
            int pixels = x.length / normalized.batch() / heard.length;
            for (int i = 0; i < x.length; i++) {
                double positive = Math.max(0, x[i]);
                if (y[i] != positive && y[i] != Math.min(6, positive)) {
                    relu = false;
                    return;
                }
                heard[i / pixels % heard.length] |= x[i] > 0;
            }
        }
    }

    /** Whether nothing of this channel was ever let through. */
    boolean silent(int channel) {
        return relu && !heard[channel];
    }
}
