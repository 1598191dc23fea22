package org.netloom.compiler.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.ir.Fusion;
import org.netloom.compiler.ir.Fusions;
import org.netloom.compiler.ir.GradientFlow;
import org.netloom.compiler.ir.GradientFlow.Contribution;
import org.netloom.compiler.ir.MemoryPlan;
import org.netloom.compiler.ir.Network;
import org.netloom.compiler.ir.Node;
import org.netloom.compiler.ir.Optimizations;
import org.netloom.compiler.ir.PassClass;
import org.netloom.compiler.ir.Value;
import org.netloom.compiler.layer.RuntimeNames;

/**
 * Writes the training pass.
 *
 * <pre>
 * public static final class Training extends TrainingPass {
 *     private final LeNet net;
 *     private final Tensor conv1 = output(CONV1.site(), 6, 24, 24);    // what each layer puts out
 *     private final Tensor dConv1 = tensor(6, 24, 24);                 // the gradient of the loss by it
 *     private final INDArray dConv1Weight;                             // the gradient by each weight
 *
 *     protected Tensor runForward(INDArray x) {
 *         start(x, input);
 *         // lenet.net:4:3   conv(6, 5)   [N,1,28,28] -> [N,6,24,24]
 *         engine.conv2d(CONV1, input, net.conv1.weight(), net.conv1.bias(), conv1);
 *         …
 *     }
 *
 *     protected void runBackward() {
 *         …
 *         // conv(6, 5): nobody needs the gradient by its input
 *         engine.conv2dBackward(CONV1, input, net.conv1.weight(), dConv1, null, dConv1Weight, dConv1Bias);
 *         ready(dConv1Weight, dConv1Bias);                              // an optimizer may move conv1 now
 *     }
 * }
 * </pre>
 */
final class TrainingEmitter {
    private final Network network;
    private final ClassName self;
    private final GradientFlow flow;
    private final Fusions fusions;
    private final WeightGradients weightGradients;
    private final Comments comments;
    private final Fields fields;
    private final Tensors tensors;
    private int seeds;

    TrainingEmitter(Network network, ClassName self, Optimizations optimizations) {
        this.network = network;
        this.self = self;
        this.flow = new GradientFlow(network);
        this.fusions = optimizations.fuse() ? Fusions.training(network) : Fusions.none();
        this.weightGradients = new WeightGradients(network);
        this.comments = new Comments(network);
        this.fields = new Fields("Buffers", network.nodes().size());
        this.tensors = new Tensors(optimizations.share());
    }

    /** The memory of the pass. */
    static MemoryPlan memory(Network network, ClassName self, Optimizations optimizations) {
        TrainingEmitter emitter = new TrainingEmitter(network, self, optimizations);
        emitter.type();
        return emitter.tensors.plan();
    }

    TypeSpec type() {
        addOutputs();
        addKept();
        addGradients();
        weightGradients.declare(fields);
        List<CodeBlock> forward =
                network.nodes().stream().flatMap(node -> forward(node).stream()).toList();
        String output = Names.variable(network.output().name());
        String outputGradient = Names.gradient(network.output().name());
        // What layers put out is there until the way back begins; the loss writes its gradient in between.
        tensors.need(network.nodes().stream()
                .map(node -> Names.variable(node.name()))
                .toList());
        tensors.need(List.of(output, outputGradient));
        List<CodeBlock> backward = backward();
        tensors.need(List.of(output, outputGradient));
        TypeSpec.Builder type = PassCode.type(self, PassClass.TRAINING, RuntimeNames.TRAINING_PASS)
                .addJavadoc("Forward and backward, with the statistics of the batch.");
        fields.declare(type);
        type.addMethod(PassCode.constructor(self, fields));
        fields.methods().forEach(type::addMethod);
        CodeBlock start = CodeBlock.builder()
                .addStatement("nextStep()")
                .addStatement("start(x, $L)", Network.INPUT)
                .build();
        PassCode.addForward(type, network, start, forward, output);
        type.addMethod(PassCode.overriding(Modifier.PUBLIC, "outputGradient", RuntimeNames.TENSOR)
                .addStatement("return $L", outputGradient)
                .build());
        MethodSpec.Builder runBackward = PassCode.overriding(Modifier.PROTECTED, "runBackward", null);
        PassCode.addBody(type, network, "backward", runBackward, backward, CodeBlock.of(""));
        return type.build();
    }

    private void addOutputs() {
        PassCode.addInput(fields, tensors, network);
        network.nodes()
                .forEach(node -> PassCode.addTracedOutput(
                        fields,
                        tensors,
                        node,
                        Names.variable(node.inputs().get(0).name())));
    }

    private void addKept() {
        String doc = "What the forward pass keeps for the way back.";
        for (Node node : network.nodes()) {
            if (PassCode.addKept(fields, tensors, node, doc)) {
                doc = null;
            }
        }
    }

