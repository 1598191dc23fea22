package org.netloom.runtime.exception;

import java.io.Serial;

/** A failure that a user can act on, said in one sentence; a cause, where there is one, is for the developer. */
public class NetworkException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public NetworkException(String message) {
        super(message);
    }

    public NetworkException(String message, Throwable cause) {
        super(message, cause);
    }
}
