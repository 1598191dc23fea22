package org.netloom.runtime.optim;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netloom.op.RuleUpdate;
import org.netloom.op.UpdateRule;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.parameter.Gradient;

/** An optimizer whose formula is an {@link UpdateRule}: it says which numbers a step has. */
abstract class RuleOptimizer extends PassOptimizer {
    /** In the places that the rule says; those of all steps stay. */
    final double[] numbers = new double[UpdateRule.NUMBERS];

    private final WeightDecay decay;
    private final RuleUpdate.Kernel kernel;
    private final List<List<NdArray>> kept = new ArrayList<>();

    /** @param names of what the rule keeps between steps, in its order */
    RuleOptimizer(
            OptimizerConfig config,
            WeightDecay decay,
            UpdateRule rule,
            List<Gradient> gradients,
            Engine engine,
            List<String> names) {
        super(config, gradients, engine);
        this.decay = decay;
        kernel = engine.kernel(new RuleUpdate(rule));
        if (names.size() != rule.kept()) {
            throw new IllegalArgumentException(rule + " keeps " + rule.kept() + " arrays, and not " + names);
        }
        names.forEach(name -> kept.add(zeros(name)));
    }

    /** Whether weights decay apart from the gradient, at the rate of the step. */
    boolean decoupled() {
        return false;
    }

    /** What is kept under the first name. */
    final List<NdArray> first() {
        return kept.get(0);
    }

    @Override
    protected final void move(int i, NdArray parameter, NdArray gradient) {
        Gradient moving = gradients().get(i);
        numbers[UpdateRule.DECAY] = decoupled() ? 0 : decay.of(moving);
        numbers[UpdateRule.KEEP] = decoupled() ? decay.keeps(moving, learningRate()) : 1;
        kernel.update(numbers, parameter, gradient, kept.get(0).get(i), keptOrNull(1, i), keptOrNull(2, i));
    }

    private @Nullable NdArray keptOrNull(int which, int i) {
        return which < kept.size() ? kept.get(which).get(i) : null;
    }
}
