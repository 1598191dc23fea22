package org.netloom.runtime.vector;

import org.netloom.runtime.engine.Labels;
import org.netloom.runtime.vector.kernel.Classes;
import org.netloom.runtime.vector.kernel.Lanes;
import org.netloom.runtime.vector.kernel.Share;

/** Softmax along the channels of images and the features of vectors and sequences, and its cross-entropy. */
final class Softmaxes {
    private final Workers workers;
    private final Task task = new Task();
    private double[] losses = new double[0];

    private enum Kind {
        FORWARD,
        BACKWARD,
        CROSS_ENTROPY
    }

    Softmaxes(Workers workers) {
        this.workers = workers;
    }

    void forward(VectorTensor x, VectorTensor y) {
        task.of(Kind.FORWARD, y);
        task.x = x.address();
        task.y = y.address();
        workers.run(task);
    }

    void backward(VectorTensor y, VectorTensor dy, VectorTensor dx) {
        task.of(Kind.BACKWARD, y);
        task.x = y.address();
        task.dy = dy.address();
        task.y = dx.address();
        workers.run(task);
    }

    double crossEntropy(VectorTensor logits, int[] labels, VectorTensor dLogits) {
        int positions = Labels.require(logits, labels);
        if (losses.length < labels.length) {
            losses = new double[labels.length];
        }
        task.of(Kind.CROSS_ENTROPY, logits);
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

    private static final class Task implements Workers.Task {
        private Kind kind = Kind.FORWARD;
        private int blocks;
        private int lanesOfLast;
        private int places;
        private int classes;
        private int classStep;
        private int placeStep;
        private long x;
        private long y;
        private long dy;
        private int[] labels = new int[0];
        private double[] losses = new double[0];
        private int positions;

        void of(Kind what, VectorTensor tensor) {
            kind = what;
            blocks = tensor.blocks();
            lanesOfLast = tensor.lanesOfLast();
            boolean sequence = tensor.shape().size() == 2;
            places = sequence ? tensor.channels() : tensor.pixels();
            classes = tensor.elements() / places;
            classStep = sequence ? 1 : places;
            placeStep = sequence ? classes : 1;
        }

        @Override
        public void run(int worker, int workers) {
            int end = Share.first(blocks * places, worker + 1, workers);
            for (int i = Share.first(blocks * places, worker, workers); i < end; i++) {
                int block = i / places;
                int place = i % places;
                long at = ((long) block * places * classes + (long) place * placeStep) * Lanes.BYTES;
                switch (kind) {
                    case FORWARD -> Classes.softmax(x + at, y + at, classes, classStep);
                    case BACKWARD -> Classes.softmaxBackward(x + at, dy + at, y + at, classes, classStep);
                    case CROSS_ENTROPY ->
                        Classes.crossEntropy(
                                x + at,
                                y + at,
                                classes,
                                block == blocks - 1 ? lanesOfLast : Lanes.COUNT,
                                labels,
                                block * Lanes.COUNT * positions + place,
                                positions,
                                1f / labels.length,
                                losses);
                }
            }
        }
    }
}
