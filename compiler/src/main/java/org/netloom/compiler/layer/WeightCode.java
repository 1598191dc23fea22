package org.netloom.compiler.layer;

import com.palantir.javapoet.CodeBlock;

/** Expressions for one layer in the constructor of a generated class. */
public interface WeightCode {
    /** The layer's name: {@code bn1}. */
    String layer();

    /** {@code parameter("conv1.weight", Parameter.Role.WEIGHT, 6, 1, 5, 5)}, or {@code null} where it has none such. */
    CodeBlock parameter(String accessor);
}
