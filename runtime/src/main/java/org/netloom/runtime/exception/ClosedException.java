package org.netloom.runtime.exception;

import java.io.Serial;

/** Something was used after its {@code close}, or after that of what it runs on. To close it once more is harmless. */
public final class ClosedException extends NetworkException {
    @Serial
    private static final long serialVersionUID = 1L;

    public ClosedException(String message) {
        super(message);
    }
}
