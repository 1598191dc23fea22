package org.netloom.runtime.op;

import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.NetworkException;
import org.netloom.runtime.engine.Tensor;

/** Looks up a row of weight [V,F] for each token: x [N,T] of whole numbers in [0, V), y [N,T,F]. */
public record Embedding(Site site) implements Op<Embedding.Kernel> {
    public static Embedding of(String layer, String position) {
        return new Embedding(new Site(layer, position));
    }

    /**
     * The row of a token.
     *
     * @param vocabulary V, the rows of the weight
     * @param place where in its example the token is
     * @param example which one of the batch that is
     * @throws NetworkException which names the token if it is not a whole number in [0, V)
     */
    public int row(double token, int vocabulary, int place, int example) {
        if (!(token >= 0 && token < vocabulary && token == Math.rint(token))) {
            throw new NetworkException(String.format(
                    Locale.ROOT,
                    "%s takes tokens, whole numbers from 0 to %d, and not %s (at %d of example %d in the batch)",
                    site,
                    vocabulary - 1,
                    token,
                    place,
                    example));
        }
        return (int) token;
    }

    /** Computes it. */
    public interface Kernel {
        /** Refuses what is not a whole number in [0, V). */
        void forward(Tensor tokens, INDArray weight, Tensor y);

        void backward(Tensor tokens, Tensor dy, INDArray dWeight);
    }
}
