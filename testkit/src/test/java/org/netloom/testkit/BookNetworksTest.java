package org.netloom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Severity;
import org.netloom.compiler.source.SourceFile;
import org.netloom.op.Tensor;
import org.netloom.runtime.Network;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.internal.nd4j.Nd4jEngine;
import org.netloom.runtime.optim.Optimizer;
import org.netloom.runtime.optim.SgdConfig;

/** The networks of models/: as many parameters as in PyTorch, and a step downhill on small images. */
class BookNetworksTest {
    private static final Path MODELS = Path.of("../models/src/main/net");
    private static final int BATCH = 4;

    private static Compilation compile(String name, Map<String, String> parameters) throws IOException {
        Compilation compilation = NetCompiler.compile(
                List.of(SourceFile.read(MODELS.resolve(name + ".net"))),
                CompilerOptions.defaults().withParameters(parameters));
        assertThat(compilation.problems())
                .filteredOn(problem -> problem.severity() == Severity.ERROR)
                .extracting(Problem::message)
                .isEmpty();
        return compilation;
    }

    /**
     * PyTorch's counts for the same sizes, and the biases in them that are left out here, because a bn behind them takes
     * them away again: the book's LazyConv2d and LazyLinear have them, torchvision's layers do not.
     *
     * <p>Those of the networks that are not the book's, by PyTorch's modules and c = 16, 32, 64 of the U-Net's:
     *
     * <pre>
     * unet       Conv2d(a, b, 3) has 9ab + b, BatchNorm2d(b) 2b, ConvTranspose2d(a, b, 2) 4ab + b
     *            9 (3·16 + 16·16 + 16·32 + 32·32 + 32·64 + 64·64 + 64·32 + 32·32 + 32·16 + 16·16)
     *            + 3·2·(16 + 32 + 64 + 32 + 16) + 4 (64·32 + 32·16) + 32 + 16 + (16·2 + 2)
     * char_lstm  Embedding(256, 64) has 256·64, LSTM(64, 256) 4·256·(64 + 256 + 2), Linear(256, 256) 256·256 + 256
     * vit_small  Conv2d(1, 64, 4) has 64·16 + 64, the class token 64, the positions 50·64,
     *            4 blocks 2·2·64 of LayerNorm, 4·64·64 + 4·64 of MultiheadAttention, 2·64·256 + 256 + 64 of Linear,
     *            and at the end LayerNorm 2·64, Linear 64·10 + 10
     * </pre>
     */
    @ParameterizedTest
    @CsvSource({
        "mlp, 203530, 0",
        "lenet, 61706, 0",
        "lenet_bn, 44878, 226",
        "alexnet, 46764746, 0",
        "vgg11, 128806154, 0",
        "nin, 1992166, 0",
        "googlenet, 5977530, 0",
        "resnet18, 11178378, 3904",
        "densenet, 758226, 64",
        "mobilenet_v2, 3504872, 0",
        "unet, 117698, 320",
        "char_lstm, 411904, 0",
        "vit_small, 205066, 0",
    })
    void hasPyTorchsParameters(String name, long pytorch, long biasesBeforeBn) throws IOException {
        assertThat(compile(name, Map.of()).networks().get(0).parameters()).isEqualTo(pytorch - biasesBeforeBn);
    }

    /** In double, with the same masks of dropout before and after: the first-order change of the loss is downhill. */
    @ParameterizedTest
    @CsvSource({
        "alexnet, 96",
        "vgg11, 32",
        "nin, 96",
        "googlenet, 32",
        "resnet18, 32",
        "densenet, 32",
        "mobilenet_v2, 32",
        "unet, 16",
        "vit_small, 12",
    })
    void aStepLowersTheLoss(String name, String size) throws IOException {
        Compilation compilation = compile(name, Map.of("size", size));
        try (Engine engine = new Nd4jEngine(DataType.DOUBLE);
                Network network = Compiled.make(compilation, engine);
                TrainingPass pass = network.training();
                Optimizer optimizer = pass.optimizer(SgdConfig.of(1e-3))) {
            INDArray x = Gradients.uniform(
                    engine, new SplittableRandom(1), Gradients.withBatch(BATCH, network.inputShape()));
            double before = loss(engine, pass, x);
            assertThat(before).isPositive().isFinite();
            pass.backward();
            optimizer.step();
            assertThat(loss(engine, pass, x)).isLessThan(before);
        }
    }

    /** L = Σ (y - 1)² / 2N; its gradient (y - 1) / N goes where backward begins. */
    private static double loss(Engine engine, TrainingPass pass, INDArray x) {
        pass.seed(7);
        Tensor y = pass.forward(x);
        INDArray values = engine.zeros(Gradients.withBatch(BATCH, y.shape())).values();
        engine.read(y, values);
        values.subi(1);
        double loss = values.mul(values).sumNumber().doubleValue() / (2 * BATCH);
        engine.write(values.divi(BATCH), pass.outputGradient());
        return loss;
    }
}
