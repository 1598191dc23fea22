package org.netloom.op;

import org.jspecify.annotations.Nullable;

/**
 * Multi-head self-attention over a sequence x [N,T,E] (Vaswani et al., 2017): q, k and v are the three thirds of
 * in_proj_weight x + in_proj_bias, cut into heads of E/heads features; {@code softmax(q kᵀ / √(E/heads)) v} of each head,
 * side by side, goes through out_proj. Weights as in PyTorch's MultiheadAttention: in_proj_weight [3E,E], in_proj_bias
 * [3E], out_proj.weight [E,E], out_proj.bias [E].
 *
 * @param heads divides E
 * @param causal whether a step sees itself and what is before it only
 */
public record Attention(Site site, int heads, boolean causal) implements Op<Attention.Kernel> {
    public static Attention of(String layer, String position, int heads, boolean causal) {
        return new Attention(new Site(layer, position), heads, causal);
    }

    /**
     * The parameters, or the gradients by them.
     *
     * @param inWeight in_proj_weight, [3E,E]
     * @param inBias in_proj_bias, [3E], or null
     * @param outWeight out_proj.weight, [E,E]
     * @param outBias out_proj.bias, [E], or null
     */
    public record Weights(
            Array inWeight,
            @Nullable Array inBias,
            Array outWeight,
            @Nullable Array outBias) {}

    /**
     * What forward leaves for backward.
     *
     * @param projected the queries, keys and values, [N,T,3E]
     * @param shares the softmax, [N,heads,T,T]: how much of each step goes into each
     * @param mixed the heads' outputs side by side, [N,T,E]
     */
    public record Kept(Tensor projected, Tensor shares, Tensor mixed) {}

    /** Computes it. */
    public interface Kernel {
        /** @param kept written, with or without a backward pass */
        void forward(Tensor x, Weights weights, Kept kept, Tensor y);

        /** The gradients of {@link #forward}, with what it left in {@code kept}. */
        void backward(Tensor x, Weights weights, Kept kept, Tensor dy, @Nullable Tensor dx, Weights dWeights);
    }
}
