package org.netloom.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.explain.Lines;
import org.netloom.runtime.Network;
import org.netloom.runtime.data.DataRequest;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.describe.EvaluationPicture;
import org.netloom.runtime.predict.Mistake;
import org.netloom.runtime.predict.WorstMistakes;
import org.netloom.runtime.train.Evaluation;
import org.netloom.runtime.train.Evaluator;
import org.netloom.runtime.train.RowListener;
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

    @Mixin
    private TrainSettings settings = new TrainSettings();

    @Option(names = "--held-out", description = "Of data without a test part, take only what training has held out.")
    private boolean heldOut;

    @Option(
            names = "--worst",
            paramLabel = "N",
            converter = Positive.class,
            description = "Show the N examples with the greatest loss, of sequences their steps.")
    private @Nullable Integer worst;

    @Option(
            names = "--picture",
            paramLabel = "F.svg|.png",
            description =
                    "Draw it: of classes the confusion matrix, of two the ROC curve, of numbers predicted against true; with"
                            + " --worst the images that those are.")
    private @Nullable Path picture;

    @Option(names = "--json", description = "Write one JSON object to stdout; all else goes to stderr.")
    private boolean json;

    EvalCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (picture != null) {
            PictureFile.requireKnown(picture);
        }
        trained.use(terminal, settings, this::evaluate);
        return 0;
    }

    private void evaluate(Network network, TrainConfig config) {
        DataRequest request = trained.request(network, config, terminal.err()::println);
        Dataset data = heldOut ? Datasets.openHeldOut(request) : Datasets.openTest(request);
        List<Integer> shape = network.outputShape();
        WorstMistakes mistakes = worst == null ? null : new WorstMistakes(data, config.loss(), worst);
        EvaluationPicture drawing =
                picture == null ? null : new EvaluationPicture(data, config.loss(), shape.get(shape.size() - 1));
        List<RowListener> listeners = new ArrayList<>();
        if (mistakes != null) {
            listeners.add(mistakes);
        }
        if (drawing != null) {
            listeners.add(drawing);
        }
        try (Evaluator evaluator = new Evaluator(network, trained.batch())) {
            long start = System.nanoTime();
            Evaluation test = evaluator.evaluate(data, config.loss(), listeners);
            double imagesPerSecond = test.examples() / ((System.nanoTime() - start) * 1e-9);
            List<Mistake> worstOnes = mistakes == null ? null : mistakes.list();
            terminal.out()
                    .println(
                            json
                                    ? Reports.json(network, test, imagesPerSecond, worstOnes)
                                    : text(network, data, test, imagesPerSecond)
                                            + (worstOnes == null ? "" : WorstText.table(worstOnes, terminal.width())));
            if (drawing != null && picture != null) {
                PictureFile.write(
                        picture,
                        drawing.svg(
                                network.name(),
                                test,
                                worstOnes == null ? List.of() : worstOnes,
                                request.preprocessing()));
                terminal.err().println("wrote " + picture);
            }
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
