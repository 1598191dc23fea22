package org.netloom.compiler.layer;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import java.util.ArrayList;
import java.util.List;

/**
 * The constant of a generated class that describes an operation to the engine.
 *
 * @param value {@code Conv2d.of("conv1", "lenet.net:4:3", 5, 5)}
 * @param more what is called on it: {@code .pad(2, 2)}
 */
public record Constant(ClassName type, CodeBlock value, List<CodeBlock> more) {
    public Constant {
        more = List.copyOf(more);
    }

    /**
     * {@code Conv2d.of("conv1", "lenet.net:4:3", 5, 5)}.
     *
     * @param site the layer's name and its place, as two arguments
     * @param more arguments: numbers or code
     */
    public static Constant of(ClassName type, CodeBlock site, Object... more) {
        CodeBlock.Builder value = CodeBlock.builder().add("$T.of($L", type, site);
        for (Object argument : more) {
            value.add(", $L", argument);
        }
        return new Constant(type, value.add(")").build(), List.of());
    }

    /** {@code new Site("flatten1", "lenet.net:6:3")}: a name and a place without an operation. */
    public static Constant site(CodeBlock site) {
        return new Constant(RuntimeNames.SITE, CodeBlock.of("new $T($L)", RuntimeNames.SITE, site), List.of());
    }

    /** The same with {@code .stride(2, 2)} behind it, unless the value is the usual one. */
    public Constant withBothAxes(String method, Pair value, Pair usual) {
        return value.equals(usual) ? this : then(CodeBlock.of(".$L($L, $L)", method, value.height(), value.width()));
    }

    /** The same with {@code .groups(2)} behind it, unless the value is the usual one. */
    public Constant with(String method, Object value, Object usual) {
        return value.equals(usual) ? this : then(CodeBlock.of(".$L($L)", method, value));
    }

    /** Whether something is called on it: {@code groups}. */
    public boolean calls(String method) {
        return more.stream().anyMatch(code -> code.toString().startsWith("." + method + "("));
    }

    private Constant then(CodeBlock code) {
        List<CodeBlock> all = new ArrayList<>(more);
        all.add(code);
        return new Constant(type, value, all);
    }
}
