package org.netloom.compiler.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.TypeSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.netloom.compiler.ir.GradientFlow;
import org.netloom.compiler.ir.Network;
import org.netloom.compiler.ir.Node;
import org.netloom.compiler.ir.Value;
import org.netloom.compiler.layer.RuntimeNames;

/**
 * Writes the inference pass: forward only. What only training does is left out, and what follows it takes what went
 * into it.
 *
 * <pre>
 * public static final class Inference extends InferencePass {
 *     public Tensor forward(INDArray x) {
 *         start(x, input);
 *         // vgg.net:9:5   dropout(0.5)   nothing in inference
 *         // vgg.net:9:18  dense(10)      [N,4096] -> [N,10]
 *         engine.dense(DENSE3, relu2, net.dense3.weight(), net.dense3.bias(), dense3);
 *         return dense3;
 *     }
 * }
 * </pre>
 */
final class InferenceEmitter {
    private final Network network;
    private final ClassName self;
    private final GradientFlow flow;
    private final Comments comments;
    private final Fields fields;
    /** The expressions of values that are passed on: those of what went in. */
    private final Map<String, String> expressions = new HashMap<>();

    InferenceEmitter(Network network, ClassName self) {
        this.network = network;
        this.self = self;
        this.flow = new GradientFlow(network);
        this.comments = new Comments(network);
        this.fields = new Fields("Buffers", network.nodes().size());
    }

    TypeSpec type() {
        PassCode.addInput(fields, network, "The input and what each layer puts out, for the batch at hand.");
        List<CodeBlock> forward = new ArrayList<>();
        network.nodes().forEach(node -> forward.add(forward(node)));
        TypeSpec.Builder type = PassCode.type(self, "Inference", RuntimeNames.INFERENCE_PASS)
                .addJavadoc("Forward only, with the moving statistics.");
        fields.declare(type);
        type.addMethod(PassCode.constructor(self, fields));
        fields.methods().forEach(type::addMethod);
        CodeBlock start =
                CodeBlock.builder().addStatement("start(x, $L)", Network.INPUT).build();
        PassCode.addForward(type, network, start, forward, expression(network.output()));
        return type.build();
    }

    private String expression(Value value) {
        return expressions.getOrDefault(value.name(), Names.variable(value.name()));
    }

    private CodeBlock forward(Node node) {
        String x = expression(node.inputs().get(0));
        if (node.layer().trainingOnly()) {
            expressions.put(node.name(), x);
            return comments.forward(node, ", nothing in inference");
        }
        PassCode.addOutput(fields, node, x);
        if (node.layer().keepsInInference()) {
            PassCode.addKept(fields, node, null);
        }
        NodeCode code = new NodeCode(node, flow, this::expression, () -> 0);
        node.layer().inference(code);
        String remark = node.layer().reshapes() ? ", the same memory" : "";
        return CodeBlock.of("$L$L", comments.forward(node, remark), code.body());
    }
}
