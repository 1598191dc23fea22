package org.netloom.compiler.internal.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.internal.ir.PassClass;
import org.netloom.compiler.internal.lower.Declaration;
import org.netloom.compiler.internal.lower.Program;
import org.netloom.compiler.layer.Operand;

/**
 * Prints the program of a pass as a class.
 *
 * <pre>
 * public static final class Training extends TrainingPass {
 *     private final LeNet net;
 *     private final Conv2d.Kernel conv1 = kernel(CONV1);               // what computes each layer
 *     private final Tensor conv1Out = output(CONV1.site(), 6, 24, 24); // what each layer puts out
 *     private final Tensor dConv1 = shared(1, 6, 24, 24);              // the gradient of the loss by it
 *     private final NdArray dConv1Weight;                              // the gradient by each weight
 *
 *     protected Tensor runForward(INDArray x) {
 *         nextStep();
 *         start(x, input);
 *         // lenet.net:4:3   conv(6, 5)   [N,1,28,28] -> [N,6,24,24]
 *         conv1.forward(input, net.conv1.weight(), net.conv1.bias(), conv1Out);
 *         …
 *     }
 *
 *     protected void runBackward() {
 *         …
 *         // conv(6, 5): nobody needs the gradient by its input
 *         conv1.backward(input, net.conv1.weight(), dConv1, null, dConv1Weight, dConv1Bias);
 *         ready(dConv1Weight, dConv1Bias);                              // an optimizer may move conv1 now
 *     }
 * }
 * </pre>
 */
final class PassEmitter {
    private final Program program;
    private final ClassName self;
    private final Fields fields;
    private final KernelCode kernels;
    private final Set<String> documented = new HashSet<>();

    private PassEmitter(Program program, ClassName self) {
        this.program = program;
        this.self = self;
        this.fields = new Fields("Buffers", nodes());
        this.kernels = new KernelCode(program);
    }

    static TypeSpec emit(Program program, ClassName self) {
        return new PassEmitter(program, self).type();
    }

    private int nodes() {
        return program.network().nodes().size();
    }

    private TypeSpec type() {
        kernels.declare(fields);
        program.declarations().forEach(this::add);
        GroupCode groups = new GroupCode(program.steps(), fields.names());
        groups.declare(fields);
        LineCode lines = new LineCode(kernels, groups);
        TypeSpec.Builder type = switch (program.pass()) {
            case TRAINING ->
                builder(RuntimeClasses.TRAINING_PASS, "Forward and backward, with the statistics of the batch.");
            case INFERENCE -> builder(RuntimeClasses.INFERENCE_PASS, "Forward only, with the moving statistics.");
            case CALIBRATION ->
                builder(
                        RuntimeClasses.CALIBRATION_PASS,
                        "Inference with nothing folded, which shows what comes into each batch normalization.");
        };
        fields.declare(type);
        type.addMethod(constructor());
        fields.methods().forEach(type::addMethod);
        addForward(type, lines);
        addBackward(type, lines);
        addFold(type);
        return type.build();
    }

