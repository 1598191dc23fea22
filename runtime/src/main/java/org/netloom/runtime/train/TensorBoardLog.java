package org.netloom.runtime.train;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.EventFile;
import org.netloom.runtime.metric.Score;

/**
 * Event files for TensorBoard. Each step has {@code loss/train}, {@code learning_rate}, {@code gradient_norm} and {@code
 * images_per_second}, each epoch {@code loss/validation}, and each metric as {@code accuracy/train} and {@code
 * accuracy/validation}, at its last step.
 */
public final class TensorBoardLog implements TrainListener, AutoCloseable {
    private final EventFile events;

    private TensorBoardLog(EventFile events) {
        this.events = events;
    }

    /**
     * A new file in this directory, beside those of earlier runs: of steps that a training does once more TensorBoard shows the
     * later ones.
     *
     * @throws NetworkException in one sentence, where it cannot be written
     */
    public static TensorBoardLog in(Path directory) {
        return new TensorBoardLog(EventFile.in(directory));
    }

    @Override
    public boolean needsGradientNorm() {
        return true;
    }

    @Override
    public void started(Plan plan) {
        events.startsAt(plan.stepsBefore() + 1);
    }

    @Override
    public void step(Step step) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("loss/train", step.loss());
        values.put("learning_rate", step.learningRate());
        values.put("gradient_norm", step.gradientNorm());
        values.put("images_per_second", step.imagesPerSecond());
        events.scalars(step.step(), values);
    }

    @Override
    public void epoch(Epoch epoch) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("loss/validation", epoch.validation().loss());
        putScores(values, epoch.train(), "train");
        putScores(values, epoch.validation(), "validation");
        events.scalars(epoch.step(), values);
        events.flush();
    }

    private static void putScores(Map<String, Double> values, Evaluation figures, String part) {
        for (Score score : figures.scores()) {
            if (!score.name().equals("confusion") && !Double.isNaN(score.value())) {
                values.put(score.name() + "/" + part, score.value());
            }
        }
    }

    @Override
    public void close() {
        events.close();
    }
}
