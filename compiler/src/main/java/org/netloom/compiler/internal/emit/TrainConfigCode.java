package org.netloom.compiler.internal.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import java.util.List;
import java.util.Locale;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.TrainPlan;
import org.netloom.compiler.layer.Arguments;
import org.netloom.compiler.layer.JavaType;
import org.netloom.compiler.layer.Numbers;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Signature;

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
        add(code, "data", plan.data() == null ? null : JavaText.string(plan.data()));
        add(code, "loss", plan.loss() == null ? null : loss(plan.loss()));
        add(code, "optimizer", plan.optimizer() == null ? null : optimizer(plan.optimizer()));
        add(code, "init", constant(RuntimeClasses.INITIALIZER, plan.init()));
        add(code, "batch", plan.schedule().batch());
        add(code, "epochs", plan.schedule().epochs());
        add(
                code,
                "seed",
                plan.schedule().seed() == null
                        ? null
                        : CodeBlock.of("$LL", plan.schedule().seed()));
        add(code, "recalibrate", plan.statistics().recalibrate());
        add(
                code,
                "recalibrateAt",
                constant(RuntimeClasses.RECALIBRATE_AT, plan.statistics().recalibrateAt()));
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

    private static void add(CodeBlock.Builder code, String method, @Nullable Object value) {
        if (value != null) {
            code.add("\n.$L($L)", method, value);
        }
    }

    /** {@code Initializer.KAIMING_UNIFORM}. */
    private static @Nullable CodeBlock constant(ClassName type, @Nullable String name) {
        return name == null ? null : CodeBlock.of("$T.$L", type, name.toUpperCase(Locale.ROOT));
    }

    private static CodeBlock loss(TrainPlan.LossPlan plan) {
        return made(".loss(", plan.loss().type(), plan.loss().signature(), plan.arguments());
    }

    private static CodeBlock optimizer(TrainPlan.OptimizerPlan plan) {
        return made(".optimizer(", plan.optimizer().config(), plan.optimizer().signature(), plan.arguments());
    }

    /**
     * {@code SgdConfig.of(0.1).withMomentum(0.9)}: what goes by position, and what by name and is given.
     *
     * @param before what stands before it, behind 16 spaces
     */
    private static CodeBlock made(String before, JavaType type, Signature signature, Arguments arguments) {
        List<Parameter<?>> parameters = signature.parameters();
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
        CodeBlock made = CodeBlock.of("$T.of($L)", JavaText.type(type), CodeBlock.join(byPosition, ", "));
        return Wrap.chain(INDENT + before.length(), made, byName);
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
