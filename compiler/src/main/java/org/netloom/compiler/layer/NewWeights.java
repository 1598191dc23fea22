package org.netloom.compiler.layer;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import java.util.List;

/** How a generated constructor makes a layer's weights: {@code new ConvWeights(parameter(…), null)}. */
public record NewWeights(ClassName type, List<CodeBlock> arguments) {
    public NewWeights {
        arguments = List.copyOf(arguments);
    }

    public static NewWeights of(ClassName type, CodeBlock... arguments) {
        return new NewWeights(type, List.of(arguments));
    }
}
