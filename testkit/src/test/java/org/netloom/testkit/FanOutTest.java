package org.netloom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.compiler.Compilation.GeneratedClass;
import org.netloom.compiler.internal.builtin.SelfAttention;
import org.netloom.compiler.internal.emit.JavaEmitter;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.internal.ir.Value;
import org.netloom.compiler.layer.Arguments;
import org.netloom.compiler.layer.Code;
import org.netloom.compiler.layer.Constant;
import org.netloom.compiler.layer.NewWeights;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;
import org.netloom.compiler.layer.Weight;
import org.netloom.compiler.options.Optimizations;
import org.netloom.op.Add;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.internal.nd4j.Nd4jEngine;

/** Gradients add up where a value fans out. No sequence of the language does that, so the network is made by hand. */
class FanOutTest {
    /** The sum of two images. */
    private static final class Sum implements Operator {
        @Override
        public Signature signature() {
            return Signature.of("sum", "The sum of two images.");
        }

        @Override
        public Shape shape(ShapeRule rule) {
            return rule.in();
        }

        @Override
        public long flops(Use use) {
            return use.out().size();
        }

        @Override
        public Constant constant(Use use) {
            return Constant.of(Add.class);
        }

        @Override
        public void forward(Code code) {
            code.step("forward", code.x(0), code.x(1), code.y());
        }

        @Override
        public void backward(Code code) {
            for (int i = 0; i < 2; i++) {
                code.step("backward", code.dy(), code.dx(i));
            }
        }
    }

    /** A flattened image as an image again, in the same memory. */
    private static final class Image implements Operator {
        @Override
        public Signature signature() {
            return Signature.of("image", "A vector as an image.");
        }

        @Override
        public Shape shape(ShapeRule rule) {
            return rule.in();
        }

        @Override
        public long flops(Use use) {
            return 0;
        }

        @Override
        public boolean reshapes() {
            return true;
        }

        @Override
        public Constant constant(Use use) {
            return Constant.site();
        }

        @Override
        public void forward(Code code) {
            // The same memory.
        }

        @Override
        public void backward(Code code) {
            // The same memory.
        }
    }

    /** Attention with a bias at its end only: three trained arrays, which no layer of the language has. */
    private record ThreeArrays(SelfAttention attention) implements Operator {
        @Override
        public Signature signature() {
            return Signature.of("three", "Has three arrays.");
        }

        @Override
        public Shape shape(ShapeRule rule) {
            return rule.in();
        }

        @Override
        public List<Weight> weights(Use use) {
            int features = ((Shape.Sequence) use.input()).features();
            return List.of(
                    new Weight("inWeight", "in", Weight.Role.WEIGHT, List.of(3 * features, features)),
                    new Weight("outWeight", "out", Weight.Role.WEIGHT, List.of(features, features)),
                    new Weight("outBias", "bias", Weight.Role.BIAS, List.of(features)));
        }

        @Override
        public long flops(Use use) {
            return 0;
        }

        @Override
        public List<Kept> kept(Use use) {
            return attention.kept(use);
        }

        @Override
        public boolean keepsInInference() {
            return true;
        }

        @Override
        public Constant constant(Use use) {
            return attention.constant(use);
        }

        @Override
        public NewWeights newWeights(Use use) {
            return attention.newWeights(use);
        }

        @Override
        public void forward(Code code) {
            attention.forward(code);
        }

        @Override
        public void backward(Code code) {
            attention.backward(code);
        }
    }

    /** conv1 is taken by conv2, by sigmoid1 and by sum1: (conv1 + conv2(conv1)) + sigmoid(conv1). */
    private static Network network() {
        Network sequence = Compiled.body("input(2,5,4) conv(3,3,pad=1) conv(3,3,pad=1) sigmoid flatten dense(2)")
                .networks()
                .get(0);
        Node conv1 = sequence.nodes().get(0);
        Node conv2 = sequence.nodes().get(1);
        Node sigmoid1 = withInputs(sequence.nodes().get(2), conv1.output());
        Node sum1 = sum("sum1", conv1, conv2);
        Node sum2 = sum("sum2", sum1, sigmoid1);
        Node flatten1 = withInputs(sequence.nodes().get(3), sum2.output());
        Node dense1 = withInputs(sequence.nodes().get(4), flatten1.output());
        return sequence.with(List.of(conv1, conv2, sigmoid1, sum1, sum2, flatten1, dense1));
    }

