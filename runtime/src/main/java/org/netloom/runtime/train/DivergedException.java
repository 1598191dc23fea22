package org.netloom.runtime.train;

import java.io.Serial;
import java.util.Locale;
import org.netloom.runtime.exception.NetworkException;

/** Training came to numbers that are none: NaN or infinity. */
public final class DivergedException extends NetworkException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final long step;
    private final String where;

    DivergedException(long step, String where, String wayOut) {
        super(String.format(Locale.ROOT, "training stopped at step %d: %s is NaN or infinite%s", step, where, wayOut));
        this.step = step;
        this.where = where;
    }

    /** The step that met it, from 1. */
    public long step() {
        return step;
    }

    /** The first layer whose output holds such a number, the parameter that does, or the loss. */
    public String where() {
        return where;
    }
}
