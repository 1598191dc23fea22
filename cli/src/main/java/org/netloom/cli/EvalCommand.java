package org.netloom.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.netloom.compiler.internal.explain.Lines;
import org.netloom.runtime.Network;
import org.netloom.runtime.data.DataRequest;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.train.Evaluation;
import org.netloom.runtime.train.Evaluator;
import org.netloom.runtime.train.TrainConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code netloom eval FILE --from F.safetensors --data SPEC}: how good a checkpoint is. */
@Command(name = "eval", description = "Measures a checkpoint in inference mode on the test part of some data.")
final class EvalCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private TrainedNet trained = new TrainedNet();

    @Option(names = "--held-out", description = "Of data without a test part, take only what training has held out.")
    private boolean heldOut;

    @Option(names = "--json", description = "Write one JSON object to stdout; all else goes to stderr.")
    private boolean json;

    EvalCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        trained.use(terminal, this::evaluate);
        return 0;
    }

    private void evaluate(Network network, TrainConfig config) {
        DataRequest request = trained.request(network, config, terminal.err()::println);
        Dataset data = heldOut ? Datasets.openHeldOut(request) : Datasets.openTest(request);
        try (Evaluator evaluator = new Evaluator(network, trained.batch())) {
            long start = System.nanoTime();
            Evaluation test = evaluator.evaluate(data, config.loss());
            double imagesPerSecond = test.examples() / ((System.nanoTime() - start) * 1e-9);
            terminal.out()
                    .println(
                            json
                                    ? Reports.json(
                                            network.name(), network.engine().name(), test, imagesPerSecond)
                                    : text(network, data, test, imagesPerSecond));
        }
    }

    private String text(Network network, Dataset data, Evaluation test, double imagesPerSecond) {
        String text = String.format(
                Locale.ROOT,
                "%s on %,d examples of %s: loss %s, %s  (%s images/s)",
                network.name(),
                test.examples(),
                data.name(),
                Numbers.loss(test.loss()),
                ScoreText.summary(test, network.outputShape().size() > 1),
                Numbers.rate(imagesPerSecond));
        return Lines.wrap(text, terminal.width(), 2) + ScoreText.table(test, data, terminal.width());
    }
}
