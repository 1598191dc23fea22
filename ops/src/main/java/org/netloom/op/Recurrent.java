package org.netloom.op;

import org.jspecify.annotations.Nullable;

/**
 * A recurrent layer over a sequence x [N,T,F], from a state of zeros at the first step; y [N,T,H] has the state h after
 * each. Weights are PyTorch's: weight_ih [G·H,F], weight_hh [G·H,H] and, if any, bias_ih and bias_hh [G·H], with the
 * rows of the G gates one block after another.
 */
public record Recurrent(Site site, Cell cell) implements Op<Recurrent.Kernel> {

    /** What happens at a step; a = weight_ih x + bias_ih, b = weight_hh h' + bias_hh with the state h' before it. */
    public enum Cell {
        /** h = tanh(a + b) (Elman, 1990). */
        TANH(1, 0),
        /** h = max(0, a + b). */
        RELU(1, 0),
        /**
         * Gates i, f, g, o: σ(a + b), for g tanh(a + b); c = f c' + i g, h = o tanh(c) (Hochreiter and Schmidhuber, 1997;
         * Gers, Schmidhuber and Cummins, 2000). Kept: i, f, g, o, c.
         */
        LSTM(4, 5),
        /**
         * Gates r, z, n: r and z are σ(a + b), n = tanh(a + r b); h = (1 - z) n + z h' (Cho et al., 2014, with r behind
         * the product as cuDNN and PyTorch have it). Kept: r, z, n, and b of n.
         */
        GRU(3, 4);

        private final int gates;
        private final int kept;

        Cell(int gates, int kept) {
            this.gates = gates;
            this.kept = kept;
        }

        /** G, the number of blocks of rows in each weight. */
        public int gates() {
            return gates;
        }

        /** How many values for each unit and step backward needs beside the output. */
        public int kept() {
            return kept;
        }
    }

    public static Recurrent of(String layer, String position, Cell cell) {
        return new Recurrent(new Site(layer, position), cell);
    }

    /**
     * The parameters, or the gradients by them.
     *
     * @param weightIh [G·H,F]
     * @param weightHh [G·H,H]
     * @param biasIh [G·H], or null
     * @param biasHh [G·H], or null
     */
    public record Weights(
            Array weightIh,
            Array weightHh,
            @Nullable Array biasIh,
            @Nullable Array biasHh) {}

    /** Computes it. */
    public interface Kernel {
        /**
         * @param kept [N,T,kept·H], written for backward; null where there is none or the cell keeps nothing
         */
        void forward(Tensor x, Weights weights, @Nullable Tensor kept, Tensor y);

        /** Backward through all steps (Werbos, 1990). */
        void backward(
                Tensor x,
                Weights weights,
                @Nullable Tensor kept,
                Tensor y,
                Tensor dy,
                @Nullable Tensor dx,
                Weights dWeights);
    }
}
