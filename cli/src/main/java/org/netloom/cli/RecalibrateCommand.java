package org.netloom.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.Network;
import org.netloom.runtime.checkpoint.Checkpoint;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.train.Recalibration;
import org.netloom.runtime.train.TrainConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code netloom recalibrate FILE --from F.safetensors --data SPEC}: the moving statistics of a checkpoint, afresh. */
@Command(
        name = "recalibrate",
        description =
                "Estimates the moving statistics of bn afresh, from training examples, with the weights as they are.")
final class RecalibrateCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private TrainedNet trained = new TrainedNet();

    @Option(
            names = "-n",
            paramLabel = "N",
            converter = Positive.class,
            description = "How many training examples to look at (default: the train section's, or 1024).")
    private @Nullable Integer examples;

    @Option(
            names = "--out",
            paramLabel = "F.safetensors",
            description = "The new checkpoint (default: the old one's file).")
    private @Nullable Path out;

    RecalibrateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        trained.use(terminal, this::recalibrate);
        return 0;
    }

    private void recalibrate(Network network, TrainConfig config) {
        Dataset data = Datasets.open(trained.request(network, config, terminal.err()::println)
                        .withoutLabels())
                .train();
        int wanted =
                examples != null ? examples : config.recalibrate() > 0 ? config.recalibrate() : TrainConfig.RECALIBRATE;
        try (Recalibration recalibration = new Recalibration(network, data, wanted, trained.batch(), config.seed())) {
            recalibration.run();
            Path target = out == null ? trained.checkpoint() : out;
            Checkpoint.rewrite(network, trained.checkpoint(), target);
            terminal.out()
                    .println(String.format(
                            Locale.ROOT,
                            "%s: moving statistics of %d layers from %,d examples of %s, in %s",
                            network.name(),
                            network.movingStatistics().size(),
                            recalibration.examples(),
                            data.name(),
                            target));
        }
    }
}
