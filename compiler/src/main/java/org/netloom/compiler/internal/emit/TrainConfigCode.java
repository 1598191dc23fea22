package org.netloom.compiler.internal.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import java.util.List;
import java.util.Locale;
import javax.lang.model.element.Modifier;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.TrainPlan;
import org.netloom.compiler.internal.train.TrainKey;
import org.netloom.compiler.layer.Arguments;
import org.netloom.compiler.layer.Numbers;
import org.netloom.compiler.layer.Parameter;

/** What a train section says, as a method of the generated class. */
final class TrainConfigCode {
    /** How much stands before {@code .optimizer(…)}. */
    private static final int INDENT = 16;

    private TrainConfigCode() {}

    /**
     * <pre>
     * public static TrainConfig trainConfig() {
     *     return TrainConfig.builder()
     *             .optimizer(SgdConfig.of(1.0))
     *             .batch(256)
     *             .build();
     * }
     * </pre>
     */
    static MethodSpec method(Network network) {
        TrainPlan plan = network.train();
        CodeBlock.Builder code = CodeBlock.builder().add("return $T.builder()", RuntimeClasses.TRAIN_CONFIG);
        code.indent().indent();
        plan.settings().forEach((key, values) -> {
            // What a bn says of its statistics stands in the network itself.
            if (key != TrainKey.STATS) {
                code.add("\n.$L($L)", Names.variable(key.word()), value(key, values));
            }
        });
        code.add("\n.build();\n").unindent().unindent();
        String file = Positions.file(network.span());
        return MethodSpec.methodBuilder("trainConfig")
                .addJavadoc(
                        plan.isEmpty()
                                ? "The runtime's defaults: $L has no train section for this network."
                                : "What the train section in $L says; the rest are the runtime's defaults.",
                        file)
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .returns(RuntimeClasses.TRAIN_CONFIG)
                .addCode(code.build())
                .build();
    }

    private static CodeBlock value(TrainKey key, List<Object> values) {
        return switch (key) {
            case NORMALIZE -> CodeBlock.of("true");
            case RECALIBRATE_AT -> constant(RuntimeClasses.RECALIBRATE_AT, values);
            default -> {
                int before = INDENT + Names.variable(key.word()).length() + 2;
                yield CodeBlock.join(
                        values.stream()
                                .map(value -> value instanceof TrainPlan.Part part ? made(before, part) : value(value))
                                .toList(),
                        ", ");
            }
        };
    }

    /** {@code Initializer.KAIMING_UNIFORM}. */
    private static CodeBlock constant(ClassName type, List<Object> name) {
        return CodeBlock.of("$T.$L", type, name.get(0).toString().toUpperCase(Locale.ROOT));
    }

    /**
     * {@code SgdConfig.of(0.1).withMomentum(0.9)}: what goes by position, and what by name and is given.
     *
     * @param before how many characters stand before it
     */
    private static CodeBlock made(int before, TrainPlan.Part part) {
        Arguments arguments = part.arguments();
        List<Parameter<?>> parameters = part.component().signature().parameters();
        List<CodeBlock> byPosition = parameters.stream()
                .filter(parameter -> !parameter.byName())
                .map(parameter -> value(arguments.get(parameter)))
                .toList();
        List<CodeBlock> byName = parameters.stream()
                .filter(parameter -> parameter.byName() && arguments.given(parameter))
                .map(parameter -> CodeBlock.of(
                        ".with$L($L)",
                        Names.capitalized(Names.variable(parameter.name())),
                        value(arguments.get(parameter))))
                .toList();
        CodeBlock made =
                CodeBlock.of("$T.of($L)", JavaText.type(part.component().type()), CodeBlock.join(byPosition, ", "));
        return Wrap.chain(before, made, byName);
    }

    private static CodeBlock value(Object value) {
        if (value instanceof Numbers numbers) {
            return CodeBlock.join(
                    numbers.values().stream()
                            .map(number -> CodeBlock.of("$L", number))
                            .toList(),
                    ", ");
        }
        if (value instanceof String word) {
            return JavaText.string(word);
        }
        return CodeBlock.of(value instanceof Long ? "$LL" : "$L", value);
    }
}
