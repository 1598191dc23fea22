package org.netloom.runtime.train;

import org.jspecify.annotations.Nullable;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.data.Batches;
import org.netloom.runtime.optim.Optimizer;

/**
 * What computes in a training, all of one engine; whoever has made it closes it.
 *
 * @param recalibration null where moving statistics stay as batches made them
 */
record Machinery(
        TrainingPass pass,
        Optimizer optimizer,
        Objective objective,
        Outputs outputs,
        Evaluator evaluator,
        Batches batches,
        @Nullable Recalibration recalibration) {}
