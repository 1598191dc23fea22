package org.netloom.runtime.train;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.op.Site;
import org.netloom.runtime.InferencePass;
import org.netloom.runtime.Network;
import org.netloom.runtime.TracedPass;
import org.netloom.runtime.data.Batches;
import org.netloom.runtime.data.Batches.Batch;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.engine.ThreadGuard.Turn;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.loss.Loss;
import org.netloom.runtime.metric.MetricChoice;

/**
 * Runs a network in inference mode over a data set. For one thread at a time, which keeps all others off the engine while
 * it is inside {@link #evaluate} or {@link #predict}.
 */
public final class Evaluator implements AutoCloseable {
    private final Network network;
    private final int batch;
    private final InferencePass pass;
    private final Outputs outputs;

    /** @param batch how many examples go through the network at once; the results do not depend on it but for rounding */
    public Evaluator(Network network, int batch) {
        this.network = network;
        this.batch = batch;
        this.outputs = new Outputs(network);
        this.pass = network.inference();
    }

    /**
     * Loss and metrics over all examples.
     *
     * @throws NetworkException where the data do not fit the network, or an output is NaN or infinite
     */
    public Evaluation evaluate(Dataset data, Loss loss) {
        return evaluate(data, loss, List.of());
    }

    /**
     * The same; these see every row, in the data's order.
     *
     * @throws NetworkException where the data do not fit the network, or an output is NaN or infinite
     */
    public Evaluation evaluate(Dataset data, Loss loss, List<? extends RowListener> listeners) {
        return evaluate(data, loss, List.of(), listeners);
    }

    /**
     * The same with metrics beside those that suit by themselves.
     *
     * @throws NetworkException where the data do not fit the network, or an output is NaN or infinite
     */
    public Evaluation evaluate(
            Dataset data, Loss loss, List<MetricChoice> metrics, List<? extends RowListener> listeners) {
        Datasets.requireFit(data, network, loss);
        Evaluation.Sum sum = Evaluation.Sum.ofAll(loss, data, outputs, metrics, List.copyOf(listeners));
        forEachBatch(data, batch -> sum.add(outputs, batch));
        return sum.mean();
    }

    /**
     * The outputs for all examples, which need no classes.
     *
     * @throws NetworkException where the data do not fit the network, or an output is NaN or infinite
     */
    public Predictions predict(Dataset data) {
        Datasets.requireFit(data, network);
        Predictions predictions = new Predictions(data.size(), network.outputShape());
        forEachBatch(data, batch -> predictions.add(outputs));
        return predictions;
    }

    private interface BatchTask {
        void run(Batch batch);
    }

    /** Runs the batches in order; the task finds each one's outputs in {@link #outputs}. */
    private void forEachBatch(Dataset data, BatchTask task) {
        try (Turn turn = network.engine().guard().enter();
                Batches batches = Batches.inOrder(data, batch, network.engine().dataType())) {
            batches.start(0);
            for (Batch next = batches.next(); next != null; next = batches.next()) {
                outputs.read(pass.forward(next.inputs()));
                if (!outputs.areFinite()) {
                    Site site = firstBadLayer(next.inputs());
                    throw new NetworkException("the output of %s is NaN or infinite on %s"
                            .formatted(site == null ? network.name() : site, data.name()));
                }
                task.run(next);
            }
        }
    }

    /** The inference pass keeps no layer's output, so that another has to tell. */
    private @Nullable Site firstBadLayer(INDArray inputs) {
        // Without batch normalization, training differs by dropout alone.
        try (TracedPass traced = network.movingStatistics().isEmpty() ? network.training() : network.calibration()) {
            traced.forward(inputs);
            return Finite.firstBadLayer(traced);
        }
    }

    @Override
    public void close() {
        pass.close(); // first, because it refuses while another thread is inside
        outputs.close();
    }
}
