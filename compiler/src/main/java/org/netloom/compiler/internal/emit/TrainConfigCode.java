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
import org.netloom.compiler.layer.Parameter;

/** What a train section says, as a method of the generated class. */
final class TrainConfigCode {
    private TrainConfigCode() {}

    /**
     * <pre>
     * public static TrainConfig trainConfig() {
     *     return TrainConfig.builder()
     *             .optimizer(new SgdConfig(1.0))
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
        add(code, "loss", constant(RuntimeClasses.LOSS, plan.loss()));
        add(code, "optimizer", plan.optimizer() == null ? null : optimizer(plan.optimizer()));
        add(code, "init", constant(RuntimeClasses.INITIALIZER, plan.init()));
        add(code, "batch", plan.batch());
        add(code, "epochs", plan.epochs());
        add(code, "seed", plan.seed() == null ? null : CodeBlock.of("$LL", plan.seed()));
        add(code, "recalibrate", plan.recalibrate());
        add(code, "recalibrateAt", constant(RuntimeClasses.RECALIBRATE_AT, plan.recalibrateAt()));
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

    /** {@code Loss.CROSS_ENTROPY}. */
    private static @Nullable CodeBlock constant(ClassName type, @Nullable String name) {
        return name == null ? null : CodeBlock.of("$T.$L", type, name.toUpperCase(Locale.ROOT));
    }

    /** {@code new SgdConfig(1.0)} where only the learning rate is given, otherwise all constants. */
    private static CodeBlock optimizer(TrainPlan.OptimizerPlan plan) {
        List<Parameter<?>> parameters = plan.optimizer().signature().parameters();
        boolean rest = parameters.stream().skip(1).anyMatch(plan.arguments()::given);
        List<CodeBlock> values = parameters.stream()
                .limit(rest ? parameters.size() : 1)
                .map(parameter -> CodeBlock.of("$L", plan.arguments().get(parameter)))
                .toList();
        return Wrap.call(CodeBlock.of("new $T", JavaText.type(plan.optimizer().config())), values);
    }
}
