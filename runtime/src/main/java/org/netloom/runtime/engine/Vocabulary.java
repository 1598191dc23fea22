package org.netloom.runtime.engine;

import java.util.Locale;
import org.netloom.op.Embedding;
import org.netloom.runtime.exception.NetworkException;

/** The tokens of an embedding, as every engine checks them. */
public final class Vocabulary {
    private Vocabulary() {}

    /**
     * The row of a token.
     *
     * @param vocabulary V, the rows of the weight
     * @param place where in its example the token is
     * @param example which one of the batch that is
     * @throws NetworkException which names the token if it is not a whole number in [0, V)
     */
    public static int row(Embedding op, double token, int vocabulary, int place, int example) {
        if (!(token >= 0 && token < vocabulary && token == Math.rint(token))) {
            throw new NetworkException(String.format(
                    Locale.ROOT,
                    "%s takes tokens, whole numbers from 0 to %d, and not %s (at %d of example %d in the batch)",
                    op.site(),
                    vocabulary - 1,
                    token,
                    place,
                    example));
        }
        return (int) token;
    }
}
