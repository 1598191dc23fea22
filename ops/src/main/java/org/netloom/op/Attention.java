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

    /** Computes it. */
    public interface Kernel {
        /**
         * @param projected becomes the queries, keys and values, [N,T,3E]
         * @param shares becomes the softmax, [N,heads,T,T]: how much of each step goes into each
         * @param mixed becomes the heads' outputs side by side, [N,T,E]
         */
        void forward(
                Tensor x,
                Array inWeight,
                @Nullable Array inBias,
                Array outWeight,
                @Nullable Array outBias,
                Tensor projected,
                Tensor shares,
                Tensor mixed,
                Tensor y);

        void backward(
                Tensor x,
                Array inWeight,
                Array outWeight,
                Tensor projected,
                Tensor shares,
                Tensor mixed,
                Tensor dy,
                @Nullable Tensor dx,
                Array dInWeight,
                @Nullable Array dInBias,
                Array dOutWeight,
                @Nullable Array dOutBias);
    }
}
