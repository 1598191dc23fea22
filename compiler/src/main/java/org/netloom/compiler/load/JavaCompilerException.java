package org.netloom.compiler.load;

import java.io.Serial;

/** Why generated Java could not be compiled or loaded, in one sentence. */
public final class JavaCompilerException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public JavaCompilerException(String message) {
        super(message);
    }

    public JavaCompilerException(String message, Throwable cause) {
        super(message, cause);
    }
}
