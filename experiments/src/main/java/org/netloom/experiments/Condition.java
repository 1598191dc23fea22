package org.netloom.experiments;

import java.util.Locale;
import java.util.Map;
import org.netloom.runtime.optim.OptimizerConfig;
import org.netloom.runtime.optim.SgdConfig;
import org.netloom.runtime.train.TrainConfig;

/**
 * One way to train, which an experiment compares with others.
 *
 * @param group what it has in common with some of the others: {@code with bn}
 * @param level what tells it from those: {@code lr 0.1}
 * @param recalibrate from how many examples the moving statistics are estimated afresh after each epoch; 0 for never
 * @param stepLimit the most steps to take, whatever the epochs
 */
record Condition(
        String group,
        String level,
        Variant variant,
        OptimizerConfig optimizer,
        int batch,
        int recalibrate,
        long stepLimit) {

    /** LeNet with its defaults, by SGD at a learning rate of 1, in batches of 256, recalibrated. */
    static Condition of(String group, String level) {
        return new Condition(
                group, level, Variant.LENET, SgdConfig.of(1.0), 256, TrainConfig.RECALIBRATE, Long.MAX_VALUE);
    }

    Condition variant(Variant other) {
        return new Condition(group, level, other, optimizer, batch, recalibrate, stepLimit);
    }

    Condition parameters(Map<String, String> values) {
        return variant(variant.with(values));
    }

    Condition optimizer(OptimizerConfig other) {
        return new Condition(group, level, variant, other, batch, recalibrate, stepLimit);
    }

    Condition learningRate(double rate) {
        return optimizer(optimizer.withLearningRate(rate));
    }

    Condition batch(int examples) {
        return new Condition(group, level, variant, optimizer, examples, recalibrate, stepLimit);
    }

    Condition recalibrate(int examples) {
        return new Condition(group, level, variant, optimizer, batch, examples, stepLimit);
    }

    Condition stepLimit(long steps) {
        return new Condition(group, level, variant, optimizer, batch, recalibrate, steps);
    }

    double learningRate() {
        return optimizer.learningRate();
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
                variant.definition(),
                optimizer,
                batch,
                recalibrate,
                stepLimit);
    }
}
