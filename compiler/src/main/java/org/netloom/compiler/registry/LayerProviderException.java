package org.netloom.compiler.registry;

import org.jspecify.annotations.Nullable;

/** The layers on the class path cannot be taken together, or one of their providers cannot be loaded: in one sentence. */
public final class LayerProviderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LayerProviderException(String message) {
        this(message, null);
    }

    LayerProviderException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
