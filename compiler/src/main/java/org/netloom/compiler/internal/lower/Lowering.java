package org.netloom.compiler.internal.lower;

import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.PassClass;
import org.netloom.compiler.options.Optimizations;

/**
 * From a network to the program of each of its passes.
 *
 * <p>In this order, because:
 *
 * <ol>
 *   <li>{@link PoolBeforeActivation} (inference) changes which layer follows which, so all else comes behind it;
 *   <li>{@link FoldBatchNorm} (inference) is said while forward is written: a folded bn has no step, and what follows it
 *       takes what went into it;
 *   <li>{@link ForwardSteps} and {@link BackwardSteps} ask each layer by itself, which knows nothing of its neighbors;
 *   <li>{@link FuseBatchNorm} and {@link FuseActivation} put steps together. They look for neighbors, so folding comes
 *       before; no node is in two groups, because an activation has one layer before it;
 *   <li>{@link FollowWeights} adds what moving statistics want to know of a layer's input, behind that layer's step,
 *       wherever fusing has put it;
 *   <li>{@link UpdatePoints} come behind the steps that they follow, wherever fusing has put those;
 *   <li>{@link PlanMemory} is last: a tensor is alive from the first line that names it to the last, and no line may come or
 *       go afterwards.
 * </ol>
 */
public final class Lowering {
    private Lowering() {}

    /** Forward and backward. */
    public static Program training(Network network, Optimizations optimizations) {
        Draft draft = new Draft(PassClass.TRAINING, network);
        ForwardSteps.training(draft);
        BackwardSteps.apply(draft);
        if (optimizations.fuse()) {
            FuseBatchNorm.apply(draft);
            FuseActivation.apply(draft);
        }
        FollowWeights.apply(draft);
        UpdatePoints.apply(draft);
        return draft.with(PlanMemory.of(draft, optimizations.share()));
    }

    /** Forward only, with batch normalization folded in. */
    public static Program inference(Network network, Optimizations optimizations) {
        Network ordered = optimizations.fuse() ? PoolBeforeActivation.apply(network) : network;
        return forwardOnly(PassClass.INFERENCE, ordered, FoldBatchNorm.of(ordered), optimizations);
    }

    /** Forward only, as the file has it, with what comes into each batch normalization measured. */
    public static Program calibration(Network network) {
        return forwardOnly(PassClass.CALIBRATION, network, FoldBatchNorm.none(), Optimizations.NONE);
    }

    private static Program forwardOnly(
            PassClass pass, Network network, FoldBatchNorm folding, Optimizations optimizations) {
        Draft draft = new Draft(pass, network);
        ForwardSteps.inference(draft, folding);
        if (optimizations.fuse()) {
            FuseActivation.apply(draft);
        }
        folding.finish(draft);
        return draft.with(PlanMemory.of(draft, optimizations.share()));
    }
}
