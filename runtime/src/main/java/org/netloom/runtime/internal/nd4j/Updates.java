package org.netloom.runtime.internal.nd4j;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.blas.Level1;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.op.AdamUpdate;
import org.netloom.op.SgdUpdate;
import org.netloom.runtime.internal.io.HostMemory;

/** Steps of optimizers by vector operations of BLAS, one to five for each parameter, and ND4J's for Adam. */
final class Updates {
    /** A step so late that 1 - betaᵗ is 1: see {@link #adam}. */
    private static final int WITHOUT_BIAS_CORRECTION = 1_000_000_000;

    private Updates() {}

    static void sgd(
            SgdUpdate op, double rate, double decay, double share, INDArray p, INDArray g, @Nullable INDArray buffer) {
        Level1 blas = Nd4j.getBlasWrapper().level1();
        long length = p.length();
        if (decay != 0) {
            blas.axpy(length, decay, p, g);
        }
        if (buffer == null) {
            blas.axpy(length, -rate, g, p);
            return;
        }
        blas.scal(length, op.momentum(), buffer);
        blas.axpy(length, share, g, buffer);
        if (op.nesterov()) {
            blas.axpy(length, -rate, g, p);
            blas.axpy(length, -rate * op.momentum(), buffer, p);
        } else {
            blas.axpy(length, -rate, buffer, p);
        }
    }

    /** Element by element in double: BLAS has no operation of it that does not round twice. */
    static void average(double weight, INDArray average, INDArray p) {
        HostMemory averages = new HostMemory(average);
        HostMemory values = new HostMemory(p);
        int length = Math.toIntExact(p.length());
        for (int i = 0; i < length; i++) {
            double old = averages.get(i);
            averages.put(i, old + weight * (values.get(i) - old));
        }
        averages.written();
    }

    /** The numbers of one step. */
    record AdamStep(double rate, double eps, double weightDecay, double keep) {}

    /**
     * ND4J's updater has a bias correction of its own, which loses half of a float's digits in {@code 1 - 0.999ᵗ} and
     * scales eps unlike PyTorch. So it is told that its step is a late one.
     */
    static void adam(AdamUpdate op, AdamStep of, INDArray p, INDArray g, INDArray m, INDArray v) {
        Level1 blas = Nd4j.getBlasWrapper().level1();
        if (of.weightDecay() != 0) {
            blas.axpy(p.length(), of.weightDecay(), p, g);
        }
        if (of.keep() != 1) {
            blas.scal(p.length(), of.keep(), p);
        }
        // The gradient's own array takes the update. A rate of 0 the updater would replace by its eps.
        Nd4j.exec(new AdamUpdater(
                g, v, m, g, v, m, of.rate(), op.beta1(), op.beta2(), of.eps(), WITHOUT_BIAS_CORRECTION));
        blas.axpy(p.length(), of.rate() == 0 ? 0 : -1, g, p);
    }
}
