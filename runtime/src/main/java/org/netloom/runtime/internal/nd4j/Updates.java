package org.netloom.runtime.internal.nd4j;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.blas.Level1;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.op.AdamUpdate;
import org.netloom.op.SgdUpdate;

/** Steps of optimizers by vector operations of BLAS, one to five for each parameter, and ND4J's for Adam. */
final class Updates {
    /** A step so late that 1 - betaᵗ is 1: see {@link #adam}. */
    private static final int WITHOUT_BIAS_CORRECTION = 1_000_000_000;

    private Updates() {}

    static void sgd(SgdUpdate op, INDArray p, INDArray g, @Nullable INDArray buffer) {
        Level1 blas = Nd4j.getBlasWrapper().level1();
        long length = p.length();
        if (op.weightDecay() != 0) {
            blas.axpy(length, op.weightDecay(), p, g);
        }
        if (buffer == null) {
            blas.axpy(length, -op.rate(), g, p);
            return;
        }
        blas.scal(length, op.momentum(), buffer);
        blas.axpy(length, 1, g, buffer);
        if (op.nesterov()) {
            blas.axpy(length, -op.rate(), g, p);
            blas.axpy(length, -op.rate() * op.momentum(), buffer, p);
        } else {
            blas.axpy(length, -op.rate(), buffer, p);
        }
    }

    /**
     * ND4J's updater has a bias correction of its own, which loses half of a float's digits in {@code 1 - 0.999ᵗ} and
     * scales eps unlike PyTorch. So it is told that its step is a late one.
     */
    static void adam(AdamUpdate op, double rate, double eps, INDArray p, INDArray g, INDArray m, INDArray v) {
        Level1 blas = Nd4j.getBlasWrapper().level1();
        if (op.weightDecay() != 0) {
            blas.axpy(p.length(), op.weightDecay(), p, g);
        }
        // The gradient's own array takes the update. A rate of 0 the updater would replace by its eps.
        Nd4j.exec(new AdamUpdater(g, v, m, g, v, m, rate, op.beta1(), op.beta2(), eps, WITHOUT_BIAS_CORRECTION));
        blas.axpy(p.length(), rate == 0 ? 0 : -1, g, p);
    }
}
