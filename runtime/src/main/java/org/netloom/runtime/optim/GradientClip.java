package org.netloom.runtime.optim;

import java.util.List;
import org.netloom.runtime.parameter.Gradient;

/**
 * How gradients that are too large become smaller, between the backward pass and the step. It never changes, and its text is
 * that of the train section: by it checkpoints know it again.
 */
public interface GradientClip {

    /** Clips the gradients of one pass. For one thread at a time, as the pass. */
    interface Clipper {
        /** Takes the gradients as the backward pass left them, and changes those that are too large. */
        void clip();
    }

    /**
     * What clips these.
     *
     * @param gradients those of a pass
     */
    Clipper on(List<Gradient> gradients);
}
