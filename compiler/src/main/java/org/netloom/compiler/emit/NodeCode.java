package org.netloom.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.netloom.compiler.ir.GradientFlow;
import org.netloom.compiler.ir.GradientFlow.Contribution;
import org.netloom.compiler.ir.Node;
import org.netloom.compiler.ir.Value;
import org.netloom.compiler.layer.Code;
import org.netloom.compiler.layer.Use;
import org.netloom.compiler.layer.Weight;

/** The names and calls of one node, collected for the body of a pass's method. */
final class NodeCode implements Code {
    private static final String NOTHING = "null";

    private final Node node;
    private final GradientFlow flow;
    private final Tensors tensors;
    private final Function<Value, String> expressions;
    private final IntSupplier seeds;
    private final Map<String, String> weights;
    private final List<CodeBlock> body = new ArrayList<>();

    /**
     * @param tensors are told of each call
     * @param expressions the Java expression of each value
     * @param seeds counts the random operations of the pass, from 1
     */
    NodeCode(Node node, GradientFlow flow, Tensors tensors, Function<Value, String> expressions, IntSupplier seeds) {
        this(node, flow, tensors, expressions, seeds, Map.of());
    }

    /** @param weights what stands for some of the node's weights, by accessor */
    NodeCode(
            Node node,
            GradientFlow flow,
            Tensors tensors,
            Function<Value, String> expressions,
            IntSupplier seeds,
            Map<String, String> weights) {
        this.node = node;
        this.flow = flow;
        this.tensors = tensors;
        this.expressions = expressions;
        this.seeds = seeds;
        this.weights = weights;
    }

    /** The calls, one by one. */
    List<CodeBlock> body() {
        return List.copyOf(body);
    }

    /** Where the gradient by an input of a node goes: the place of the sum, or one of its own to be added up. */
    static String contribution(Contribution use, GradientFlow flow) {
        Value value = use.node().inputs().get(use.input());
        if (isDirect(use, flow)) {
            return Names.gradient(value.name());
        }
        int again = use.node().inputs().subList(0, use.input()).contains(value) ? use.input() : 0;
        return Names.contribution(value.name(), use.node().name(), again);
    }

    /** Whether it is the first on the way back to write this gradient, so that the others add to it. */
    static boolean isDirect(Contribution use, GradientFlow flow) {
        return flow.contributors(use.node().inputs().get(use.input())).get(0).equals(use);
    }

    @Override
    public Use use() {
        return node.use();
    }

    @Override
    public String op() {
        return Names.constant(node.name());
    }

    @Override
    public String x(int input) {
        return expressions.apply(node.inputs().get(input));
    }

    @Override
    public String y() {
        return Names.variable(node.name());
    }

    @Override
    public String dy() {
        return Names.gradient(node.name());
    }

    @Override
    public boolean needsDx(int input) {
        return flow.needs(node.inputs().get(input));
    }

    @Override
    public String dx(int input) {
        Value value = node.inputs().get(input);
        return flow.needs(value) ? contribution(new Contribution(node, input), flow) : NOTHING;
    }

    @Override
    public String weight(String accessor) {
        String replaced = weights.get(accessor);
        if (replaced != null) {
            return replaced;
        }
        return has(accessor) ? property(accessor) : NOTHING;
    }

    @Override
    public String property(String accessor) {
        return "net." + Names.variable(node.owner()) + "." + accessor + "()";
    }

    @Override
    public String gradient(String accessor) {
        return has(accessor) ? Names.gradient(node.name(), accessor) : NOTHING;
    }

    private boolean has(String accessor) {
        return node.weights().stream().map(Weight::accessor).anyMatch(accessor::equals);
    }

    @Override
    public String kept(String suffix) {
        return Names.variable(node.name()) + suffix;
    }

    @Override
    public String seed() {
        return "seed(" + seeds.getAsInt() + ")";
    }

    @Override
    public void engine(String operation, String... arguments) {
        call("engine." + operation, arguments);
    }

    @Override
    public void call(String target, String... arguments) {
        tensors.call(arguments);
        List<CodeBlock> blocks = Arrays.stream(arguments)
                .map(argument -> CodeBlock.of("$L", argument))
                .toList();
        body.add(CodeBlock.of("$L;\n", Wrap.call(CodeBlock.of("$L", target), blocks)));
    }
}
