package org.netloom.runtime.internal.vector.image;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netloom.kernel.internal.Lanes;
import org.netloom.kernel.internal.Resampling;
import org.netloom.op.Pad2d;
import org.netloom.op.Upsample2d;
import org.netloom.runtime.internal.vector.memory.PlaneTask;
import org.netloom.runtime.internal.vector.memory.VectorTensor;
import org.netloom.runtime.internal.vector.memory.Workers;

/** Larger images: zeros around each plane, or more pixels. */
final class Resamplings {
    private final Workers workers;
    private final Map<Upsample2d, Axes> axes = new HashMap<>();
    private final PadTask padTask = new PadTask();
    private final ResamplingTask resamplingTask = new ResamplingTask();

    Resamplings(Workers workers) {
        this.workers = workers;
    }

    void pad(Pad2d op, VectorTensor x, VectorTensor y) {
        padTask.of(op, x, y, false);
        workers.run(padTask, y.vectors());
    }

    void padBackward(Pad2d op, VectorTensor dy, VectorTensor dx) {
        padTask.of(op, dx, dy, true);
        workers.run(padTask, dx.vectors());
    }

    void upsample(Upsample2d op, VectorTensor x, VectorTensor y) {
        Axes both = axes(op, x);
        resample(x, y, both.rows, both.columns);
    }

    void upsampleBackward(Upsample2d op, VectorTensor dy, VectorTensor dx) {
        Axes both = axes(op, dx);
        resample(dy, dx, both.rowsBack, both.columnsBack);
    }

    private void resample(VectorTensor from, VectorTensor to, Resampling rows, Resampling columns) {
        resamplingTask.over(to);
        resamplingTask.from = from.address();
        resamplingTask.to = to.address();
        resamplingTask.pixelsFrom = from.pixels();
        resamplingTask.pixelsTo = to.pixels();
        resamplingTask.rows = rows;
        resamplingTask.columns = columns;
        workers.run(resamplingTask, to.vectors());
    }

    private Axes axes(Upsample2d op, VectorTensor small) {
        Axes known = axes.get(op);
        if (known == null || known.rows.from() != small.height() || known.columns.from() != small.width()) {
            known = new Axes(
                    Resampling.forward(op.mode(), op.scaleHeight(), small.height()),
                    Resampling.forward(op.mode(), op.scaleWidth(), small.width()),
                    Resampling.backward(op.mode(), op.scaleHeight(), small.height()),
                    Resampling.backward(op.mode(), op.scaleWidth(), small.width()));
            axes.put(op, known);
        }
        return known;
    }

    private record Axes(Resampling rows, Resampling columns, Resampling rowsBack, Resampling columnsBack) {}

    private static final class ResamplingTask extends PlaneTask {
        private @Nullable Resampling rows;
        private @Nullable Resampling columns;
        private int pixelsFrom;
        private int pixelsTo;
        private long from;
        private long to;

        @Override
        protected void plane(int worker, int block, int channel, int number, int lanes) {
            if (rows != null && columns != null) {
                Resampling.run(
                        from + (long) number * pixelsFrom * Lanes.BYTES,
                        to + (long) number * pixelsTo * Lanes.BYTES,
                        rows,
                        columns);
            }
        }
    }

    /** Copies the rows of a plane into a larger one, or back from there. */
    private static final class PadTask extends PlaneTask {
        private boolean back;
        private long plain;
        private long padded;
        private int pixels;
        private int pixelsPadded;
        private int height;
        private long rowBytes;
        private long paddedRowBytes;

        /** The bytes before the first row, between two rows, and behind the last one. */
        private long before;

        private long between;
        private long behind;

        void of(Pad2d op, VectorTensor inside, VectorTensor whole, boolean onTheBackwardPass) {
            over(inside);
            back = onTheBackwardPass;
            plain = inside.address();
            padded = whole.address();
            pixels = inside.pixels();
            pixelsPadded = whole.pixels();
            height = inside.height();
            rowBytes = (long) inside.width() * Lanes.BYTES;
            paddedRowBytes = (long) whole.width() * Lanes.BYTES;
            before = op.top() * paddedRowBytes + (long) op.left() * Lanes.BYTES;
            between = paddedRowBytes - rowBytes;
            behind = op.bottom() * paddedRowBytes + (long) op.right() * Lanes.BYTES;
        }

        @Override
        protected void plane(int worker, int block, int channel, int number, int lanes) {
            long inside = plain + (long) number * pixels * Lanes.BYTES;
            long whole = padded + (long) number * pixelsPadded * Lanes.BYTES;
            if (!back) {
                Lanes.clear(whole, before);
            }
            for (int row = 0; row < height; row++) {
                long in = inside + row * rowBytes;
                long out = whole + before + row * paddedRowBytes;
                if (back) {
                    Lanes.copy(out, in, rowBytes);
                } else {
                    Lanes.copy(in, out, rowBytes);
                    Lanes.clear(out + rowBytes, row == height - 1 ? behind : between);
                }
            }
        }
    }
}
