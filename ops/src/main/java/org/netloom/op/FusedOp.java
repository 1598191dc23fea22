package org.netloom.op;

/**
 * Neighbors of a network as one operation, so that an engine can compute them in one pass over the data: a record of the
 * operations that are its parts, in the order of the network.
 *
 * <p>The tensors <em>between</em> the parts ({@code linear}, or those of a record {@code Between}) are for engines that
 * need them. An engine may leave them as they are, and then nobody reads them: what backward takes of them it finds as
 * forward left them, or it computes it again from x. All other outputs are overwritten.
 *
 * @param <K> the interface of its kernels
 */
public interface FusedOp<K> extends Op<K> {
    /** Calls the kernels of the parts in the order in which a class without fusion does: the same bits. */
    @Override
    K defaultKernel(Kernels kernels);
}
