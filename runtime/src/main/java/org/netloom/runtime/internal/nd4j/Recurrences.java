package org.netloom.runtime.internal.nd4j;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.op.Recurrent;
import org.netloom.runtime.engine.NdArray;

/**
 * Recurrent layers: one product for the inputs of all steps, one for the state at each step, and the gates between them
 * on the host, in double, example by example.
 */
final class Recurrences {
    private final Kernels kernels;
    private final Memory projected;
    private final Memory ofState;
    private final Memory state;
    private final Memory product;
    private final Memory before;
    private final Memory unkept;
    private final Memory direct;
    private final Memory dCell;

    Recurrences(Kernels kernels) {
        this.kernels = kernels;
        projected = memory();
        ofState = memory();
        state = memory();
        product = memory();
        before = memory();
        unkept = memory();
        direct = memory();
        dCell = memory();
    }

    private Memory memory() {
        return kernels.own(new Memory(kernels.type()));
    }

    void forward(
            Recurrent.Cell cell, Nd4jTensor x, Recurrent.Weights weights, @Nullable Nd4jTensor kept, Nd4jTensor y) {
        int examples = y.batch();
        int steps = y.shape().get(0);
        int hidden = y.shape().get(1);
        int width = cell.gates() * hidden;
        INDArray inputs = projected.view((long) examples * steps, width);
        kernels.affine(x.rows(), NdArray.of(weights.weightIh()), NdArray.ofNullable(weights.biasIh()), inputs);
        INDArray weightHh = NdArray.of(weights.weightHh());
        INDArray biasHh = NdArray.ofNullable(weights.biasHh());
        INDArray stateBefore = state.view(examples, hidden);
        INDArray ofStateBefore = product.view(examples, width);
        HostArray h = HostArray.write(y.array());
        HostArray last = zeros(stateBefore);
        Gates gates = Gates.of(cell, hidden);
        Gates.Forward at = new Gates.Forward(
                HostArray.read(inputs), HostArray.write(ofStateBefore), HostArray.write(memory(cell, kept, y)), h);
        for (int t = 0; t < steps; t++) {
            int step = t;
            kernels.affine(stateBefore, weightHh, biasHh, ofStateBefore);
            at.b().toRead();
            last.toWrite();
            HostLoop.forEach(examples, width, n -> {
                int place = n * steps + step;
                gates.forward(at, n, place, step == 0);
                last.copy(n * hidden, h, place * hidden, hidden);
            });
        }
    }

    /** Where a cell keeps what it keeps; an LSTM needs its c also where there is no backward pass. */
    private INDArray memory(Recurrent.Cell cell, @Nullable Nd4jTensor kept, Nd4jTensor y) {
        if (kept != null) {
            return kept.array();
        }
        return cell.kept() == 0 ? y.array() : unkept.view(y.array().length() * cell.kept());
    }

    void backward(
            Recurrent.Cell cell,
            Nd4jTensor x,
            Recurrent.Weights weights,
            @Nullable Nd4jTensor kept,
            Nd4jTensor y,
            Nd4jTensor dy,
            @Nullable Nd4jTensor dx,
            Recurrent.Weights dWeights) {
        INDArray weightHh = NdArray.of(weights.weightHh());
        int examples = y.batch();
        int steps = y.shape().get(0);
        int hidden = y.shape().get(1);
        int width = cell.gates() * hidden;
        INDArray dInputs = projected.view((long) examples * steps, width);
        INDArray dProduct = product.view(examples, width);
        INDArray dBefore = state.view(examples, hidden);
        Gates gates = Gates.of(cell, hidden);
        INDArray dState = gates.sumsOnly() ? dInputs : ofState.view((long) examples * steps, width);
        HostArray h = HostArray.read(y.array());
        HostArray ofSteps = HostArray.write(dState);
        Gates.Backward at = new Gates.Backward(
                HostArray.read(memory(cell, kept, y)),
                h,
                HostArray.read(dy.array()),
                zeros(dBefore),
                zeros(direct.view(examples, hidden)),
                zeros(dCell.view(examples, hidden)),
                gates.sumsOnly() ? ofSteps : HostArray.write(dInputs),
                HostArray.write(dProduct));
        for (int t = steps - 1; t >= 0; t--) {
            int step = t;
            at.db().toWrite();
            HostLoop.forEach(examples, width, n -> {
                int place = n * steps + step;
                gates.backward(at, n, place, step == 0);
                if (!gates.sumsOnly()) {
                    ofSteps.copy(place * width, at.db(), n * width, width);
                }
            });
            if (t > 0) {
                kernels.matmul(dProduct, false, weightHh, false, dBefore);
                at.through().toRead();
            }
        }
        kernels.affineBackward(
                x.rows(),
                NdArray.of(weights.weightIh()),
                dInputs,
                dx == null ? null : dx.rows(),
                NdArray.of(dWeights.weightIh()),
                NdArray.ofNullable(dWeights.biasIh()));
        INDArray previous = before.view((long) examples * steps, hidden);
        shift(h, steps, hidden, HostArray.write(previous));
        kernels.affineBackward(
                previous,
                weightHh,
                dState,
                null,
                NdArray.of(dWeights.weightHh()),
                NdArray.ofNullable(dWeights.biasHh()));
    }

    private static HostArray zeros(INDArray array) {
        HostArray zeros = HostArray.write(array);
        zeros.clear(0, zeros.length());
        return zeros;
    }

    /** The state before each step: zeros, then what was behind the step before. */
    private static void shift(HostArray h, int steps, int hidden, HostArray before) {
        int example = steps * hidden;
        for (int first = 0; first < h.length(); first += example) {
            before.clear(first, hidden);
            before.copy(first + hidden, h, first, example - hidden);
        }
    }
}
