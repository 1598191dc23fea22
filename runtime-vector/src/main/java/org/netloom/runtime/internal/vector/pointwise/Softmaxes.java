package org.netloom.runtime.internal.vector.pointwise;

import org.netloom.kernel.internal.Classes;
import org.netloom.kernel.internal.Lanes;
import org.netloom.kernel.internal.Share;
import org.netloom.runtime.engine.Labels;
import org.netloom.runtime.internal.vector.memory.VectorTensor;
import org.netloom.runtime.internal.vector.memory.Workers;

/** Softmax along the channels of images and the features of vectors and sequences, and its cross-entropy. */
public final class Softmaxes {
    private final Workers workers;
    private final ExponentialsTask exponentials = new ExponentialsTask();
    private final Task task = new Task();
    private double[] losses = new double[0];

    private enum Kind {
        FORWARD,
        BACKWARD,
        CROSS_ENTROPY
    }

    public Softmaxes(Workers workers) {
        this.workers = workers;
    }

    void forward(VectorTensor x, VectorTensor y) {
        exponentials(x, y);
        task.of(y);
        task.kind = Kind.FORWARD;
        task.y = y.address();
        workers.run(task);
    }

    private void exponentials(VectorTensor x, VectorTensor y) {
        exponentials.of(y);
        exponentials.x = x.address();
        exponentials.y = y.address();
        workers.run(exponentials);
    }

    void backward(VectorTensor y, VectorTensor dy, VectorTensor dx) {
        task.of(y);
        task.kind = Kind.BACKWARD;
        task.x = y.address();
        task.dy = dy.address();
        task.y = dx.address();
        workers.run(task);
    }

    public double crossEntropy(VectorTensor logits, int[] labels, VectorTensor dLogits) {
        int positions = Labels.require(logits, labels);
        if (losses.length < labels.length) {
            losses = new double[labels.length];
        }
        exponentials(logits, dLogits);
        task.of(logits);
        task.kind = Kind.CROSS_ENTROPY;
        task.x = logits.address();
        task.y = dLogits.address();
        task.labels = labels;
        task.losses = losses;
        task.positions = positions;
        workers.run(task);
        double sum = 0;
        for (int i = 0; i < labels.length; i++) {
            sum += losses[i];
        }
        return sum / labels.length;
    }

    /** What is done with the classes of each place of each block. */
    private abstract static class ClassesTask implements Workers.Task {
        int blocks;
        int lanesOfLast;
        int places;
        int classes;
        int classStep;
        private int placeStep;
        long x;
        long y;

        final void of(VectorTensor tensor) {
            blocks = tensor.blocks();
            lanesOfLast = tensor.lanesOfLast();
            boolean sequence = tensor.shape().size() == 2;
            places = sequence ? tensor.channels() : tensor.pixels();
            classes = tensor.elements() / places;
            classStep = sequence ? 1 : places;
            placeStep = sequence ? classes : 1;
        }

        /** Where the first class of a place lies in the tensors; places are counted over all blocks. */
        final long at(int number) {
            return ((long) (number / places) * places * classes + (long) (number % places) * placeStep) * Lanes.BYTES;
        }

        final int first(int share, int shares) {
            return Share.first(blocks * places, share, shares);
        }
    }

    /**
     * By itself and with a loop of its own, because HotSpot compiles a loop together with what it calls: with what comes
     * after the exponentials that is more than it can, and leaves vectors as objects.
     */
    private static final class ExponentialsTask extends ClassesTask {
        @Override
        public void run(int share, int shares) {
            int end = first(share + 1, shares);
            for (int i = first(share, shares); i < end; i++) {
                Classes.exponentials(x + at(i), y + at(i), classes, classStep);
            }
        }
    }

    private static final class Task extends ClassesTask {
        private Kind kind = Kind.FORWARD;
        private long dy;
        private int[] labels = new int[0];
        private double[] losses = new double[0];
        private int positions;

        @Override
        public void run(int share, int shares) {
            int end = first(share + 1, shares);
            for (int i = first(share, shares); i < end; i++) {
                run(i / places, i % places, at(i));
            }
        }

        private void run(int block, int place, long at) {
            switch (kind) {
                case FORWARD -> Classes.normalize(y + at, classes, classStep);
                case BACKWARD -> Classes.softmaxBackward(x + at, dy + at, y + at, classes, classStep);
                case CROSS_ENTROPY -> {
                    int lanes = block == blocks - 1 ? lanesOfLast : Lanes.COUNT;
                    int label = block * Lanes.COUNT * positions + place;
                    Classes.crossEntropy(x + at, y + at, classes, lanes, labels, label, positions, losses);
                    Classes.crossEntropyBackward(y + at, classes, lanes, labels, label, positions, 1f / labels.length);
                }
            }
        }
    }
}
