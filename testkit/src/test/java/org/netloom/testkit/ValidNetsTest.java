package org.netloom.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.Compilation.GeneratedClass;
import org.netloom.compiler.format.NetFormatter;
import org.netloom.compiler.internal.builtin.BuiltInLayers;
import org.netloom.compiler.internal.draw.Drawing;
import org.netloom.compiler.internal.explain.Explain;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.load.JavaCompilerException;
import org.netloom.compiler.problem.ProblemRenderer;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.source.SourceFile;
import org.netloom.op.Tensor;
import org.netloom.runtime.InferencePass;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.internal.nd4j.Nd4jEngine;
import org.netloom.runtime.optim.Optimizer;
import org.netloom.runtime.optim.SgdConfig;
import org.netloom.testkit.ValidNet.Program;

/**
 * Random programs that pass the compiler's checks are Java that compiles without a warning and loads; the formatter
 * changes no meaning; some of them take a step of training.
 *
 * <p>{@code -Dnetloom.programs=10000} takes so many instead of 300, {@code -Dnetloom.firstProgram=5000} others. A failure
 * prints the program and its number.
 */
class ValidNetsTest {
    private static final int PROGRAMS = Integer.getInteger("netloom.programs", 300);
    private static final int FIRST = Integer.getInteger("netloom.firstProgram", 0);
    /** Classes in one run of javac: what starts it costs more than a class. */
    private static final int TOGETHER = 100;

    private static final int TRAINED_OF = 10;
    private static final int BATCH = 4;

    private final Map<String, Integer> layers = new TreeMap<>();

    @Test
    void whatIsCheckedCompilesAndLoads() {
        for (int from = 0; from < PROGRAMS; from += TOGETHER) {
            Map<Integer, Compilation> compilations = new LinkedHashMap<>();
            for (int i = from; i < Math.min(PROGRAMS, from + TOGETHER); i++) {
                compilations.put(FIRST + i, checked(FIRST + i));
            }
            loaded(compilations);
            compilations.forEach((seed, compilation) -> {
                if (seed % TRAINED_OF == 0) {
                    trained(seed, compilation);
                }
            });
        }
        if (PROGRAMS >= 300) {
            assertThat(layers.keySet())
                    .as("the layers that were tried")
                    .containsAll(new BuiltInLayers()
                            .layers().stream()
                                    .map(layer -> layer.name())
                                    // No node comes of these.
                                    .filter(name -> !name.equals("input") && !name.equals("id"))
                                    // Takes whole numbers right behind the input, which no random part has.
                                    .filter(name -> !name.equals("embed"))
                                    .toList());
        }
    }

    private Compilation checked(int seed) {
        Program program = ValidNet.program(seed);
        try {
            Compilation compilation = program.compile();
            assertThat(compilation.succeeded())
                    .as(ProblemRenderer.plain().render(compilation.problems()))
                    .isTrue();
            Network network = compilation.networks().get(0);
            network.nodes().forEach(node -> layers.merge(node.layer().name(), 1, Integer::sum));
            assertThat(Explain.table(network, BATCH)).contains(network.name());
            assertThat(Drawing.svg(network, true)).endsWith("</svg>\n").doesNotContainPattern("[\\p{Cntrl}&&[^\\n]]");
            formatted(program, network);
            return compilation;
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(described(seed), e);
        }
    }

    private static void formatted(Program program, Network network) {
        String once = NetFormatter.format(program.file(), new Problems());
        String twice = NetFormatter.format(new SourceFile("a.net", once), new Problems());
        assertThat(twice).isEqualTo(once);
        Network after = program.with(once).compile().networks().get(0);
        assertThat(after.toString()).isEqualTo(network.toString());
        assertThat(after.constants()).isEqualTo(network.constants());
    }

    private static void loaded(Map<Integer, Compilation> compilations) {
        List<GeneratedClass> classes = new ArrayList<>();
        compilations.values().forEach(compilation -> classes.addAll(compilation.classes()));
        try {
            assertThat(Compiled.load(classes)).hasSameSizeAs(classes);
        } catch (JavaCompilerException together) {
            compilations.forEach((seed, compilation) -> {
                try {
                    Compiled.load(compilation.classes());
                } catch (JavaCompilerException alone) {
                    throw new AssertionError(described(seed), alone);
                }
            });
            fail("only together they do not compile", together);
        }
    }

    /** A step of training on the engine that takes every network; what comes out has the shape that was inferred. */
    private static void trained(int seed, Compilation compilation) {
        Network network = compilation.networks().get(0);
        try (Engine engine = new Nd4jEngine(DataType.FLOAT);
                org.netloom.runtime.Network made = Compiled.make(compilation, engine);
                TrainingPass pass = made.training();
                InferencePass inference = made.inference();
                Optimizer optimizer = pass.optimizer(SgdConfig.of(1e-3))) {
            SplittableRandom random = new SplittableRandom(seed);
            INDArray x = Inputs.of(network, engine, random, BATCH);
            Tensor y = pass.forward(x);
            assertThat(y.shape()).isEqualTo(network.output().shape().dims());
            engine.write(
                    Gradients.uniform(engine, random, Gradients.withBatch(BATCH, y.shape())), pass.outputGradient());
            pass.backward();
            optimizer.step();
            try (INDArray predicted = inference.predict(x)) {
                assertThat(predicted.shape())
                        .isEqualTo(Gradients.withBatch(
                                BATCH, network.output().shape().dims()));
            }
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(described(seed), e);
        }
    }

    private static String described(int seed) {
        Program program = ValidNet.program(seed);
        StringBuilder text =
                new StringBuilder("program " + seed + ", " + program.file().name() + "\n");
        text.append(program.file().text());
        program.imported()
                .forEach(file ->
                        text.append("\n--- ").append(file.name()).append('\n').append(file.text()));
        return text.toString();
    }
}
