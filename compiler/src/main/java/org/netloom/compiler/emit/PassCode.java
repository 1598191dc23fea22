package org.netloom.compiler.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.List;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.ir.Network;
import org.netloom.compiler.ir.Node;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.RuntimeNames;

/** What the two passes of a generated class have in common. */
final class PassCode {
    private PassCode() {}

    /** {@code public static final class Training extends TrainingPass { private final LeNet net; }} */
    static TypeSpec.Builder type(ClassName network, String name, ClassName superclass) {
        return TypeSpec.classBuilder(name)
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC, Modifier.FINAL)
                .superclass(superclass)
                .addField(network, "net", Modifier.PRIVATE, Modifier.FINAL);
    }

    static MethodSpec constructor(ClassName network, Fields fields) {
        return MethodSpec.constructorBuilder()
                .addModifiers(Modifier.PRIVATE)
                .addParameter(network, "net")
                .addStatement("super(net)")
                .addStatement("this.net = net")
                .addCode(fields.assignments())
                .build();
    }

    /** {@code private final Tensor input = tensor(1, 28, 28);} */
    static void addInput(Fields fields, Network network, String doc) {
        String list = JavaEmitter.list(network.inputShape().dims());
        fields.initialised(RuntimeNames.TENSOR, Network.INPUT, CodeBlock.of("tensor($L)", list), doc);
    }

    /** {@code private final Tensor conv1 = output(CONV1.site(), 6, 24, 24);} */
    static void addOutput(Fields fields, Node node, String x) {
        addOutput(fields, node, node, x);
    }

    /** @param last what the value comes out of in the end: the node itself, or what was folded into it */
    static void addOutput(Fields fields, Node node, Node last, String x) {
        String op = Names.constant(last.name());
        String list = JavaEmitter.list(node.shape().dims());
        boolean isSite =
                last.layer().constant(last.use(), CodeBlock.of("")).type().equals(RuntimeNames.SITE);
        CodeBlock memory = node.layer().reshapes()
                ? CodeBlock.of("reshape($L, $L, $L)", op, x, list)
                : CodeBlock.of("output($L, $L)", op + (isSite ? "" : ".site()"), list);
        fields.initialised(RuntimeNames.TENSOR, Names.variable(node.name()), memory, null);
    }

    /** {@code public Tensor forward(INDArray x)}. */
    static void addForward(
            TypeSpec.Builder type, Network network, CodeBlock start, List<CodeBlock> pieces, @Nullable String output) {
        MethodSpec.Builder method = overriding("forward", RuntimeNames.TENSOR)
                .addParameter(RuntimeNames.INDARRAY, "x")
                .addCode(start);
        CodeBlock end = CodeBlock.builder().addStatement("return $L", output).build();
        addBody(type, network, "forward", method, pieces, end);
    }

    /** Adds a method of these pieces; in a deep network it calls others that hold them. */
    static void addBody(
            TypeSpec.Builder type,
            Network network,
            String name,
            MethodSpec.Builder method,
            List<CodeBlock> pieces,
            CodeBlock end) {
        boolean deep = Chunks.needed(network.nodes().size());
        method.addCode(deep ? Chunks.calls(pieces, name) : CodeBlock.join(pieces, ""));
        type.addMethod(method.addCode(end).build());
        if (deep) {
            Chunks.methods(pieces, name).forEach(type::addMethod);
        }
    }

    static MethodSpec.Builder overriding(String name, @Nullable TypeName returned) {
        return MethodSpec.methodBuilder(name)
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .returns(returned == null ? TypeName.VOID : returned);
    }

    /** Fields for what the node keeps; whether there are any. The first of them has the documentation. */
    static boolean addKept(Fields fields, Node node, @Nullable String doc) {
        String first = doc;
        for (Operator.Kept kept : node.layer().kept(node.use())) {
            String name = Names.variable(node.name()) + kept.suffix();
            String list = JavaEmitter.list(kept.shape());
            if (kept.statistics()) {
                CodeBlock room = CodeBlock.of(
                        "batchStatistics($L, $L, net.$L.statistics())",
                        Names.constant(node.name()),
                        node.shape().size() / node.shape().dims().get(0),
                        Names.variable(node.owner()));
                fields.assigned(RuntimeNames.BATCH_STATISTICS, name, room, first);
            } else {
                fields.initialised(RuntimeNames.TENSOR, name, CodeBlock.of("tensor($L)", list), first);
            }
            first = null;
        }
        return !node.layer().kept(node.use()).isEmpty();
    }
}
