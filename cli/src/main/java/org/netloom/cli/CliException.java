package org.netloom.cli;

import java.io.Serial;

/** What the user must hear, in one sentence; exit code 1. */
final class CliException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    CliException(String message) {
        super(message);
    }

    CliException(String message, Throwable cause) {
        super(message, cause);
    }
}
