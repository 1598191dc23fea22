package org.netloom.experiments;

import org.netloom.runtime.train.TrainListener;

/** Records loss and accuracy: of each step on its batch, and of each epoch. */
final class LearningProbe implements TrainListener {
    /** The loss of a step's batch. */
    static final String LOSS = "loss";
    /** The accuracy on a step's batch, in training mode. */
    static final String BATCH_ACCURACY = "batch_accuracy";
    /** The mean of the batches' accuracies over an epoch. */
    static final String TRAIN_ACCURACY = "train_accuracy";
    /** The accuracy in inference mode on the test data, after an epoch. */
    static final String TEST_ACCURACY = "test_accuracy";
    /** The loss in inference mode on the test data, after an epoch. */
    static final String TEST_LOSS = "test_loss";

    private final RunRecord record;
    private long epoch;
    private long correct;
    private long examples;

    LearningProbe(RunRecord record) {
        this.record = record;
    }

    @Override
    public void step(Step step) {
        if (step.epoch() != epoch) {
            epoch = step.epoch();
            correct = 0;
            examples = 0;
        }
        // The listener is told the mean since the epoch began; the difference is this batch's.
        long examplesNow = step.epochSoFar().examples();
        long correctNow = Math.round(step.epochSoFar().accuracy() * examplesNow);
        record.add(LOSS, step.step(), epoch, step.loss());
        record.add(BATCH_ACCURACY, step.step(), epoch, (double) (correctNow - correct) / (examplesNow - examples));
        correct = correctNow;
        examples = examplesNow;
    }

    @Override
    public void epoch(Epoch done) {
        record.add(TRAIN_ACCURACY, done.step(), done.epoch(), done.train().accuracy());
        record.add(TEST_ACCURACY, done.step(), done.epoch(), done.validation().accuracy());
        record.add(TEST_LOSS, done.step(), done.epoch(), done.validation().loss());
    }
}
