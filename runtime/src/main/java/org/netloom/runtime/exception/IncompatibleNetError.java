package org.netloom.runtime.exception;

/**
 * A generated class meets a runtime that it was not generated for. It is thrown when the class is loaded, before anything
 * of it runs; where it would be a {@link NoSuchMethodError} otherwise, this one says what to do.
 */
public final class IncompatibleNetError extends LinkageError {
    private static final long serialVersionUID = 1L;

    public IncompatibleNetError(String message) {
        super(message);
    }
}
