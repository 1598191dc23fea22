package org.netloom.compiler.registry;

import org.jspecify.annotations.Nullable;

/** What others add on the class path cannot be taken together, or one of their providers cannot be loaded: in one sentence. */
public final class ProviderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ProviderException(String message) {
        this(message, null);
    }

    ProviderException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
