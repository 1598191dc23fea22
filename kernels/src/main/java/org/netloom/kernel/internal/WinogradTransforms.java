package org.netloom.kernel.internal;

/**
 * The transforms of a {@link WinogradForm}: each along one axis of a tile and then along the other. Addresses are of vectors,
 * distances in bytes.
 */
interface WinogradTransforms {

    /**
     * Bᵀ d B.
     *
     * @param row, column from one row and column of d to the next
     * @param next from one of the n² results to the next
     * @param between room for n² vectors
     */
    void transformInputs(long d, long row, long column, long to, long next, long between);

    /** G g Gᵀ, with the same arguments. */
    void transformWeights(long g, long row, long column, long to, long next, long between);

    /** Aᵀ m A: {@code next} is from one of the n² products to the next, row and column are of the result. */
    void transformOutputs(long m, long next, long to, long row, long column, long between);

    /** A dy Aᵀ, the backward pass of {@link #transformOutputs}. */
    void transformOutputGradients(long dy, long row, long column, long to, long next, long between);

    /** Gᵀ u G, the backward pass of {@link #transformWeights}. */
    void transformWeightGradients(long u, long next, long to, long row, long column, long between);
}
