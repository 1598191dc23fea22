package org.netloom.runtime.internal.vector.image;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netloom.kernel.internal.Form;
import org.netloom.kernel.internal.Lanes;
import org.netloom.kernel.internal.Planes;
import org.netloom.kernel.internal.Windows;
import org.netloom.op.Pool2d;
import org.netloom.runtime.internal.vector.memory.PlaneTask;
import org.netloom.runtime.internal.vector.memory.VectorTensor;
import org.netloom.runtime.internal.vector.memory.Workers;

/** Pooling of each channel of each block. */
public final class Poolings {
    private final Workers workers;
    private final Map<Pool2d, Windows> windows = new HashMap<>();
    private final Task task = new Task();

    private enum Kind {
        MAXIMUM,
        MAXIMUM_BACKWARD,
        AVERAGE,
        AVERAGE_BACKWARD
    }

    public Poolings(Workers workers) {
        this.workers = workers;
    }

    void forward(Pool2d op, VectorTensor x, VectorTensor y) {
        task.kind = op.kind() == Pool2d.Kind.MAX ? Kind.MAXIMUM : Kind.AVERAGE;
        task.x = x.address();
        task.y = y.address();
        run(op, x, y);
    }

    /** Pools a single example, if it lies in a form of its own that there is a kernel for; returns whether it does. */
    boolean forwardOfOne(Pool2d op, VectorTensor x, VectorTensor y) {
        if (x.hasChannelsInLanes()) {
            y.keep();
            y.form(Form.CHANNELS);
            forward(op, x, y);
            return true;
        }
        Windows over = windows(op, x, y);
        if (x.form() == Form.ROWS && op.kind() == Pool2d.Kind.MAX && over.quarters()) {
            y.keep();
            y.form(Form.ROWS);
            Planes.maximumOfRows(x.address(), y.address(), x.channels(), over);
            return true;
        }
        return false;
    }

    void backward(Pool2d op, VectorTensor x, VectorTensor y, VectorTensor dy, VectorTensor dx) {
        boolean maximum = op.kind() == Pool2d.Kind.MAX;
        task.kind = maximum ? Kind.MAXIMUM_BACKWARD : Kind.AVERAGE_BACKWARD;
        task.x = maximum ? x.address() : 0;
        task.y = maximum ? y.address() : 0;
        task.dy = dy.address();
        task.dx = dx.address();
        run(op, dx, dy);
    }

    private void run(Pool2d op, VectorTensor in, VectorTensor out) {
        task.over(in);
        task.windows = windows(op, in, out);
        task.countPadding = op.countPadding();
        task.pixelsIn = in.pixels();
        task.pixelsOut = out.pixels();
        workers.run(task, (long) in.blocks() * in.planes() * in.pixels());
    }

    /** The windows of a pooling from images like {@code in} to images like {@code out}. */
    public Windows windows(Pool2d op, VectorTensor in, VectorTensor out) {
        Windows known = windows.get(op);
        if (known == null
                || known.height() != in.height()
                || known.width() != in.width()
                || known.outHeight() != out.height()
                || known.outWidth() != out.width()) {
            known = Windows.of(op, in.height(), in.width(), out.height(), out.width());
            windows.put(op, known);
        }
        return known;
    }

    private static final class Task extends PlaneTask {
        private Kind kind = Kind.MAXIMUM;
        private @Nullable Windows windows;
        private boolean countPadding;
        private int pixelsIn;
        private int pixelsOut;
        private long x;
        private long y;
        private long dy;
        private long dx;

        @Override
        protected void plane(int worker, int block, int channel, int number, int lanes) {
            Windows over = windows;
            if (over == null) {
                return;
            }
            long in = (long) number * pixelsIn * Lanes.BYTES;
            long out = (long) number * pixelsOut * Lanes.BYTES;
            switch (kind) {
                case MAXIMUM -> Planes.maximum(x + in, y + out, over);
                case MAXIMUM_BACKWARD -> Planes.maximumBackward(x + in, y + out, dy + out, dx + in, over);
                case AVERAGE -> Planes.average(x + in, y + out, over, countPadding);
                case AVERAGE_BACKWARD -> Planes.averageBackward(dy + out, dx + in, over, countPadding);
            }
        }
    }
}
