package org.netloom.runtime.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.netloom.runtime.Network;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.optim.AdamConfig;
import org.netloom.runtime.optim.ClipNorm;
import org.netloom.runtime.optim.RateScale;
import org.netloom.runtime.optim.SgdConfig;
import org.netloom.runtime.schedule.CosineDecay;
import org.netloom.runtime.train.AverageEma;
import org.netloom.runtime.train.AverageSwa;
import org.netloom.runtime.train.TrainConfig;
import org.netloom.runtime.train.TrainListener;
import org.netloom.runtime.train.TrainOptions;
import org.netloom.runtime.train.Trainer;

/** A training on this engine that was stopped goes on to the same bits, too. */
class ResumeTest {
    private static final Class<?> NET =
            Nets.compile("input(1,28,28) conv(4,5,stride=3) bn relu maxpool(2) dropout(0.3) flatten"
                    + " dense(8) bn(stats=kalman(control=true)) tanh dense(10)");
    private static final DataSplit DATA = DataSplit.of(
            Datasets.sample(Datasets.open("glyphs").train(), 182, 1),
            Datasets.sample(Datasets.open("glyphs").test(), 40, 1));
    private static final int PER_EPOCH = 12;
    private static final int STOP = 7;

    @TempDir
    private Path directory;

    static List<TrainConfig> configs() {
        TrainConfig.Builder common =
                TrainConfig.builder().batch(16).epochs(2).recalibrate(64).seed(5);
        TrainConfig.Builder averaged = common.build().toBuilder();
        return List.of(
                common.optimizer(SgdConfig.of(0.3).withMomentum(0.9)).build(),
                common.optimizer(AdamConfig.of(0.01))
                        .schedule(CosineDecay.of())
                        .clip(ClipNorm.of(0.5))
                        .recalibrate(0)
                        .build(),
                averaged.average(AverageEma.of(0.9)).build(),
                averaged.average(AverageEma.of(0.9))
                        .freeze("bn2")
                        .rates(RateScale.of("conv*", 0.1))
                        .build(),
                averaged.freeze().average(AverageSwa.of(0)).build());
    }

    private byte[] train(TrainConfig config, String folder, TrainOptions options, long stopBehind) throws IOException {
        try (Network network = Nets.make(NET, Rig.VECTOR, config.seed())) {
            Trainer[] trainer = new Trainer[1];
            TrainListener stopping = new TrainListener() {
                @Override
                public void step(Step step) {
                    if (step.step() == stopBehind) {
                        trainer[0].stop();
                    }
                }
            };
            trainer[0] = new Trainer(
                    network,
                    config,
                    DATA,
                    options.withCheckpoints(directory.resolve(folder)).withListener(stopping));
            trainer[0].train();
            return Files.readAllBytes(file(folder));
        }
    }

    private Path file(String folder) {
        return directory.resolve(folder).resolve("Test.safetensors");
    }

    @ParameterizedTest
    @MethodSource("configs")
    void endsWithTheSameFile(TrainConfig config) throws IOException {
        byte[] whole = train(config, "whole", TrainOptions.defaults(), -1);
        train(config, "parts", TrainOptions.defaults(), STOP);
        // At the end of the first epoch once more.
        train(config, "parts", TrainOptions.defaults().withResume(file("parts")), PER_EPOCH);
        byte[] parts = train(config, "parts", TrainOptions.defaults().withResume(file("parts")), -1);
        assertThat(Arrays.mismatch(parts, whole)).isEqualTo(-1);
    }
}
