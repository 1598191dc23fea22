package org.netloom.runtime.internal.vector.training;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.kernel.internal.Lanes;
import org.netloom.kernel.internal.RuleLoops;
import org.netloom.kernel.internal.Share;
import org.netloom.op.UpdateRule;
import org.netloom.runtime.internal.vector.memory.Operands;
import org.netloom.runtime.internal.vector.memory.Workers;

/** What an optimizer with a rule does with parameters, which lie as arrays in row-major order. */
final class RuleSteps {
    private final UpdateRule rule;
    private final ParameterSteps steps;
    private final RuleLoops loops;
    private final Task task = new Task();
    private final NormTask norms = new NormTask();
    private double rate;

    RuleSteps(UpdateRule rule, ParameterSteps steps) {
        this.rule = rule;
        this.steps = steps;
        loops = new RuleLoops(rule);
    }

    /** Sets the numbers of the step that follows. */
    void set(double[] numbers) {
        rate = numbers[UpdateRule.RATE];
        loops.set(numbers);
    }

    /** Sets what is kept of the parameter that moves next. */
    void keep(INDArray first, @Nullable INDArray second, @Nullable INDArray third) {
        loops.keep(Operands.address(first), addressOrNone(second), addressOrNone(third));
    }

    private static long addressOrNone(@Nullable INDArray array) {
        return array == null ? 0 : Operands.address(array);
    }

    void move(INDArray p, INDArray g) {
        loops.set(Operands.address(p), Operands.address(g));
        int length = Math.toIntExact(p.length());
        if (rule.scaledByNorms()) {
            norms.prepare(length);
            steps.run(norms, length);
            steps.descend(rate * norms.ratio(), p, g);
        } else {
            task.length = length;
            steps.run(task, length);
        }
    }

    /** A step of one parameter: workers share its elements. */
    private final class Task extends ParameterSteps.UpdateTask {
        @Override
        void update(long at, int floats) {
            loops.step(at, floats);
        }
    }

    /**
     * Makes a step ready and sums the squares of parameter and step: by pieces of one size, so that the sums are the same for
     * any number of threads.
     */
    private final class NormTask implements Workers.Task {
        private static final int PIECE = 1 << 12;

        private int length;
        private int pieces;
        /** Of each piece a vector of sums of the parameter, and one of the step. */
        private double[] sums = new double[0];

        void prepare(int elements) {
            length = elements;
            pieces = (elements + PIECE - 1) / PIECE;
            if (sums.length < 2 * pieces * Lanes.COUNT) {
                sums = new double[2 * pieces * Lanes.COUNT];
            }
        }

        @Override
        public void run(int share, int shares) {
            int last = Share.first(pieces, share + 1, shares);
            for (int piece = Share.first(pieces, share, shares); piece < last; piece++) {
                int from = piece * PIECE;
                int floats = Math.min(PIECE, length - from);
                long at = (long) from * Float.BYTES;
                int to = 2 * piece * Lanes.COUNT;
                loops.step(at, floats);
                loops.squaresOfParameter(at, floats, sums, to);
                loops.squaresOfStep(at, floats, sums, to + Lanes.COUNT);
            }
        }

        double ratio() {
            double squaresOfParameter = 0;
            double squaresOfStep = 0;
            for (int piece = 0; piece < pieces; piece++) {
                int at = 2 * piece * Lanes.COUNT;
                for (int lane = 0; lane < Lanes.COUNT; lane++) {
                    squaresOfParameter += sums[at + lane];
                    squaresOfStep += sums[at + Lanes.COUNT + lane];
                }
            }
            return UpdateRule.ratio(squaresOfParameter, squaresOfStep);
        }
    }
}
