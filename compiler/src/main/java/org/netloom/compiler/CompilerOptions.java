package org.netloom.compiler;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.source.SourceFile;

/**
 * What a caller may choose.
 *
 * @param defaultPackage the Java package of a file that names none; may be empty
 */
public record CompilerOptions(Function<SourceFile, String> defaultPackage) {
    /** Files that name no package go into {@link NetCompiler#DEFAULT_PACKAGE}. */
    public static CompilerOptions defaults() {
        return inPackage(null);
    }

    /** All files that name no package go into this one, or into {@link NetCompiler#DEFAULT_PACKAGE} where it is null. */
    public static CompilerOptions inPackage(@Nullable String name) {
        return new CompilerOptions(file -> name == null ? NetCompiler.DEFAULT_PACKAGE : name);
    }
}