    private TypeSpec.Builder builder(ClassName superclass, String doc) {
        return TypeSpec.classBuilder(program.pass().simpleName())
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC, Modifier.FINAL)
                .superclass(superclass)
                .addJavadoc("$L", doc)
                .addField(self, "net", Modifier.PRIVATE, Modifier.FINAL);
    }

    private MethodSpec constructor() {
        return MethodSpec.constructorBuilder()
                .addModifiers(Modifier.PRIVATE)
                .addParameter(self, "net")
                .addStatement("super(net)")
                .addStatement("this.net = net")
                .addCode(fields.assignments())
                .build();
    }

    private void add(Declaration declaration) {
        if (declaration instanceof Declaration.Buffer buffer) {
            fields.initialized(RuntimeClasses.TENSOR, JavaOperand.name(buffer.tensor()), memory(buffer), doc(buffer));
        } else if (declaration instanceof Declaration.Statistics statistics) {
            CodeBlock room = CodeBlock.of(
                    "batchStatistics($L, $L, net.$L.statistics())",
                    Names.constant(statistics.node().name()),
                    statistics.valuesOfExample(),
                    Names.variable(statistics.node().owner()));
            fields.assigned(
                    RuntimeClasses.BATCH_STATISTICS, JavaOperand.name(statistics.room()), room, doc(statistics));
        } else if (declaration instanceof Declaration.ParameterGradient gradient) {
            CodeBlock room = CodeBlock.of(
                    "$L($L)",
                    gradient.shared() ? "sharedGradient" : "gradient",
                    JavaOperand.name(gradient.parameter()));
            fields.assigned(RuntimeClasses.NDARRAY, JavaOperand.name(gradient.room()), room, doc(gradient));
        } else if (declaration instanceof Declaration.Folded folded) {
            CodeBlock room = CodeBlock.of("folded($L)", JavaEmitter.list(folded.dims()));
            fields.initialized(RuntimeClasses.NDARRAY, JavaOperand.name(folded.room()), room, doc(folded));
        }
    }

    /** What stands before the first field of a group. */
    private @Nullable String doc(Declaration declaration) {
        String group = group(declaration);
        return group != null && documented.add(group) ? group : null;
    }

    private @Nullable String group(Declaration declaration) {
        if (declaration instanceof Declaration.ParameterGradient) {
            return "The gradient of the loss by each trained weight.";
        }
        if (declaration instanceof Declaration.Folded) {
            return "Weights with the scale and shift of a batch normalization in them.";
        }
        if (declaration instanceof Declaration.Buffer buffer) {
            if (buffer.tensor() instanceof Operand.Value) {
                return "The input and what each layer puts out, for the batch at hand.";
            }
            if (!(buffer.tensor() instanceof Operand.Kept)) {
                return "The gradient of the loss by each of them.";
            }
        }
        return program.pass() == PassClass.TRAINING ? "What the forward pass keeps for the backward pass." : null;
    }

    /** {@code output(CONV1.site(), shared(1, 6, 24, 24))}, {@code tensor(6, 24, 24)}, {@code reshape(conv1Out, 576)}. */
    private CodeBlock memory(Declaration.Buffer buffer) {
        String dims = JavaEmitter.list(buffer.dims());
        Node traced = buffer.traced();
        if (buffer.memoryOf() != null) {
            String source = JavaOperand.name(buffer.memoryOf());
            return traced == null
                    ? CodeBlock.of("reshape($L, $L)", source, dims)
                    : CodeBlock.of("reshape($L, $L, $L)", site(traced), source, dims);
        }
        OptionalInt slot = program.memory().slot(buffer.tensor());
        if (slot.isPresent()) {
            CodeBlock shared = CodeBlock.of("shared($L, $L)", slot.getAsInt(), dims);
            return traced == null ? shared : CodeBlock.of("output($L, $L)", site(traced), shared);
        }
        return traced == null ? CodeBlock.of("tensor($L)", dims) : CodeBlock.of("output($L, $L)", site(traced), dims);
    }

    private static String site(Node node) {
        String op = Names.constant(node.name());
        return node.layer().constant(node.use()).isSite() ? op : op + ".site()";
    }

    private void addForward(TypeSpec.Builder type, LineCode lines) {
        CodeBlock.Builder start = CodeBlock.builder();
        if (program.pass() == PassClass.TRAINING) {
            start.addStatement("nextStep()");
        }
        if (!program.folds().isEmpty()) {
            start.beginControlFlow("if (!foldIfChanged())")
                    .addStatement("return unfolded(x)")
                    .endControlFlow();
        }
        start.addStatement(
                "start(x, $L)", Names.variable(program.network().input().name()));
        Comments comments = new Comments(program.network());
        List<CodeBlock> pieces = program.forward().stream()
                .flatMap(section -> Chunks.piece(comments.forward(section), lines.of(section.lines())).stream())
                .toList();
        MethodSpec.Builder method = overriding("runForward", Modifier.PROTECTED, RuntimeClasses.TENSOR)
                .addParameter(RuntimeClasses.INDARRAY, "x")
                .addCode(start.build());
        CodeBlock end = CodeBlock.builder()
                .addStatement("return $L", JavaOperand.name(program.output()))
                .build();
        addBody(type, "forward", method, pieces, end);
    }

    private void addBackward(TypeSpec.Builder type, LineCode lines) {
        Operand.Tensor gradient = program.outputGradient();
        if (gradient == null) {
            return;
        }
        type.addMethod(overriding("outputGradient", Modifier.PUBLIC, RuntimeClasses.TENSOR)
                .addStatement("return $L", JavaOperand.name(gradient))
                .build());
        List<CodeBlock> pieces = program.backward().stream()
                .flatMap(section -> Chunks.piece(Comments.backward(section), lines.of(section.lines())).stream())
                .toList();
        MethodSpec.Builder method = overriding("runBackward", Modifier.PROTECTED, TypeName.VOID);
        addBody(type, "backward", method, pieces, CodeBlock.of(""));
    }

    private void addFold(TypeSpec.Builder type) {
        if (!program.folds().isEmpty()) {
            List<CodeBlock> pieces = program.folds().stream()
                    .flatMap(fold -> LineCode.of(fold).stream())
                    .toList();
            addBody(type, "fold", overriding("fold", Modifier.PROTECTED, TypeName.VOID), pieces, CodeBlock.of(""));
        }
    }

    /** Adds a method of these pieces; in a deep network it calls others that hold them. */
    private void addBody(
            TypeSpec.Builder type, String name, MethodSpec.Builder method, List<CodeBlock> pieces, CodeBlock end) {
        boolean deep = Chunks.needed(nodes(), pieces.size());
        method.addCode(deep ? Chunks.calls(pieces, name) : CodeBlock.join(pieces, ""));
        type.addMethod(method.addCode(end).build());
        if (deep) {
            Chunks.methods(pieces, name).forEach(type::addMethod);
        }
    }

    private static MethodSpec.Builder overriding(String name, Modifier access, TypeName returned) {
        return MethodSpec.methodBuilder(name)
                .addAnnotation(Override.class)
                .addModifiers(access)
                .returns(returned);
    }
}
