package org.netloom.runtime.internal.vector.training;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.kernel.internal.Lanes;
import org.netloom.kernel.internal.Planes;
import org.netloom.kernel.internal.Share;
import org.netloom.op.RowFunction;
import org.netloom.runtime.engine.Labels;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.vector.memory.VectorTensor;
import org.netloom.runtime.internal.vector.memory.Workers;

/**
 * Losses that are a function of each row: a row is gathered out of its lane in double, and its gradient goes back there. The
 * targets are laid out in blocks where the gradient is going to be.
 */
final class RowLosses implements Workers.Task {
    private final Workers workers;
    private final Layout layout;
    /** What each thread computes with. */
    private final Room[] rooms;

    /** Of each row, so that they can be added up in their order. */
    private double[] losses = new double[0];

    private @Nullable RowFunction loss;
    private int @Nullable [] labels;
    private int batch;
    private int positions;
    private int columns;
    private long y;
    private long dy;
    private long blockBytes;
    private double scale;

    /** A row, its target and its gradient. */
    private static final class Room {
        double[] row = new double[0];
        double[] targets = new double[0];
        double[] gradient = new double[0];

        void of(int columns) {
            if (row.length != columns) {
                row = new double[columns];
                targets = new double[columns];
                gradient = new double[columns];
            }
        }
    }

    RowLosses(Workers workers, Layout layout) {
        this.workers = workers;
        this.layout = layout;
        rooms = new Room[workers.count()];
        Arrays.setAll(rooms, i -> new Room());
    }

    double ofClasses(RowFunction function, VectorTensor output, int[] classes, VectorTensor gradient) {
        Labels.require(output, classes, function);
        double total = 0;
        for (int label : classes) {
            total += function.ignores(label) ? 0 : function.weight(label);
        }
        labels = classes;
        return run(function, output, total, gradient);
    }

    double ofNumbers(RowFunction function, VectorTensor output, INDArray targets, VectorTensor gradient) {
        long count = (long) output.batch() * output.elements();
        if (targets.length() != count || targets.size(0) != output.batch()) {
            throw new NetworkException("a target of shape %s for an output of shape %s"
                    .formatted(Arrays.toString(targets.shape()), output));
        }
        layout.writeGradient(targets, gradient);
        gradient.toBlocks();
        labels = null;
        int last = output.shape().get(output.shape().size() - 1);
        return run(function, output, (double) count / last, gradient);
    }

    private double run(RowFunction function, VectorTensor output, double total, VectorTensor gradient) {
        loss = function;
        batch = output.batch();
        columns = output.shape().get(output.shape().size() - 1);
        positions = output.elements() / columns;
        y = output.address();
        dy = gradient.address();
        blockBytes = output.blockBytes();
        scale = total == 0 ? 0 : 1 / total;
        int rows = batch * positions;
        if (losses.length < rows) {
            losses = new double[rows];
        }
        workers.run(this, output.vectors());
        labels = null;
        if (output.lanesOfLast() < Lanes.COUNT) {
            Planes.clearLanes(dy + (output.blocks() - 1) * blockBytes, output.elements(), output.lanesOfLast());
        }
        double sum = 0;
        for (int i = 0; i < rows; i++) {
            sum += losses[i];
        }
        return total == 0 ? 0 : sum / total;
    }

    @Override
    public void run(int share, int shares) {
        Room room = rooms[share];
        room.of(columns);
        // By blocks, so that no two threads write into one vector.
        int blocks = Lanes.blocks(batch);
        int end = Math.min(batch, Share.first(blocks, share + 1, shares) * Lanes.COUNT);
        for (int n = Share.first(blocks, share, shares) * Lanes.COUNT; n < end; n++) {
            long at = n / Lanes.COUNT * blockBytes + (long) (n % Lanes.COUNT) * Float.BYTES;
            for (int t = 0; t < positions; t++) {
                row(room, n * positions + t, at + (long) t * columns * Lanes.BYTES);
            }
        }
    }

    private void row(Room room, int number, long at) {
        RowFunction function = requireNonNull(loss);
        int[] classes = labels;
        for (int k = 0; k < columns; k++) {
            room.row[k] = Lanes.get(y + at + (long) k * Lanes.BYTES);
        }
        if (classes != null) {
            losses[number] = function.ofClass(room.row, classes[number], room.gradient);
        } else {
            for (int k = 0; k < columns; k++) {
                room.targets[k] = Lanes.get(dy + at + (long) k * Lanes.BYTES);
            }
            losses[number] = function.ofNumbers(room.row, room.targets, room.gradient);
        }
        for (int k = 0; k < columns; k++) {
            // Not times 0 where all rows are ignored: what is not finite would become NaN.
            Lanes.put(dy + at + (long) k * Lanes.BYTES, scale == 0 ? 0 : (float) (room.gradient[k] * scale));
        }
    }
}
