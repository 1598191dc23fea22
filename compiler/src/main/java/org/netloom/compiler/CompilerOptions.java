package org.netloom.compiler;

import org.jspecify.annotations.Nullable;

/**
 * What a caller may choose.
 *
 * @param defaultPackage the Java package of files that name none, or null for {@code nets}
 */
public record CompilerOptions(@Nullable String defaultPackage) {
    public static CompilerOptions defaults() {
        return new CompilerOptions(null);
    }
}
