package org.netloom.runtime.internal.npy;

import java.io.Serial;
import org.netloom.runtime.exception.NetworkException;

/** An array is whole, and of a type that is not read. */
public final class UnsupportedTypeException extends NetworkException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final NumpyKind kind;

    UnsupportedTypeException(String message, NumpyKind kind, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public NumpyKind kind() {
        return kind;
    }
}