    private void addGradients() {
        String doc = "The gradient of the loss by each of them.";
        addContributions(network.input());
        for (Node node : network.nodes()) {
            if (flow.has(node.output())) {
                addGradient(node, doc);
                doc = null;
            }
            addContributions(node.output());
        }
    }

    private void addGradient(Node node, @Nullable String doc) {
        String name = Names.gradient(node.name());
        Value input = node.inputs().get(0);
        if (node.layer().reshapes() && flow.needs(input)) {
            String source = NodeCode.contribution(new Contribution(node, 0), flow);
            String list = JavaEmitter.list(node.shape().dims());
            tensors.alias(name, source);
            fields.initialised(RuntimeNames.TENSOR, name, CodeBlock.of("reshape($L, $L)", source, list), doc);
        } else {
            PassCode.addTensor(fields, tensors, name, node.shape().dims(), doc);
        }
    }

    /** A tensor for each user of a value that cannot write where the sum goes. */
    private void addContributions(Value value) {
        if (flow.addsUp(value)) {
            for (Contribution use : flow.contributors(value)) {
                if (!NodeCode.isDirect(use, flow)) {
                    String name = NodeCode.contribution(use, flow);
                    PassCode.addTensor(fields, tensors, name, value.shape().dims(), null);
                }
            }
        }
    }

    private static String expression(Value value) {
        return Names.variable(value.name());
    }

    private List<CodeBlock> forward(Node node) {
        Fusion fusion = fusions.of(node);
        if (fusion != null && !fusion.last().equals(node)) {
            tensors.between(Names.variable(node.name()));
            if (fusion.hasBackward()) {
                tensors.between(Names.gradient(node.name()));
            }
            return List.of(comments.forward(node, ""));
        }
        NodeCode code = code(node, () -> ++seeds);
        if (fusion != null) {
            return Chunks.piece(comments.forward(node, Comments.inOneWith(fusion)), fused(fusion, true));
        }
        node.layer().forward(code);
        String remark = node.layer().reshapes() ? ", the same memory" : "";
        return Chunks.piece(comments.forward(node, remark), code.body());
    }

    private NodeCode code(Node node, IntSupplier ordinals) {
        return new NodeCode(node, flow, tensors, TrainingEmitter::expression, ordinals);
    }

    private List<CodeBlock> fused(Fusion fusion, boolean forward) {
        List<NodeCode> codes =
                fusion.nodes().stream().map(node -> code(node, () -> 0)).toList();
        if (forward) {
            fusion.forward(codes);
        } else {
            fusion.backward(codes);
        }
        return codes.get(0).body();
    }

    private List<CodeBlock> backward() {
        List<CodeBlock> pieces = new ArrayList<>();
        List<Node> nodes = network.nodes();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (flow.passes(node)) {
                pieces.addAll(sum(node.output()));
                pieces.addAll(backward(node));
            }
        }
        return pieces;
    }

    private List<CodeBlock> backward(Node node) {
        Fusion fusion = fusions.of(node);
        if (fusion != null && fusion.hasBackward()) {
            if (!fusion.first().equals(node)) {
                return List.of(Comments.backward(node, ""));
            }
            String remark = Comments.inOneWithBehind(fusion) + noGradient(node);
            return finished(node, remark, fused(fusion, false));
        }
        NodeCode code = code(node, () -> 0);
        node.layer().backward(code);
        return finished(node, remark(node, code), code.body());
    }

    private List<CodeBlock> finished(Node node, String remark, List<CodeBlock> calls) {
        List<CodeBlock> pieces = Chunks.piece(Comments.backward(node, remark), calls);
        pieces.addAll(weightGradients.finish(node));
        return pieces;
    }

    private String noGradient(Node node) {
        return node.inputs().stream().anyMatch(flow::needs) ? "" : ": nobody needs the gradient by its input";
    }

    private String remark(Node node, NodeCode code) {
        if (node.inputs().stream().noneMatch(flow::needs)) {
            return noGradient(node);
        }
        return node.layer().reshapes() ? ": " + code.dy() + " is the memory of " + code.dx() : "";
    }

    /** {@code engine.add(dConv1, dConv1FromAdd1, dConv1);} where several nodes took the value. */
    private List<CodeBlock> sum(Value value) {
        List<CodeBlock> code = new ArrayList<>();
        if (!flow.addsUp(value)) {
            return code;
        }
        String sum = Names.gradient(value.name());
        @Nullable String so = null;
        for (Contribution use : flow.contributors(value)) {
            String part = NodeCode.contribution(use, flow);
            if (so != null) {
                code.add(CodeBlock.of("engine.add($L, $L, $L);\n", so, part, sum));
                tensors.call(so, part, sum);
            }
            so = so == null ? part : sum;
        }
        return code;
    }
}
