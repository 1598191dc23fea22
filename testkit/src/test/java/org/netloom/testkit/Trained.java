package org.netloom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.options.Optimizations;
import org.netloom.compiler.source.SourceFile;
import org.netloom.runtime.InferencePass;
import org.netloom.runtime.Network;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.optim.Optimizer;
import org.netloom.runtime.optim.SgdConfig;
import org.netloom.runtime.parameter.Gradient;

/** What some steps of training leave, to be compared bit by bit. */
final class Trained {
    /** Ways around convolutions, with and without one of its own, as ResNet has them. */
    static final String RESIDUAL = "input(1,16,16) conv(8,3,pad=1) bn relu maxpool(3,stride=2,pad=1)"
            + " add { conv(8,3,pad=1) bn relu conv(8,3,pad=1) bn | id } relu"
            + " add { conv(16,3,stride=2,pad=1) bn relu conv(16,3,pad=1) bn | conv(16,1,stride=2) } relu"
            + " gavgpool flatten dense(10)";

    /** A smaller batch uses a part of the memory, for a larger one it grows. */
    private static final int[] BATCHES = {4, 3, 5};

    private static final int STEPS = BATCHES.length;
    private static final int MANY = 50_000;

    private Trained() {}

    /** {@code net A { body }}, or the network of models/ that this names, with {@code size=32} behind it. */
    static Compilation compile(String text, Optimizations optimizations) {
        CompilerOptions options = CompilerOptions.defaults().withOptimizations(optimizations);
        String[] words = text.split(" size=", -1);
        SourceFile file;
        if (text.contains("input(")) {
            file = new SourceFile("a.net", "net A { " + text + " }");
        } else {
            try {
                file = SourceFile.read(Path.of("../models/src/main/net", words[0] + ".net"));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            if (words.length > 1) {
                options = options.withParameters(Map.of("size", words[1]));
            }
        }
        Compilation compilation = NetCompiler.compile(List.of(file), options);
        assertThat(compilation.succeeded())
                .as("%s: %s", text, compilation.problems())
                .isTrue();
        return compilation;
    }

    /**
     * Outputs, gradients and parameters after each of some steps with random inputs, and gradients of the output; what
     * each layer put out in the last one, and an inference's output.
     */
    static Map<String, double[]> bits(Compilation compilation, Engine engine) {
        Map<String, double[]> values = new LinkedHashMap<>();
        try (Network network = Compiled.make(compilation, engine);
                TrainingPass pass = network.training();
                InferencePass inference = network.inference();
                Optimizer optimizer = pass.optimizer(SgdConfig.of(0.05))) {
            SplittableRandom random = new SplittableRandom(21);
            pass.seed(4);
            for (int step = 1; step <= STEPS; step++) {
                int batch = BATCHES[step - 1];
                INDArray x = Inputs.of(compilation.networks().get(0), engine, random, batch);
                values.put("y" + step, values(pass.copy(pass.forward(x))));
                if (step == STEPS) {
                    pass.layerOutputs()
                            .forEach(layer -> values.put(layer.site().layer(), values(pass.copy(layer.value()))));
                }
                engine.write(
                        Gradients.uniform(engine, random, Gradients.withBatch(batch, network.outputShape())),
                        pass.outputGradient());
                pass.backward();
                for (Gradient gradient : pass.gradients()) {
                    values.put(
                            "d" + gradient.parameter().name() + step,
                            values(gradient.value().values().dup('c')));
                }
                optimizer.step();
                values.put("predicted" + step, values(inference.predict(x)));
            }
            network.parameters()
                    .forEach(parameter -> values.put(
                            parameter.name(), values(parameter.value().dup('c'))));
        }
        assertThat(values.get("y" + STEPS))
                .doesNotContain(Double.NaN)
                .satisfies(y -> assertThat(Arrays.stream(y).map(Math::abs).max().orElse(0))
                        .isPositive());
        return values;
    }

    /** The values, or of many a sum that differs where one bit does. */
    private static double[] values(INDArray array) {
        try (array) {
            double[] all = array.data().asDouble();
            return all.length < MANY ? all : new double[] {Arrays.hashCode(all)};
        }
    }
}
