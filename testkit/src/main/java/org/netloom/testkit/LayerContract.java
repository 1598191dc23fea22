package org.netloom.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.format.NetFormatter;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.lower.GradientFlow;
import org.netloom.compiler.layer.Layer;
import org.netloom.compiler.layer.LayerProvider;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.registry.Layers;
import org.netloom.compiler.source.SourceFile;
import org.netloom.runtime.TracedPass.LayerOutput;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.Engines;

/**
 * What holds for every layer. The test of a layer extends it:
 *
 * <pre>{@code
 * class SoftsignTest extends LayerContract {
 *     @Override
 *     protected String name() {
 *         return "softsign";
 *     }
 *
 *     @Override
 *     protected List<String> examples() {
 *         return List.of("input(2,6,6) conv(3,3) softsign flatten dense(3)");
 *     }
 * }
 * }</pre>
 *
 * <p>Each test looks at all examples, that of the layer's signature among them. They are small nets: for the finite
 * differences every weight is moved twice. So that the gradient by the layer's input is tested, too, a layer with weights
 * stands in front of it. The class path needs a back end of ND4J.
 */
public abstract class LayerContract {
    private static final int BATCH = 4;
    private static final long SEED = 20_261;

    /** The layer's name, as a net has it. */
    protected abstract String name();

    /** Bodies of nets with the layer, beside the example of its signature: its arguments, and each shape that it takes. */
    protected List<String> examples() {
        return List.of();
    }

    /** Whether somebody may ask for the gradient by what comes into it; of tokens nobody does. */
    protected boolean passesGradientsOn() {
        return true;
    }

    /** Whether training computes something else than inference, as dropout does. */
    protected boolean differsInTraining() {
        return false;
    }

    private Layer layer() {
        return Layers.onClassPath()
                .find(name())
                .orElseGet(() ->
                        fail("there is no layer '%s' on the class path: its provider has a line in META-INF/services/%s"
                                .formatted(name(), LayerProvider.class.getName())));
    }

    private Set<String> bodies() {
        Set<String> bodies = new LinkedHashSet<>();
        bodies.add(layer().signature().example());
        bodies.addAll(examples());
        return bodies;
    }

    /** The reference, suggestions and messages are made of what a signature says. */
    @Test
    public final void saysWhatItIs() {
        Signature signature = layer().signature();
        assertTrue(signature.doc().endsWith("."), "its documentation is a sentence or two, with a full stop");
        assertFalse(signature.formula().isBlank(), "it has a formula");
        assertFalse(signature.source().isBlank(), "its formula has a source");
        assertTrue(
                signature.example().matches("(?s).*\\b" + name() + "\\b.*"),
                () -> "its example uses it: " + signature.example());
        for (Parameter<?> parameter : signature.parameters()) {
            assertTrue(
                    parameter.name().matches("[a-z][a-z0-9_]*"), () -> "a name in small letters: " + parameter.name());
            assertFalse(
                    parameter.doc().isBlank() || parameter.doc().endsWith("."),
                    () -> "a line without a full stop documents its parameter " + parameter.name());
        }
    }

    /** A file in the one layout is the same net, and its layout the same again. */
    @Test
    public final void staysTheSameNetWhenFormatted() {
        for (String body : bodies()) {
            String text = Compiled.text(body);
            String formatted = formatted(text);
            assertEquals(formatted, formatted(formatted), () -> "formatted twice: " + body);
            assertEquals(
                    Compiled.text("a net", text).networks().toString(),
                    Compiled.text("its layout", formatted).networks().toString(),
                    () -> "formatted: " + body);
        }
    }

    private static String formatted(String text) {
        return NetFormatter.format(new SourceFile("test.net", text), new Problems());
    }

    /** What its operation puts out fills the shape that its rule gave, at any size of the batch, and nothing else. */
    @Test
    public final void putsOutTheShapeThatItsRuleGives() {
        for (String body : bodies()) {
            Compilation compilation = Compiled.body(body);
            Network net = compilation.networks().get(0);
            try (Engine engine = Compiled.reference();
                    org.netloom.runtime.Network network = Compiled.make(compilation, engine);
                    TrainingPass pass = network.training()) {
                SplittableRandom random = new SplittableRandom(SEED);
                for (int batch : new int[] {BATCH, BATCH + 3, 2}) {
                    INDArray x = Inputs.of(net, engine, random, batch);
                    pass.seed(SEED);
                    run(body, net, () -> pass.forward(x));
                    List<LayerOutput> outputs = pass.layerOutputs();
                    assertEquals(net.nodes().size(), outputs.size());
                    // Whoever leaves a part of its output as it was leaves this.
                    for (LayerOutput output : outputs) {
                        try (INDArray nan = pass.copy(output.value())) {
                            engine.write(nan.assign(Double.NaN), output.value());
                        }
                    }
                    pass.seed(SEED);
                    run(body, net, () -> pass.forward(x));
                    for (LayerOutput output : outputs) {
                        try (INDArray values = pass.copy(output.value())) {
                            assertFalse(
                                    hasNaN(values),
                                    () -> "%s puts out less than [N,%s], which its shape rule gives, or NaN, in %s"
                                            .formatted(output.site(), sizes(output), body));
                        }
                    }
                }
            }
        }
    }

