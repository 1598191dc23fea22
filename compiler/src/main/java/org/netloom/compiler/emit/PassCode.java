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
import org.netloom.compiler.ir.PassClass;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.RuntimeNames;

/** What the two passes of a generated class have in common. */
final class PassCode {
    private PassCode() {}

    /** {@code public static final class Training extends TrainingPass { private final LeNet net; }} */
    static TypeSpec.Builder type(ClassName network, PassClass name, ClassName superclass) {
        return TypeSpec.classBuilder(name.simpleName())
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
    static void addInput(Fields fields, Tensors tensors, Network network) {
        addTensor(
                fields,
                tensors,
                Network.INPUT,
                network.inputShape().dims(),
                "The input and what each layer puts out, for the batch at hand.");
        tensors.need(List.of(Network.INPUT));
    }

    /** {@code private final Tensor conv1 = tensor(6, 24, 24);} */
    static void addTensor(Fields fields, Tensors tensors, String name, List<Integer> shape, @Nullable String doc) {
        tensors.declare(name, shape);
        fields.initialised(RuntimeNames.TENSOR, name, () -> tensors.memory(name), doc);
    }

    /** {@code private final Tensor conv1 = output(CONV1.site(), 6, 24, 24);}: of a pass that shows what layers put out. */
    static void addTracedOutput(Fields fields, Tensors tensors, Node node, String x) {
        String name = Names.variable(node.name());
        String op = Names.constant(node.name());
        String list = JavaEmitter.list(node.shape().dims());
        boolean isSite =
                node.layer().constant(node.use(), CodeBlock.of("")).type().equals(RuntimeNames.SITE);
        String site = op + (isSite ? "" : ".site()");
        if (node.layer().reshapes()) {
            tensors.alias(name, x);
            fields.initialised(RuntimeNames.TENSOR, name, CodeBlock.of("reshape($L, $L, $L)", site, x, list), null);
            return;
        }
        tensors.declare(name, node.shape().dims());
        fields.initialised(
                RuntimeNames.TENSOR,
                name,
                () -> tensors.isShared(name)
                        ? CodeBlock.of("output($L, $L)", site, tensors.memory(name))
                        : CodeBlock.of("output($L, $L)", site, list),
                null);
    }

    /** {@code private final Tensor conv1 = shared(1, 6, 24, 24);} */
    static void addOutput(Fields fields, Tensors tensors, Node node, String x) {
        String name = Names.variable(node.name());
        if (node.layer().reshapes()) {
            String list = JavaEmitter.list(node.shape().dims());
            tensors.alias(name, x);
            fields.initialised(RuntimeNames.TENSOR, name, CodeBlock.of("reshape($L, $L)", x, list), null);
        } else {
            addTensor(fields, tensors, name, node.shape().dims(), null);
        }
    }

    /** {@code protected Tensor runForward(INDArray x)}. */
    static void addForward(
            TypeSpec.Builder type, Network network, CodeBlock start, List<CodeBlock> pieces, @Nullable String output) {
        MethodSpec.Builder method = overriding(Modifier.PROTECTED, "runForward", RuntimeNames.TENSOR)
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
        boolean deep = Chunks.needed(network.nodes().size(), pieces.size());
        method.addCode(deep ? Chunks.calls(pieces, name) : CodeBlock.join(pieces, ""));
        type.addMethod(method.addCode(end).build());
        if (deep) {
            Chunks.methods(pieces, name).forEach(type::addMethod);
        }
    }

    static MethodSpec.Builder overriding(Modifier access, String name, @Nullable TypeName returned) {
        return MethodSpec.methodBuilder(name)
                .addAnnotation(Override.class)
                .addModifiers(access)
                .returns(returned == null ? TypeName.VOID : returned);
    }

    /** Fields for what the node keeps; whether there are any. The first of them has the documentation. */
    static boolean addKept(Fields fields, Tensors tensors, Node node, @Nullable String doc) {
        String first = doc;
        for (Operator.Kept kept : node.layer().kept(node.use())) {
            String name = Names.variable(node.name()) + kept.suffix();
            if (kept.statistics()) {
                CodeBlock room = CodeBlock.of(
                        "batchStatistics($L, $L, net.$L.statistics())",
                        Names.constant(node.name()),
                        node.shape().size() / node.shape().dims().get(0),
                        Names.variable(node.owner()));
                fields.assigned(RuntimeNames.BATCH_STATISTICS, name, room, first);
            } else {
                addTensor(fields, tensors, name, kept.shape(), first);
            }
            first = null;
        }
        return !node.layer().kept(node.use()).isEmpty();
    }
}
