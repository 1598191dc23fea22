package org.netloom.compiler.internal.emit;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.builtin.BatchNorm;
import org.netloom.compiler.internal.ir.ConstantName;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.internal.ir.PassClass;
import org.netloom.compiler.internal.lower.Lowering;
import org.netloom.compiler.internal.lower.Projections;
import org.netloom.compiler.layer.Constant;
import org.netloom.compiler.layer.JavaValue;
import org.netloom.compiler.layer.NewWeights;
import org.netloom.compiler.layer.Pair;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.Weight;
import org.netloom.compiler.options.Optimizations;

/**
 * Writes the Java class of a network.
 *
 * <pre>
 * public final class LeNet extends Network {
 *     private static final Conv2d CONV1 = Conv2d.of("conv1", "lenet.net:4:3", 5, 5);     // one for each operation
 *     private final ConvWeights conv1;                                                    // one for each with weights
 *
 *     public LeNet(Engine engine) { … }
 *     public static TrainConfig trainConfig() { … }
 *     public ConvWeights conv1() { … }
 *     public Training training() { … }
 *     public Inference inference() { … }
 *     public Calibration calibration() { … }                                              // where there is a bn
 *
 *     public static final class Training extends TrainingPass { … }                       // see {@link PassEmitter}
 *     public static final class Inference extends InferencePass { … }
 *     public static final class Calibration extends CalibrationPass { … }
 * }
 * </pre>
 *
 * <p>The same network gives the same text, on every machine and day: no dates, no paths.
 */
public final class JavaEmitter {
    private static final String OPERATIONS = "makeOperations";

    /** What the runtime of this release takes; a test compares it with that. */
    static final int FORMAT = 4;

    private final Network network;
    private final ClassName self;
    private final Optimizations optimizations;

    private JavaEmitter(Network network, Optimizations optimizations) {
        this.network = network;
        this.optimizations = optimizations;
        this.self = ClassName.get(network.packageName(), network.name());
    }

    /** The text of the Java file. */
    public static String emit(Network network, Optimizations optimizations) {
        TypeSpec type = new JavaEmitter(network, optimizations).type();
        String source = JavaFile.builder(network.packageName(), type)
                .indent("    ")
                .skipJavaLangImports(true)
                .build()
                .toString();
        return Tidy.tidy(source);
    }

    private TypeSpec type() {
        TypeSpec.Builder type = TypeSpec.classBuilder(self)
                .addJavadoc("$L", ClassDoc.of(network))
                .addAnnotation(AnnotationSpec.builder(RuntimeClasses.GENERATED)
                        .addMember("value", "$S", "org.netloom.compiler")
                        .build())
                .addModifiers(Modifier.PUBLIC, Modifier.FINAL)
                .superclass(RuntimeClasses.NETWORK)
                .addField(format());
        if (ClassDoc.deprecates(network)) {
            type.addAnnotation(Deprecated.class);
        }
        network.constants().forEach((name, value) -> type.addField(constant(name, value)));
        addOperations(type);
        Fields weights = new Fields("Weights", network.nodes().size());
        Map<String, Node> projections = new HashMap<>();
        Projections.of(network).forEach((bn, layer) -> projections.putIfAbsent(bn.owner(), layer));
        network.nodes().forEach(node -> addWeights(node, projections.get(node.name()), weights));
        weights.declare(type);
        type.addMethod(constructor(weights));
        weights.methods().forEach(type::addMethod);
        type.addMethod(name())
                .addMethod(shape("inputShape", network.inputShape()))
                .addMethod(shape("outputShape", network.output().shape()))
                .addMethod(TrainConfigCode.method(network));
        network.nodes().forEach(node -> addAccessor(node, type));
        type.addMethod(pass(PassClass.TRAINING))
                .addMethod(pass(PassClass.INFERENCE))
                .addType(PassEmitter.emit(Lowering.training(network, optimizations), self))
                .addType(PassEmitter.emit(Lowering.inference(network, optimizations), self));
        if (network.nodes().stream().anyMatch(node -> node.layer() instanceof BatchNorm)) {
            type.addMethod(pass(PassClass.CALIBRATION)).addType(PassEmitter.emit(Lowering.calibration(network), self));
        }
        return type.build();
    }

