package org.netloom.runtime.internal.vector.training;

import static org.netloom.runtime.internal.vector.memory.Operands.inBlocks;
import static org.netloom.runtime.internal.vector.memory.Operands.written;

import org.netloom.op.AdamUpdate;
import org.netloom.op.Array;
import org.netloom.op.AverageUpdate;
import org.netloom.op.CrossEntropyLoss;
import org.netloom.op.MeanSquaredErrorLoss;
import org.netloom.op.RowLoss;
import org.netloom.op.RuleUpdate;
import org.netloom.op.SgdUpdate;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.engine.ThreadGuard;
import org.netloom.runtime.engine.ThreadGuard.Turn;
import org.netloom.runtime.internal.vector.memory.Workers;
import org.netloom.runtime.internal.vector.pointwise.Softmaxes;

/** The kernels of losses and optimizers. */
public final class TrainingKernels {
    private final ThreadGuard guard;
    private final Softmaxes softmaxes;
    private final SquaredErrors squaredErrors;
    private final RowLosses rowLosses;
    private final ParameterSteps parameterSteps;

    public TrainingKernels(Workers workers, Layout layout, Softmaxes softmaxes) {
        this.guard = workers.guard();
        this.softmaxes = softmaxes;
        squaredErrors = new SquaredErrors(workers, layout);
        rowLosses = new RowLosses(workers, layout);
        parameterSteps = new ParameterSteps(workers);
    }

    public CrossEntropyLoss.Kernel crossEntropy(CrossEntropyLoss op) {
        return (logits, labels, dLogits) -> {
            try (Turn turn = guard.enter()) {
                return softmaxes.crossEntropy(inBlocks(logits), labels, written(dLogits));
            }
        };
    }

    public MeanSquaredErrorLoss.Kernel meanSquaredError(MeanSquaredErrorLoss op) {
        return (y, target, dy) -> {
            try (Turn turn = guard.enter()) {
                return squaredErrors.mean(inBlocks(y), NdArray.of(target), written(dy));
            }
        };
    }

    public RowLoss.Kernel rowLoss(RowLoss op) {
        return new RowLoss.Kernel() {
            @Override
            public double ofClasses(Tensor y, int[] labels, Tensor dy) {
                try (Turn turn = guard.enter()) {
                    return rowLosses.ofClasses(op.function(), inBlocks(y), labels, written(dy));
                }
            }

            @Override
            public double ofNumbers(Tensor y, Array targets, Tensor dy) {
                try (Turn turn = guard.enter()) {
                    return rowLosses.ofNumbers(op.function(), inBlocks(y), NdArray.of(targets), written(dy));
                }
            }
        };
    }

    public SgdUpdate.Kernel sgd(SgdUpdate op) {
        return (rate, weightDecay, share, p, g, buffer) -> {
            try (Turn turn = guard.enter()) {
                parameterSteps.sgd(op, rate, weightDecay, share);
                parameterSteps.sgd(NdArray.of(p), NdArray.of(g), NdArray.ofNullable(buffer));
            }
        };
    }

    public AdamUpdate.Kernel adam(AdamUpdate op) {
        return (rate, eps, weightDecay, keep, p, g, m, v) -> {
            try (Turn turn = guard.enter()) {
                parameterSteps.adam(op, rate, eps, weightDecay, keep);
                parameterSteps.adam(NdArray.of(p), NdArray.of(g), NdArray.of(m), NdArray.of(v));
            }
        };
    }

    public AverageUpdate.Kernel average(AverageUpdate op) {
        return (weight, average, p) -> {
            try (Turn turn = guard.enter()) {
                parameterSteps.average(weight, NdArray.of(average), NdArray.of(p));
            }
        };
    }

    public RuleUpdate.Kernel rule(RuleUpdate op) {
        RuleSteps steps = new RuleSteps(op.rule(), parameterSteps);
        return (numbers, p, g, first, second, third) -> {
            try (Turn turn = guard.enter()) {
                steps.set(numbers);
                steps.keep(NdArray.of(first), NdArray.ofNullable(second), NdArray.ofNullable(third));
                steps.move(NdArray.of(p), NdArray.of(g));
            }
        };
    }
}
