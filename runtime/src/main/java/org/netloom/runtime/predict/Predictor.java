package org.netloom.runtime.predict;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        Reading reading = reading();
        for (int i = 0; i < data.size(); i++) {
            for (int t = 0; t < steps; t++) {
                copy(outputs, (i * steps + t) * columns, row, reading);
                String name = data.exampleName(i);
                answers.add(reading.answer(steps == 1 ? name : name + ", step " + t, row));
            }
        }
        return answers;
    }

    /**
     * Writes what the network says of all examples into an {@code .npz} file: {@code logits}, the outputs as they are,
     * float32 [N,K], and {@code class}, the place of the largest, int64 [N]; and in float64 [N,K] {@code probabilities},
     * where outputs are logits, or {@code numbers}, in the units of the training's data. Of sequences they are [N,T,K] and
     * [N,T].
     *
     * @return how many examples there were
     * @throws NetworkException where the data do not fit the network, an output is NaN or infinite, or the file cannot be
     *     written
     */
    public int write(Dataset data, Path npz) {
        Predictions predictions = evaluator.predict(data);
        Reading reading = reading();
        String name = reading.says() == Says.NUMBERS ? "numbers" : "probabilities";
        Map<String, double[]> more = new LinkedHashMap<>();
        if (reading.says() != Says.CLASS || loss.isOfLogits()) {
            float[] outputs = predictions.logits();
            double[] shown = new double[outputs.length];
            double[] row =
                    new double[network.outputShape().get(network.outputShape().size() - 1)];
            for (int from = 0; from < outputs.length; from += row.length) {
                copy(outputs, from, row, reading);
                System.arraycopy(reading.shown(row), 0, shown, from, row.length);
            }
            more.put(name, shown);
        }
        predictions.write(npz, more);
        return predictions.size();
    }

    /** A row of outputs, as {@link Reading#answer} takes it. */
    private void copy(float[] outputs, int from, double[] row, Reading reading) {
        for (int k = 0; k < row.length; k++) {
            double output = outputs[from + k];
            row[k] = reading.says() == Says.NUMBERS ? unscaled(k, loss.number(output)) : output;
        }
    }

    /** The outputs for all examples, as they are. */
    public Predictions outputs(Dataset data) {
        return evaluator.predict(data);
    }

    /** With the names that the training had. */
    private Reading reading() {
        List<String> targetNames = known == null
                ? List.of()
                : known.targets().stream().map(Preprocessing.Target::name).toList();
        return new Reading(loss, target(), known == null ? List.of() : known.classNames(), targetNames);
    }

    /** What the network was trained on; where nobody says, classes if the loss takes them. */
    private Target target() {
        boolean numbers = known != null && !known.targets().isEmpty();
        return numbers || !loss.targets().contains(Target.CLASSES) ? Target.NUMBERS : Target.CLASSES;
    }

    private double unscaled(int k, double value) {
        return known != null && k < known.targets().size()
                ? known.targets().get(k).unscaled(value)
                : value;
    }

    @Override
    public void close() {
        evaluator.close();
    }
}
