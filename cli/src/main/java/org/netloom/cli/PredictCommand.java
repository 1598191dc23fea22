package org.netloom.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.netloom.runtime.Network;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.train.Evaluator;
import org.netloom.runtime.train.Predictions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code netloom predict FILE --from F.safetensors --data SPEC --out F.npz}: what a checkpoint says of examples. */
@Command(
        name = "predict",
        description = "Writes a net's outputs for the test part of some data, in inference mode, as an .npz file:"
                + " logits float32 [N,K] and class int64 [N], of sequences [N,T,K] and [N,T].")
final class PredictCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private TrainedNet trained = new TrainedNet();

    @Option(names = "--out", paramLabel = "F.npz", required = true, description = "The file to write.")
    private Path out = Path.of("");

    PredictCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        trained.use(terminal, (network, config) -> predict(network));
        return 0;
    }

    private void predict(Network network) {
        Dataset data = Datasets.openTest(
                trained.request(network, terminal.err()::println).withoutLabels());
        try (Evaluator evaluator = new Evaluator(network, trained.batch())) {
            Predictions predictions = evaluator.predict(data);
            predictions.write(out);
            terminal.err()
                    .println(String.format(
                            Locale.ROOT,
                            "wrote the outputs for %,d examples of %s to %s",
                            predictions.size(),
                            data.name(),
                            out));
        }
    }
}
