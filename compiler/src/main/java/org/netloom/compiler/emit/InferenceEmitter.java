package org.netloom.compiler.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.Modifier;
import org.netloom.compiler.ir.Fusion;
import org.netloom.compiler.ir.Fusions;
import org.netloom.compiler.ir.GradientFlow;
import org.netloom.compiler.ir.MemoryPlan;
import org.netloom.compiler.ir.Network;
import org.netloom.compiler.ir.Node;
import org.netloom.compiler.ir.Optimizations;
import org.netloom.compiler.ir.PassClass;
import org.netloom.compiler.ir.PoolBeforeActivation;
import org.netloom.compiler.ir.Value;
import org.netloom.compiler.layer.RuntimeNames;
import org.netloom.compiler.layer.builtin.BatchNorm;

/**
 * Writes the passes that go forward only: inference, and calibration where there is a batch normalisation. What only
 * training does is left out, and what follows it takes what went into it.
 *
 * <pre>
 * public static final class Inference extends InferencePass {
 *     private final Tensor conv1 = shared(1, 6, 24, 24);
 *
 *     protected Tensor runForward(INDArray x) {
 *         if (!foldIfChanged()) {
 *             return unfolded(x);
 *         }
 *         start(x, input);
 *         // lenet.net:9:3     conv(6, 5)     [N,1,28,28] -> [N,6,24,24]
 *         engine.conv2d(CONV1, input, conv1Weight, conv1Bias, conv1);
 *         // lenet.net:9:15    bn             [N,6,24,24], folded into conv1
 *         // lenet.net:12:3    dropout(0.5)   nothing in inference
 *         …
 *     }
 * }
 *
 * public static final class Calibration extends CalibrationPass {
 *     protected Tensor runForward(INDArray x) {
 *         start(x, input);
 *         // lenet.net:9:3     conv(6, 5)     [N,1,28,28] -> [N,6,24,24]
 *         engine.conv2d(CONV1, input, net.conv1.weight(), null, conv1);
 *         // lenet.net:9:15    bn             [N,6,24,24]
 *         measure(BN1, net.bn1.statistics(), conv1);
 *         engine.batchNormInference(BN1, conv1, …, bn1);
 *         …
 *     }
 * }
 * </pre>
 */
final class InferenceEmitter {
    private final Network network;
    private final ClassName self;
    private final boolean measures;
    private final Fusions fusions;
    private final FoldedWeights folded;
    private final GradientFlow flow;
    private final Comments comments;
    private final Fields fields;
    private final Tensors tensors;
    /** The expressions of values that are passed on: those of what went in. */
    private final Map<String, String> expressions = new HashMap<>();

    private InferenceEmitter(Network original, ClassName self, boolean measures, Optimizations optimizations) {
        boolean fuse = optimizations.fuse() && !measures;
        this.network = fuse ? PoolBeforeActivation.apply(original) : original;
        this.fusions = fuse ? Fusions.inference(network) : Fusions.none();
        this.self = self;
        this.measures = measures;
        this.folded = measures ? FoldedWeights.none() : FoldedWeights.of(network);
        this.flow = new GradientFlow(network);
        this.comments = new Comments(network);
        this.fields = new Fields("Buffers", network.nodes().size());
        this.tensors = new Tensors(optimizations.share());
    }

    static TypeSpec inference(Network network, ClassName self, Optimizations optimizations) {
        return new InferenceEmitter(network, self, false, optimizations)
                .type(PassClass.INFERENCE, RuntimeNames.INFERENCE_PASS, "Forward only, with the moving statistics.");
    }

    static TypeSpec calibration(Network network, ClassName self) {
        return new InferenceEmitter(network, self, true, Optimizations.NONE)
                .type(
                        PassClass.CALIBRATION,
                        RuntimeNames.CALIBRATION_PASS,
                        "Inference with nothing folded, which shows what comes into each batch normalisation.");
    }

    /** The memory of the inference pass. */
    static MemoryPlan memory(Network network, ClassName self, Optimizations optimizations) {
        InferenceEmitter emitter = new InferenceEmitter(network, self, false, optimizations);
        emitter.type(PassClass.INFERENCE, RuntimeNames.INFERENCE_PASS, "");
        return emitter.tensors.plan();
    }

    private TypeSpec type(PassClass name, ClassName superclass, String doc) {
        PassCode.addInput(fields, tensors, network);
        List<CodeBlock> forward = new ArrayList<>();
        network.nodes().forEach(node -> forward.addAll(forward(node)));
        tensors.need(List.of(expression(network.output())));
        folded.addFields(fields);
        TypeSpec.Builder type = PassCode.type(self, name, superclass).addJavadoc("$L", doc);
        fields.declare(type);
        type.addMethod(PassCode.constructor(self, fields));
        fields.methods().forEach(type::addMethod);
        CodeBlock.Builder start = CodeBlock.builder();
        if (!folded.isEmpty()) {
            start.beginControlFlow("if (!foldIfChanged())")
                    .addStatement("return unfolded(x)")
                    .endControlFlow();
        }
        start.addStatement("start(x, $L)", Network.INPUT);
        PassCode.addForward(type, network, start.build(), forward, expression(network.output()));
        if (!folded.isEmpty()) {
            MethodSpec.Builder fold = MethodSpec.methodBuilder("fold")
                    .addAnnotation(Override.class)
                    .addModifiers(Modifier.PROTECTED);
            PassCode.addBody(type, network, "fold", fold, folded.body(), CodeBlock.of(""));
        }
        return type.build();
    }

    private String expression(Value value) {
        return expressions.getOrDefault(value.name(), Names.variable(value.name()));
    }

    private List<CodeBlock> forward(Node node) {
        String x = expression(node.inputs().get(0));
        if (node.layer().trainingOnly()) {
            expressions.put(node.name(), x);
            return List.of(comments.forward(node, ", nothing in inference"));
        }
        if (folded.isFolded(node)) {
            expressions.put(node.name(), x);
            return List.of(comments.forward(node, folded.remark(node)));
        }
        if (measures) {
            PassCode.addTracedOutput(fields, tensors, node, x);
        } else {
            PassCode.addOutput(fields, tensors, node, x);
        }
        if (node.layer().keepsInInference()) {
            PassCode.addKept(fields, tensors, node, null);
        }
        Fusion fusion = fusions.of(node);
        if (fusion != null) {
            return fused(node, fusion);
        }
        NodeCode code = code(node);
        if (measures && node.layer() instanceof BatchNorm) {
            code.call("measure", code.op(), code.property("statistics"), code.x());
        }
        node.layer().inference(code);
        String remark = node.layer().reshapes() ? ", the same memory" : "";
        return Chunks.piece(comments.forward(node, remark), code.body());
    }

    private NodeCode code(Node node) {
        return new NodeCode(node, flow, tensors, this::expression, () -> 0, folded.replaced(node));
    }

    /** The comment of a layer, and with that of the last one the call for all. */
    private List<CodeBlock> fused(Node node, Fusion fusion) {
        if (!fusion.last().equals(node)) {
            tensors.between(Names.variable(node.name()));
            return List.of(comments.forward(node, ""));
        }
        List<NodeCode> codes = fusion.nodes().stream().map(this::code).toList();
        fusion.forward(codes);
        return Chunks.piece(
                comments.forward(node, Comments.inOneWith(fusion)), codes.get(0).body());
    }
}