    /**
     * {@code private static final int FORMAT = format(2, LeNetBn.class);}: first, so that nothing of a runtime that does not
     * fit is asked for before.
     */
    private FieldSpec format() {
        return FieldSpec.builder(TypeName.INT, "FORMAT", Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .initializer("format($L, $T.class)", FORMAT, self)
                .build();
    }

    /** {@code public static final int CLASSES = 10;}: a parameter of the net, which its shapes follow from. */
    private static FieldSpec constant(String parameter, Object value) {
        TypeName type;
        CodeBlock literal;
        if (value instanceof Pair pair) {
            type = ParameterizedTypeName.get(List.class, Integer.class);
            literal = CodeBlock.of("$T.of($L, $L)", List.class, pair.height(), pair.width());
        } else if (value instanceof Long whole && whole != whole.intValue()) {
            type = TypeName.LONG;
            literal = CodeBlock.of("$LL", whole);
        } else {
            type = value instanceof Long ? TypeName.INT : value instanceof Double ? TypeName.DOUBLE : TypeName.BOOLEAN;
            literal = CodeBlock.of("$L", value);
        }
        return FieldSpec.builder(type, ConstantName.of(parameter), Modifier.PUBLIC, Modifier.STATIC, Modifier.FINAL)
                .addJavadoc("The parameter {@code $L}, with which this class was generated.", parameter)
                .initializer(literal)
                .build();
    }

    /**
     * {@code private static final Conv2d CONV1 = Conv2d.of("conv1", "lenet.net:4:3", 5, 5);} for each node; in a deep
     * network they are assigned in methods, and not final, because the code of all initializers is one method.
     */
    private void addOperations(TypeSpec.Builder type) {
        boolean deep = Chunks.needed(network.nodes().size());
        List<CodeBlock> statements = new ArrayList<>();
        for (Node node : network.nodes()) {
            String name = Names.constant(node.name());
            Constant constant = node.layer().constant(node.use());
            FieldSpec.Builder field = FieldSpec.builder(constant.type(), name, Modifier.PRIVATE, Modifier.STATIC);
            CodeBlock value = ConstantCode.value(node, constant);
            if (deep) {
                statements.add(CodeBlock.of("$L = $L;\n", name, value));
            } else {
                field.addModifiers(Modifier.FINAL).initializer(value);
            }
            type.addField(field.build());
        }
        if (deep) {
            type.addStaticBlock(Chunks.calls(statements, OPERATIONS));
            Chunks.methods(statements, OPERATIONS, Modifier.STATIC).forEach(type::addMethod);
        }
    }

    /** {@code conv1 = new ConvWeights(parameter("conv1.weight", Parameter.Role.WEIGHT, 6, 1, 5, 5), null);} */
    private static void addWeights(Node node, @Nullable Node projecting, Fields fields) {
        NewWeights made = node.ownsWeights() ? node.layer().newWeights(node.use()) : null;
        if (made == null) {
            return;
        }
        ClassName type = JavaText.type(made.type());
        List<CodeBlock> arguments = made.arguments().stream()
                .map(argument -> argument(node, projecting, argument))
                .toList();
        String name = Names.variable(node.name());
        fields.assigned(type, name, Wrap.assigned(name, CodeBlock.of("new $T", type), arguments), null);
    }

    private static CodeBlock argument(Node node, @Nullable Node projecting, NewWeights.Argument argument) {
        if (argument instanceof NewWeights.MovingStatistics moving) {
            CodeBlock statistics = CodeBlock.of(
                    "movingStatistics($S, $L, $L", node.name(), moving.channels(), JavaText.value(moving.estimator()));
            return projecting == null
                    ? CodeBlock.of("$L)", statistics)
                    : CodeBlock.of("$L)", Wrap.argument(statistics, through(projecting)));
        }
        String accessor = ((NewWeights.OwnParameter) argument).accessor();
        for (Weight weight : node.weights()) {
            if (weight.accessor().equals(accessor)) {
                JavaValue start = weight.start();
                return CodeBlock.of(
                        "parameter($S, $T.$L, $L$L)",
                        node.name() + "." + weight.key(),
                        RuntimeClasses.ROLE,
                        weight.role(),
                        start == null ? "" : CodeBlock.of("$L, ", JavaText.value(start)),
                        list(weight.shape()));
            }
        }
        return CodeBlock.of("null");
    }

    /** {@code .through(CONV1, conv1.weight(), conv1.bias(), 1, 28, 28)}. */
    private static CodeBlock through(Node layer) {
        String owner = Names.variable(layer.owner());
        return CodeBlock.of(
                ".through($L, $L.weight(), $L.bias(), $L)",
                Names.constant(layer.owner()),
                owner,
                owner,
                list(layer.inputs().get(0).shape().dims()));
    }

    private static MethodSpec constructor(Fields weights) {
        return MethodSpec.constructorBuilder()
                .addJavadoc("The network on this engine, its weights drawn as {@link #trainConfig} says.")
                .addModifiers(Modifier.PUBLIC)
                .addParameter(RuntimeClasses.ENGINE, "engine")
                .addStatement("super(engine)")
                .addCode(weights.assignments())
                .addStatement("initialize(trainConfig().init(), trainConfig().seed())")
                .build();
    }

    private MethodSpec name() {
        return overriding("name", ClassName.get(String.class))
                .addStatement("return $S", network.name())
                .build();
    }

    private static MethodSpec shape(String method, Shape shape) {
        TypeName list = ParameterizedTypeName.get(ClassName.get(List.class), ClassName.get(Integer.class));
        return overriding(method, list)
                .addStatement("return $T.of($L)", List.class, list(shape.dims()))
                .build();
    }

    /** {@code public ConvWeights conv1() { return conv1; }} */
    private static void addAccessor(Node node, TypeSpec.Builder type) {
        NewWeights made = node.ownsWeights() ? node.layer().newWeights(node.use()) : null;
        if (made == null) {
            return;
        }
        String name = Names.variable(node.name());
        type.addMethod(MethodSpec.methodBuilder(name)
                .addJavadoc("{@code $L} at $L.", Harmless.line(node.call()), Positions.of(node))
                .addModifiers(Modifier.PUBLIC)
                .returns(JavaText.type(made.type()))
                .addStatement("return $L", name)
                .build());
    }

    private MethodSpec pass(PassClass type) {
        ClassName pass = self.nestedClass(type.simpleName());
        return overriding(type.method(), pass)
                .addStatement("return new $T(this)", pass)
                .build();
    }

    private static MethodSpec.Builder overriding(String method, TypeName returned) {
        return MethodSpec.methodBuilder(method)
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .returns(returned);
    }

    /** {@code 6, 24, 24}. */
    static String list(List<Integer> sizes) {
        List<String> texts = new ArrayList<>();
        sizes.forEach(size -> texts.add(String.valueOf(size)));
        return String.join(", ", texts);
    }
}
