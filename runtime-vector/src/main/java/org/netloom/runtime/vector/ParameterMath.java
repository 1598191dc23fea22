package org.netloom.runtime.vector;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.vector.kernel.Lanes;
import org.netloom.runtime.vector.kernel.Planes;
import org.netloom.runtime.vector.kernel.Share;

/** What optimizers do with parameters, which lie as arrays in row-major order. */
final class ParameterMath implements Workers.Task {
    /** Fewer floats than these are done before a worker has begun. */
    private static final int WORTH_SHARING = 1 << 13;

    private final Workers workers;
    private boolean scales;
    private float alpha;
    private long x;
    private long y;
    private int length;

    ParameterMath(Workers workers) {
        this.workers = workers;
    }

    void axpy(double factor, INDArray from, INDArray to) {
        scales = false;
        x = Linear.address(from);
        run(factor, to);
    }

    void scal(double factor, INDArray array) {
        scales = true;
        run(factor, array);
    }

    private void run(double factor, INDArray array) {
        alpha = (float) factor;
        y = Linear.address(array);
        length = Math.toIntExact(array.length());
        if (length < WORTH_SHARING) {
            run(0, 1);
        } else {
            workers.run(this);
        }
    }

    @Override
    public void run(int worker, int count) {
        // Whole vectors each, so that neighbours do not write to the same line of the cache.
        int vectors = (length + Lanes.COUNT - 1) / Lanes.COUNT;
        int from = Share.first(vectors, worker, count) * Lanes.COUNT;
        int floats = Math.min(length, Share.first(vectors, worker + 1, count) * Lanes.COUNT) - from;
        long at = (long) from * Float.BYTES;
        if (scales) {
            Planes.scale(alpha, y + at, floats);
        } else {
            Planes.axpy(alpha, x + at, y + at, floats);
        }
    }
}
