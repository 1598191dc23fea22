package org.netloom.runtime.op;

/**
 * Multi-head self-attention over a sequence x [N,T,E] (Vaswani et al., 2017): q, k and v are the three thirds of
 * in_proj_weight x + in_proj_bias, cut into heads of E/heads features; {@code softmax(q kᵀ / √(E/heads)) v} of each head,
 * side by side, goes through out_proj. Weights as in PyTorch's MultiheadAttention: in_proj_weight [3E,E], in_proj_bias
 * [3E], out_proj.weight [E,E], out_proj.bias [E].
 *
 * @param heads divides E
 * @param causal whether a step sees itself and what is before it only
 */
public record Attention(Site site, int heads, boolean causal) implements Op {
    public static Attention of(String layer, String position, int heads, boolean causal) {
        return new Attention(new Site(layer, position), heads, causal);
    }
}