    private static String sizes(LayerOutput output) {
        return output.value().shape().toString().replaceAll("[\\[\\] ]", "");
    }

    private static boolean hasNaN(INDArray values) {
        for (long i = 0; i < values.length(); i++) {
            if (Double.isNaN(values.getDouble(i))) {
                return true;
            }
        }
        return false;
    }

    /** An operation whose operands are of other shapes than the rule says mostly fails. */
    private static void run(String body, Network net, Runnable forward) {
        try {
            forward.run();
        } catch (RuntimeException e) {
            fail(
                    "the operations do not compute the shapes that the rules give: %s%nin %s, which is%n%s"
                            .formatted(e.getMessage(), body, net),
                    e);
        }
    }

    /** Of each weight of the nets, and so by the layer's input, in double. */
    @Test
    public final void gradientsAreThoseOfFiniteDifferences() {
        for (String body : bodies()) {
            Compilation compilation = Compiled.body(body);
            try (Engine engine = Compiled.reference();
                    org.netloom.runtime.Network network = Compiled.make(compilation, engine)) {
                SplittableRandom random = new SplittableRandom(SEED);
                INDArray x = Inputs.of(compilation.networks().get(0), engine, random, BATCH);
                Map<org.netloom.runtime.parameter.Parameter, Double> errors =
                        Gradients.relativeErrors(network, x, random);
                assertFalse(errors.isEmpty(), () -> "nothing is trained in " + body);
                errors.forEach((weight, error) -> assertTrue(
                        error < Gradients.TOLERANCE,
                        () -> String.format(
                                Locale.ROOT,
                                "the gradient by %s differs from finite differences by %.2g of its size in %s",
                                weight.name(),
                                error,
                                body)));
            }
        }
    }

    /** Only where something in front of it is trained an example shows the gradient by its input. */
    @Test
    public final void anExampleNeedsTheGradientByItsInput() {
        Layer layer = layer();
        if (!(layer instanceof Operator) || !passesGradientsOn()) {
            return;
        }
        boolean needed = bodies().stream()
                .map(body -> Compiled.body(body).networks().get(0))
                .anyMatch(net -> {
                    GradientFlow flow = new GradientFlow(net);
                    return net.nodes().stream()
                            .anyMatch(node -> node.layer().equals(layer)
                                    && flow.needs(node.inputs().get(0)));
                });
        assertTrue(needed, () -> "no example has a layer with weights in front of " + name());
    }

    /** Where training is no other than inference, both give the same bits. */
    @Test
    public final void inferenceDiffersFromTrainingJustWhereItMust() {
        for (String body : bodies()) {
            Compilation compilation = Compiled.body(body);
            Network net = compilation.networks().get(0);
            try (Engine engine = Compiled.reference()) {
                Results results =
                        Results.of(compilation, engine, Inputs.of(net, engine, new SplittableRandom(SEED), BATCH));
                double difference = results.differenceOfPasses();
                boolean must = net.nodes().stream()
                        .anyMatch(node ->
                                List.of("bn", "dropout").contains(node.layer().name())
                                        || (node.layer().name().equals(name()) && differsInTraining()));
                assertEquals(
                        must,
                        difference > 1e-3,
                        () -> "training and inference differ by %s of their size in %s".formatted(difference, body));
                assertTrue(must || difference == 0, () -> "training and inference differ a little in " + body);
            }
        }
    }

    /** Each engine on the class path that runs in this process, in each precision that it has. */
    @Test
    public final void everyEngineComputesTheSame() {
        for (String body : bodies()) {
            Compilation compilation = Compiled.body(body);
            Network net = compilation.networks().get(0);
            Results expected;
            try (Engine engine = Compiled.reference()) {
                expected = Results.of(compilation, engine, Inputs.of(net, engine, new SplittableRandom(SEED), BATCH));
            }
            for (String name : Engines.names()) {
                for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
                    if (!name.equals("auto") && Engines.missing(name, type).isEmpty()) {
                        try (Engine engine = Engines.create(name, type, 2)) {
                            INDArray x = Inputs.of(net, engine, new SplittableRandom(SEED), BATCH);
                            Results.of(compilation, engine, x)
                                    .requireNear(expected, "%s in %s on %s".formatted(body, type, name));
                        }
                    }
                }
            }
        }
    }
}
