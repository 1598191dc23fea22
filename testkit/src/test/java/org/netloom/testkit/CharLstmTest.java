package org.netloom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.source.SourceFile;
import org.netloom.runtime.Network;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.internal.nd4j.Nd4jEngine;
import org.netloom.runtime.loss.CrossEntropy;
import org.netloom.runtime.optim.AdamConfig;
import org.netloom.runtime.train.Evaluation;
import org.netloom.runtime.train.Evaluator;
import org.netloom.runtime.train.TrainConfig;
import org.netloom.runtime.train.TrainOptions;
import org.netloom.runtime.train.Trainer;

/** The character LSTM of models/, smaller, on a text that is made here. */
class CharLstmTest {
    private static final String[] WHO = {
        "the old cat", "a blind mouse", "the farmer", "her brother", "my lamb", "the king"
    };
    private static final String[] DOES = {"sees", "follows", "forgets", "feeds", "sings to", "runs after"};
    private static final int STEPS = 200;

    @TempDir
    private Path directory;

    /**
     * Whoever knows only how often each byte occurs loses the entropy of their distribution for each; whoever reads along
     * need not, because most letters follow from the word that has begun. The loss must be less than half of the entropy:
     * only the words themselves, one of six for some eight letters, cannot be known.
     */
    @Test
    void readsMoreThanHowOftenEachByteOccurs() throws IOException {
        Path file = Files.writeString(directory.resolve("rhymes.txt"), rhymes(4000));
        Compilation compilation = NetCompiler.compile(
                List.of(SourceFile.read(Path.of("../models/src/main/net/char_lstm.net"))),
                CompilerOptions.defaults().withParameters(Map.of("steps", "32", "hidden", "64")));
        try (Engine engine = new Nd4jEngine(DataType.FLOAT);
                Network network = Compiled.make(compilation, engine)) {
            DataSplit data = Datasets.open(file.toString(), network.inputShape(), message -> {});
            TrainConfig config = TrainConfig.builder()
                    .optimizer(AdamConfig.of(0.01))
                    .batch(16)
                    .build();
            double entropy = entropy(data.test());
            try (Evaluator evaluator = new Evaluator(network, 64)) {
                network.initialize(config.init(), config.seed());
                double before =
                        evaluator.evaluate(data.test(), CrossEntropy.of()).loss();
                new Trainer(network, config, data, TrainOptions.defaults().withSteps((long) STEPS)).train();
                Evaluation after = evaluator.evaluate(data.test(), CrossEntropy.of());
                // Untrained, each of the 256 bytes is about as likely as any other.
                assertThat(before).isBetween(Math.log(256) - 1, Math.log(256) + 1);
                assertThat(after.loss()).isLessThan(entropy / 2);
                assertThat(after.accuracy()).isGreaterThan(0.6);
            }
        }
    }

    private static String rhymes(int lines) {
        SplittableRandom random = new SplittableRandom(12);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            text.append(WHO[random.nextInt(WHO.length)])
                    .append(' ')
                    .append(DOES[random.nextInt(DOES.length)])
                    .append(' ')
                    .append(WHO[random.nextInt(WHO.length)])
                    .append(".\n");
        }
        return text.toString();
    }

    /** In nats: -Σ p ln p of the labels. */
    private static double entropy(Dataset data) {
        int[] counts = new int[data.classes()];
        for (int i = 0; i < data.size(); i++) {
            for (int t = 0; t < data.positions(); t++) {
                counts[data.label(i, t)]++;
            }
        }
        double all = (double) data.size() * data.positions();
        double entropy = 0;
        for (int count : counts) {
            entropy -= count == 0 ? 0 : count / all * Math.log(count / all);
        }
        return entropy;
    }
}
