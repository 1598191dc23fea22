package org.netloom.runtime.train;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import nets.TinyNet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.runtime.Network;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.nd4j.Nd4jEngine;
import org.netloom.runtime.optim.SgdConfig;

class SeedRunsTest {
    private static final DataSplit DATA = Stripes.split(100, 60);
    private static final TrainConfig CONFIG = TinyNet.trainConfig().toBuilder()
            .optimizer(SgdConfig.of(0.5))
            .epochs(2)
            .seed(7)
            .build();

    @TempDir
    private Path directory;

    private final Nd4jEngine engine = new Nd4jEngine(DataType.FLOAT);
    private final List<Network> made = new ArrayList<>();

    @BeforeEach
    void begin() {
        made.clear();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private Network network(TrainConfig ofSeed) {
        TinyNet net = new TinyNet(engine);
        made.add(net);
        net.initialize(ofSeed.init(), ofSeed.seed());
        return net;
    }

    private SeedRuns runs(TrainConfig config, TrainOptions options) {
        return new SeedRuns(config, DATA, options, this::network);
    }

    private static double loss(TrainReport report) {
        return requireNonNull(report.test()).loss();
    }

    @Test
    void eachIsTheTrainingThatItsSeedHasByItself() {
        List<TrainReport> heard = new ArrayList<>();
        SeedReport report = runs(CONFIG, TrainOptions.defaults().withCheckpoints(directory))
                .train(3, new SeedRuns.Listener() {
                    @Override
                    public void done(TrainReport done) {
                        heard.add(done);
                    }
                });
        assertThat(report.stopped()).isFalse();
        assertThat(report.runs()).extracting(TrainReport::seed).containsExactly(7L, 8L, 9L);
        assertThat(heard).isEqualTo(report.runs());
        for (TrainReport run : report.runs()) {
            TrainConfig alone = CONFIG.toBuilder().seed(run.seed()).build();
            try (Network net = network(alone)) {
                TrainReport expected = new Trainer(net, alone, DATA, TrainOptions.defaults()).train();
                assertThat(run.figures()).isEqualTo(expected.figures());
            }
            assertThat(run.checkpoint())
                    .isEqualTo(directory.resolve("seed-" + run.seed()).resolve("TinyNet.safetensors"))
                    .isNotEmptyFile();
        }
        assertThat(made).hasSize(6).doesNotHaveDuplicates();

        List<TrainReport> all = report.runs();
        double mean = (loss(all.get(0)) + loss(all.get(1)) + loss(all.get(2))) / 3;
        double squares = 0;
        for (TrainReport run : all) {
            squares += (loss(run) - mean) * (loss(run) - mean);
        }
        Spread loss = requireNonNull(report.testLoss());
        assertThat(loss.count()).isEqualTo(3);
        assertThat(loss.mean()).isCloseTo(mean, within(1e-14));
        assertThat(loss.standardDeviation()).isPositive().isCloseTo(Math.sqrt(squares / 2), within(1e-14));
        assertThat(requireNonNull(report.testMain()).mean())
                .isCloseTo(
                        all.stream()
                                .mapToDouble(run -> requireNonNull(run.test()).accuracy())
                                .average()
                                .orElseThrow(),
                        within(1e-14));
        assertThat(report.validationLoss()).isNull();
        assertThat(report.validationMain()).isNull();
    }

    @Test
    void ofOneTrainingThereIsNoDeviation() {
        assertThat(Spread.of(DoubleStream.of(3))).isEqualTo(new Spread(1, 3, Double.NaN));
        // 2, 4, 4, 4, 5, 5, 7, 9 has a sum of squares of 32 around its mean of 5.
        assertThat(Spread.of(DoubleStream.of(2, 4, 4, 4, 5, 5, 7, 9))).isEqualTo(new Spread(8, 5, Math.sqrt(32.0 / 7)));
        assertThat(Spread.of(DoubleStream.of(1, Double.NaN)).mean()).isNaN();
    }

    @Test
    void stoppedInTheSecondItReportsTheFirst() {
        SeedRuns[] runs = new SeedRuns[1];
        TrainListener stopping = new TrainListener() {
            private int begun;

            @Override
            public void started(Plan plan) {
                begun++;
            }

            @Override
            public void step(Step step) {
                if (begun == 2 && step.step() == 9) {
                    runs[0].stop();
                }
            }
        };
        runs[0] = runs(CONFIG, TrainOptions.defaults().withListener(stopping));
        List<Boolean> stopped = new ArrayList<>();
        SeedReport report = runs[0].train(4, new SeedRuns.Listener() {
            @Override
            public void done(TrainReport done) {
                stopped.add(done.stopped());
            }
        });
        assertThat(stopped).containsExactly(false, true);
        assertThat(report.stopped()).isTrue();
        assertThat(report.runs()).extracting(TrainReport::seed).containsExactly(7L);
        assertThat(requireNonNull(report.testLoss()).standardDeviation()).isNaN();
    }

    @Test
    void stoppedBeforeItBeginsItHasNothing() {
        SeedRuns runs = runs(CONFIG, TrainOptions.defaults());
        runs.stop();
        SeedReport report = runs.train(2, SeedRuns.Listener.NONE);
        assertThat(report.stopped()).isTrue();
        assertThat(report.runs()).isEmpty();
        assertThat(report.testLoss()).isNull();
    }

    @Test
    void refusesWhatIsOneTraining() {
        SeedRuns runs = runs(CONFIG, TrainOptions.defaults());
        assertThatThrownBy(() -> runs.train(1, SeedRuns.Listener.NONE))
                .isInstanceOf(NetworkException.class)
                .hasMessage("a mean with its standard deviation takes 2 seeds or more, not 1");
        assertThatThrownBy(() -> runs(CONFIG, TrainOptions.defaults().withResume(directory.resolve("a.safetensors"))))
                .isInstanceOf(NetworkException.class)
                .hasMessageStartingWith("several seeds are several trainings");
        assertThat(made).isEmpty();
    }

    @Test
    void saysWhichSeedHasDiverged() {
        TrainConfig wild = CONFIG.toBuilder().learningRate(1e30).build();
        assertThatThrownBy(() -> runs(wild, TrainOptions.defaults()).train(2, SeedRuns.Listener.NONE))
                .isInstanceOf(NetworkException.class)
                .hasMessageStartingWith("with seed 7 training stopped at step ")
                .hasCauseInstanceOf(DivergedException.class);
    }
}