    private static Node sum(String name, Node a, Node b) {
        return new Node(
                name,
                new Sum(),
                new Arguments(Map.of(), Map.of()),
                List.of(a.output(), b.output()),
                a.shape(),
                name,
                new Node.Origin("sum", List.of(), b.span()));
    }

    private static Node withInputs(Node node, Value... inputs) {
        return new Node(
                node.name(), node.layer(), node.arguments(), List.of(inputs), node.shape(), node.name(), node.origin());
    }

    @Test
    void eachUserOfAValueContributesToItsGradient() {
        check(network(), "addTo(dConv1, dConv1FromSigmoid1);", "addTo(dConv1, dConv1FromConv2);");
    }

    @Test
    void aReshapedGradientAddsUpWhereItComesSecondOnTheBackwardPass() {
        Network sequence = Compiled.body("input(2,4,3) conv(2,3,pad=1) flatten flatten dense(2)")
                .networks()
                .get(0);
        List<Node> nodes = sequence.nodes();
        Node conv1 = nodes.get(0);
        Node image1 = image(nodes.get(1), conv1.shape());
        Node sum1 = sum("sum1", conv1, image1);
        check(
                sequence.with(List.of(
                        conv1, nodes.get(1), image1, sum1, withInputs(nodes.get(2), sum1.output()), nodes.get(3))),
                "dFlatten1 = reshape(dConv1FromFlatten1, 24)",
                "addTo(dConv1, dConv1FromFlatten1);");
    }

    @Test
    void aReshapedGradientAddsUpWhereItComesFirstOnTheBackwardPass() {
        Network sequence = Compiled.body("input(2,4,3) conv(2,3,pad=1) tanh flatten flatten dense(2)")
                .networks()
                .get(0);
        List<Node> nodes = sequence.nodes();
        Node conv1 = nodes.get(0);
        Node tanh1 = nodes.get(1);
        Node flatten1 = withInputs(nodes.get(2), conv1.output());
        Node image1 = image(flatten1, conv1.shape());
        Node sum1 = sum("sum1", tanh1, image1);
        check(
                sequence.with(List.of(
                        conv1, tanh1, flatten1, image1, sum1, withInputs(nodes.get(3), sum1.output()), nodes.get(4))),
                "dFlatten1 = reshape(dConv1, 24)",
                "addTo(dConv1, dConv1FromTanh1);");
    }

    private static Node image(Node flatten, Shape shape) {
        return new Node(
                "image1",
                new Image(),
                new Arguments(Map.of(), Map.of()),
                List.of(flatten.output()),
                shape,
                "image1",
                new Node.Origin("image", List.of(), flatten.span()));
    }

    @Test
    void aLayerMayHaveThreeTrainedArrays() {
        Network sequence = Compiled.body("input(3,2) dense(4) attention(2) mean dense(2)")
                .networks()
                .get(0);
        List<Node> nodes = sequence.nodes();
        Node attention = nodes.get(1);
        Node three = new Node(
                attention.name(),
                new ThreeArrays((SelfAttention) attention.layer()),
                attention.arguments(),
                attention.inputs(),
                attention.shape(),
                attention.name(),
                attention.origin());
        check(
                sequence.with(List.of(nodes.get(0), three, nodes.get(2), nodes.get(3))),
                "ready(dAttention1OutWeight, dAttention1OutBias);",
                "ready(dAttention1InWeight);");
    }

    private static void check(Network network, String... sums) {
        GeneratedClass generated =
                new GeneratedClass(network.packageName(), network.name(), JavaEmitter.emit(network, Optimizations.ALL));
        assertThat(generated.source()).contains(sums);
        try (Engine engine = new Nd4jEngine(DataType.DOUBLE);
                org.netloom.runtime.Network made = Compiled.make(generated, engine)) {
            assertThat(Gradients.relativeErrors(made, 3, 5))
                    .isNotEmpty()
                    .allSatisfy((weight, error) -> assertThat(error).isLessThan(Gradients.TOLERANCE));
        }
    }
}
