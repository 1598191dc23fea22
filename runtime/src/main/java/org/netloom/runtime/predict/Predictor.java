package org.netloom.runtime.predict;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.Network;
import org.netloom.runtime.checkpoint.Checkpoint;
import org.netloom.runtime.data.DataRequest;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.data.Preprocessing;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.loss.Loss;
import org.netloom.runtime.loss.Loss.Says;
import org.netloom.runtime.loss.Loss.Target;
import org.netloom.runtime.predict.Answer.Value;
import org.netloom.runtime.train.Evaluator;
import org.netloom.runtime.train.Predictions;
import org.netloom.runtime.train.TrainConfig;

/**
 * Asks a trained network about examples. They become what the training has seen: the checkpoint keeps what became of raw
 * values, and what its classes are called.
 *
 * <pre>{@code
 * try (Engine engine = Engines.create("auto", DataType.FLOAT, 2); Flowers net = new Flowers(engine);
 *         Predictor predictor = Predictor.of(net, Path.of("checkpoints/Flowers.safetensors"), Flowers.trainConfig())) {
 *     System.out.println(predictor.predict("rose.jpg").get(0).first().name());
 * }
 * }</pre>
 *
 * <p>For one thread at a time, like the engine.
 */
public final class Predictor implements AutoCloseable {
    private static final int BATCH = 256;

    private final Network network;
    private final Loss loss;
    private final @Nullable Preprocessing known;
    private final Evaluator evaluator;

    private Predictor(Network network, Loss loss, @Nullable Preprocessing known, int batch) {
        this.network = network;
        this.loss = loss;
        this.known = known;
        this.evaluator = new Evaluator(network, batch);
    }

    /**
     * Loads a checkpoint into a network.
     *
     * @param config of the training: its loss says what outputs mean
     * @throws NetworkException where the checkpoint is missing, malformed or another network's
     */
    public static Predictor of(Network network, Path checkpoint, TrainConfig config) {
        return of(network, checkpoint, config, BATCH);
    }

    /**
     * The same.
     *
     * @param batch how many examples go through the network at once
     */
    public static Predictor of(Network network, Path checkpoint, TrainConfig config, int batch) {
        Checkpoint.load(network, checkpoint);
        return new Predictor(network, config.loss(), Checkpoint.preprocessing(checkpoint), batch);
    }

    /**
     * Answers for all examples of a file, a directory, or what else a training takes; targets need not be there.
     *
     * @throws NetworkException where the data cannot be had or do not fit the network
     */
    public List<Answer> predict(String spec) {
        return predict(open(spec, message -> {}));
    }

    /**
     * Opens examples as {@link #predict(String)} does.
     *
     * @param progress is told, in a few words, of what takes time
     */
    public Dataset open(String spec, Consumer<String> progress) {
        return Datasets.openTest(DataRequest.of(spec, network, progress)
                .withLoss(loss)
                .withPreprocessing(known)
                .withoutLabels());
    }

    /**
     * Answers for all examples, in their order; of sequences for each step.
     *
     * @throws NetworkException where the data do not fit the network, or an output is NaN or infinite
     */
    public List<Answer> predict(Dataset data) {
        Predictions predictions = evaluator.predict(data);
        List<Integer> shape = network.outputShape();
        int columns = shape.get(shape.size() - 1);
        int steps = shape.size() == 1 ? 1 : shape.get(0);
        float[] outputs = predictions.logits();
        List<Answer> answers = new ArrayList<>();
        double[] row = new double[columns];
        for (int i = 0; i < data.size(); i++) {
            for (int t = 0; t < steps; t++) {
                for (int k = 0; k < columns; k++) {
                    row[k] = outputs[(i * steps + t) * columns + k];
                }
                String name = data.exampleName(i);
                answers.add(answer(steps == 1 ? name : name + ", step " + t, row));
            }
        }
        return answers;
    }

    /** The outputs for all examples, as they are. */
    public Predictions outputs(Dataset data) {
        return evaluator.predict(data);
    }

    private Answer answer(String example, double[] row) {
        Says says = loss.says(target());
        if (says == Says.LABELS && target() == Target.CLASSES) {
            return ofTwoClasses(example, row[0]);
        }
        List<Value> values = new ArrayList<>();
        switch (says) {
            case CLASS -> {
                double[] shown = loss.isOfLogits() ? softmax(row) : row;
                for (int k = 0; k < row.length; k++) {
                    values.add(new Value(className(k), shown[k]));
                }
                values.sort(Comparator.comparingDouble(Value::value).reversed());
            }
            case LABELS -> {
                for (int k = 0; k < row.length; k++) {
                    values.add(new Value(targetName(k), 1 / (1 + Math.exp(-row[k]))));
                }
            }
            case NUMBERS -> {
                for (int k = 0; k < row.length; k++) {
                    values.add(new Value(targetName(k), unscaled(k, loss.number(row[k]))));
                }
            }
        }
        boolean probabilities = says == Says.LABELS || (says == Says.CLASS && loss.isOfLogits());
        return new Answer(example, says, probabilities, values);
    }

    /** One output that tells two classes apart is the logit of the second. */
    private Answer ofTwoClasses(String example, double logit) {
        double second = 1 / (1 + Math.exp(-logit));
        Value no = new Value(className(0), 1 - second);
        Value yes = new Value(className(1), second);
        return new Answer(example, Says.CLASS, true, logit > 0 ? List.of(yes, no) : List.of(no, yes));
    }

    /** What the network was trained on; where nobody says, classes if the loss takes them. */
    private Target target() {
        boolean numbers = known != null && !known.targets().isEmpty();
        return numbers || !loss.targets().contains(Target.CLASSES) ? Target.NUMBERS : Target.CLASSES;
    }

    private String className(int k) {
        return known != null && k < known.classNames().size()
                ? known.classNames().get(k)
                : Integer.toString(k);
    }

    private String targetName(int k) {
        if (known != null && k < known.targets().size()) {
            return known.targets().get(k).name();
        }
        return className(k);
    }

    private double unscaled(int k, double value) {
        return known != null && k < known.targets().size()
                ? known.targets().get(k).unscaled(value)
                : value;
    }

    /** The largest output is taken off first, so that no exponential overflows. */
    private static double[] softmax(double[] row) {
        double max = Double.NEGATIVE_INFINITY;
        for (double value : row) {
            max = Math.max(max, value);
        }
        double[] shares = new double[row.length];
        double sum = 0;
        for (int k = 0; k < row.length; k++) {
            shares[k] = Math.exp(row[k] - max);
            sum += shares[k];
        }
        for (int k = 0; k < row.length; k++) {
            shares[k] /= sum;
        }
        return shares;
    }

    @Override
    public void close() {
        evaluator.close();
    }
}
