package org.netloom.runtime.internal.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.op.AdamUpdate;
import org.netloom.op.Array;
import org.netloom.op.AverageUpdate;
import org.netloom.op.CrossEntropyLoss;
import org.netloom.op.MeanSquaredErrorLoss;
import org.netloom.op.RowLoss;
import org.netloom.op.RuleUpdate;
import org.netloom.op.SgdUpdate;
import org.netloom.op.Tensor;
import org.netloom.op.UpdateRule;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.engine.ThreadGuard.Turn;

/** The kernels of losses and optimizers. */
final class TrainingKernels {
    private final Calls calls;
    private final Losses losses;

    TrainingKernels(Calls calls, Kernels kernels) {
        this.calls = calls;
        losses = new Losses(kernels);
    }

    CrossEntropyLoss.Kernel crossEntropy(CrossEntropyLoss op) {
        return (logits, labels, dLogits) -> {
            try (Turn turn = calls.enter()) {
                return losses.crossEntropy(Nd4jTensor.of(logits), labels, Nd4jTensor.of(dLogits));
            }
        };
    }

    MeanSquaredErrorLoss.Kernel meanSquaredError(MeanSquaredErrorLoss op) {
        return (y, target, dy) -> {
            try (Turn turn = calls.enter()) {
                return losses.meanSquaredError(Nd4jTensor.of(y), NdArray.of(target), Nd4jTensor.of(dy));
            }
        };
    }

    RowLoss.Kernel rowLoss(RowLoss op) {
        return new RowLoss.Kernel() {
            @Override
            public double ofClasses(Tensor y, int[] labels, Tensor dy) {
                try (Turn turn = calls.enter()) {
                    return losses.ofClasses(op.function(), Nd4jTensor.of(y), labels, Nd4jTensor.of(dy));
                }
            }

            @Override
            public double ofNumbers(Tensor y, Array targets, Tensor dy) {
                try (Turn turn = calls.enter()) {
                    return losses.ofNumbers(op.function(), Nd4jTensor.of(y), NdArray.of(targets), Nd4jTensor.of(dy));
                }
            }
        };
    }

    SgdUpdate.Kernel sgd(SgdUpdate op) {
        return (rate, weightDecay, share, p, g, buffer) -> {
            try (Turn turn = calls.enter()) {
                Updates.sgd(op, rate, weightDecay, share, NdArray.of(p), NdArray.of(g), NdArray.ofNullable(buffer));
            }
        };
    }

    AdamUpdate.Kernel adam(AdamUpdate op) {
        return (rate, eps, weightDecay, keep, p, g, m, v) -> {
            try (Turn turn = calls.enter()) {
                Updates.adam(
                        op,
                        new Updates.AdamStep(rate, eps, weightDecay, keep),
                        NdArray.of(p),
                        NdArray.of(g),
                        NdArray.of(m),
                        NdArray.of(v));
            }
        };
    }

    AverageUpdate.Kernel average(AverageUpdate op) {
        return (weight, average, p) -> {
            try (Turn turn = calls.enter()) {
                Updates.average(weight, NdArray.of(average), NdArray.of(p));
            }
        };
    }

    RuleUpdate.Kernel rule(RuleUpdate op) {
        return (numbers, p, g, first, second, third) -> {
            try (Turn turn = calls.enter()) {
                INDArray[] values = new INDArray[2 + op.rule().kept()];
                values[UpdateRule.PARAMETER] = NdArray.of(p);
                values[UpdateRule.GRADIENT] = NdArray.of(g);
                values[UpdateRule.FIRST] = NdArray.of(first);
                if (second != null) {
                    values[UpdateRule.SECOND] = NdArray.of(second);
                }
                if (third != null) {
                    values[UpdateRule.THIRD] = NdArray.of(third);
                }
                RuleUpdates.update(op.rule(), numbers, values);
            }
        };
    }
}
