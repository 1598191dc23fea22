package org.netloom.runtime.exception;

import java.io.Serial;

/**
 * A second thread came while another was inside an engine, or inside a network, a pass or an optimizer that runs on it.
 * Nothing was computed for the second one, and what the first computes is not disturbed.
 */
public final class ConcurrentUseException extends NetworkException {
    @Serial
    private static final long serialVersionUID = 1L;

    public ConcurrentUseException(String message) {
        super(message);
    }
}
