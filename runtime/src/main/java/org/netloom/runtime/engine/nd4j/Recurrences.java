package org.netloom.runtime.engine.nd4j;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.op.Recurrent;

/**
 * Recurrent layers: one product for the inputs of all steps, one for the state at each step, and the gates between them
 * on the host, in double.
 */
final class Recurrences {
    private final Kernels kernels;
    private final Memory projected;
    private final Memory ofState;
    private final Memory state;
    private final Memory product;
    private final Memory before;

    Recurrences(Kernels kernels) {
        this.kernels = kernels;
        projected = memory();
        ofState = memory();
        state = memory();
        product = memory();
        before = memory();
    }

    private Memory memory() {
        return kernels.own(new Memory(kernels.type()));
    }

    void forward(
            Recurrent.Cell cell,
            Nd4jTensor x,
            INDArray weightIh,
            INDArray weightHh,
            @Nullable INDArray biasIh,
            @Nullable INDArray biasHh,
            @Nullable Nd4jTensor kept,
            Nd4jTensor y) {
        int examples = y.batch();
        int steps = y.shape().get(0);
        int hidden = y.shape().get(1);
        int width = cell.gates() * hidden;
        INDArray inputs = projected.view((long) examples * steps, width);
        kernels.affine(x.rows(), weightIh, biasIh, inputs);
        Gates gates = Gates.of(cell, hidden);
        double[] a = HostCopy.read(inputs);
        double[] memory = new double[examples * steps * cell.kept() * hidden];
        double[] h = new double[examples * steps * hidden];
        double[] row = new double[examples * hidden];
        for (int t = 0; t < steps; t++) {
            HostCopy.write(row, state.view(examples, hidden));
            kernels.affine(state.view(examples, hidden), weightHh, biasHh, product.view(examples, width));
            double[] b = HostCopy.read(product.view(examples, width));
            for (int n = 0; n < examples; n++) {
                int place = n * steps + t;
                gates.forward(place, t > 0, a, b, n, memory, h);
                System.arraycopy(h, place * hidden, row, n * hidden, hidden);
            }
        }
        HostCopy.write(h, y.array());
        if (kept != null) {
            HostCopy.write(memory, kept.array());
        }
    }

    void backward(
            Recurrent.Cell cell,
            Nd4jTensor x,
            INDArray weightIh,
            INDArray weightHh,
            @Nullable Nd4jTensor kept,
            Nd4jTensor y,
            Nd4jTensor dy,
            @Nullable Nd4jTensor dx,
            INDArray dWeightIh,
            INDArray dWeightHh,
            @Nullable INDArray dBiasIh,
            @Nullable INDArray dBiasHh) {
        int examples = y.batch();
        int steps = y.shape().get(0);
        int hidden = y.shape().get(1);
        int width = cell.gates() * hidden;
        Gates gates = Gates.of(cell, hidden);
        double[] memory = kept == null ? new double[0] : HostCopy.read(kept.array());
        double[] h = HostCopy.read(y.array());
        double[] dh = HostCopy.read(dy.array());
        double[] da = new double[examples * steps * width];
        double[] db = new double[examples * steps * width];
        double[] row = new double[examples * width];
        double[] dCell = new double[examples * hidden];
        double[] direct = new double[examples * hidden];
        for (int t = steps - 1; t >= 0; t--) {
            for (int n = 0; n < examples; n++) {
                int place = n * steps + t;
                gates.backward(place, t > 0, memory, h, dh, dCell, direct, n, da, db);
                System.arraycopy(db, place * width, row, n * width, width);
            }
            if (t > 0) {
                HostCopy.write(row, product.view(examples, width));
                kernels.matmul(product.view(examples, width), false, weightHh, false, state.view(examples, hidden));
                double[] through = HostCopy.read(state.view(examples, hidden));
                for (int i = 0; i < through.length; i++) {
                    dh[(i / hidden * steps + t - 1) * hidden + i % hidden] += through[i] + direct[i];
                }
            }
        }
        INDArray dInputs = projected.view((long) examples * steps, width);
        HostCopy.write(da, dInputs);
        kernels.affineBackward(x.rows(), weightIh, dInputs, dx == null ? null : dx.rows(), dWeightIh, dBiasIh);
        INDArray dState = ofState.view((long) examples * steps, width);
        HostCopy.write(db, dState);
        INDArray previous = before.view((long) examples * steps, hidden);
        HostCopy.write(shifted(h, steps, hidden), previous);
        kernels.affineBackward(previous, weightHh, dState, null, dWeightHh, dBiasHh);
    }

    /** The state before each step: zeros, then what was behind the step before. */
    private static double[] shifted(double[] h, int steps, int hidden) {
        double[] before = new double[h.length];
        int example = steps * hidden;
        for (int first = 0; first < h.length; first += example) {
            System.arraycopy(h, first, before, first + hidden, example - hidden);
        }
        return before;
    }
}
