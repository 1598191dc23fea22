package org.netloom.experiments;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.netloom.runtime.train.TrainConfig;

/**
 * One way to train, which an experiment compares with others.
 *
 * @param group what it has in common with some of the others: {@code with bn}
 * @param level what tells it from those: {@code lr 0.1}
 * @param parameters of the net {@code LeNet}
 * @param recalibrate from how many examples the moving statistics are estimated afresh after each epoch; 0 for never
 * @param stepLimit the most steps to take, whatever the epochs
 */
record Condition(
        String group,
        String level,
        Map<String, String> parameters,
        double learningRate,
        int batch,
        int recalibrate,
        long stepLimit) {

    Condition {
        parameters = Map.copyOf(parameters);
    }

    /** With the net's defaults, at a learning rate of 1, in batches of 256, recalibrated. */
    static Condition of(String group, String level) {
        return new Condition(group, level, Map.of(), 1.0, 256, TrainConfig.RECALIBRATE, Long.MAX_VALUE);
    }

    Condition parameters(Map<String, String> values) {
        return new Condition(group, level, values, learningRate, batch, recalibrate, stepLimit);
    }

    Condition learningRate(double rate) {
        return new Condition(group, level, parameters, rate, batch, recalibrate, stepLimit);
    }

    Condition batch(int examples) {
        return new Condition(group, level, parameters, learningRate, examples, recalibrate, stepLimit);
    }

    Condition recalibrate(int examples) {
        return new Condition(group, level, parameters, learningRate, batch, examples, stepLimit);
    }

    Condition stepLimit(long steps) {
        return new Condition(group, level, parameters, learningRate, batch, recalibrate, steps);
    }

    String name() {
        return level.isEmpty() ? group : group + ", " + level;
    }

    /** The name of one run's file. */
    String fileName(long seed) {
        String words =
                name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-").replaceAll("^-|-$", "");
        return words + "-seed-" + seed + ".csv";
    }

    /** All that its runs depend on, in one text that is the same in every process. */
    String definition() {
        return String.format(
                Locale.ROOT,
                "%s|%s|%s|%d|%d|%d",
                name(),
                new TreeMap<>(parameters),
                learningRate,
                batch,
                recalibrate,
                stepLimit);
    }
}
