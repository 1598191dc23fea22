package org.netloom.runtime.internal.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.op.UpdateRule;
import org.netloom.runtime.internal.io.HostMemory;

/**
 * Steps of optimizers by their rules as they stand, element by element in double and in this machine's own memory: ND4J's
 * updaters scale eps and correct the bias unlike PyTorch, and several operations of its would go over the arrays as often.
 */
final class RuleUpdates {
    private RuleUpdates() {}

    /** @param arrays in the places of an element's values: the parameter, the gradient, and what the rule keeps */
    static void update(UpdateRule rule, double[] numbers, INDArray[] arrays) {
        HostMemory[] memory = new HostMemory[arrays.length];
        for (int k = 0; k < arrays.length; k++) {
            memory[k] = new HostMemory(arrays[k]);
        }
        int length = Math.toIntExact(arrays[UpdateRule.PARAMETER].length());
        double[] element = new double[UpdateRule.VALUES];
        for (int i = 0; i < length; i++) {
            for (int k = 0; k < memory.length; k++) {
                element[k] = memory[k].get(i);
            }
            rule.step(numbers, element);
            for (int k = 0; k < memory.length; k++) {
                memory[k].put(i, element[k]);
            }
        }
        if (rule.scaledByNorms()) {
            descend(memory[UpdateRule.PARAMETER], memory[UpdateRule.GRADIENT], numbers[UpdateRule.RATE], length);
        }
        for (HostMemory written : memory) {
            written.written();
        }
    }

    /** The sums are made in the order of the elements. */
    private static void descend(HostMemory p, HostMemory step, double rate, int length) {
        double squaresOfParameter = 0;
        double squaresOfStep = 0;
        for (int i = 0; i < length; i++) {
            squaresOfParameter += p.get(i) * p.get(i);
            squaresOfStep += step.get(i) * step.get(i);
        }
        double scaled = rate * UpdateRule.ratio(squaresOfParameter, squaresOfStep);
        for (int i = 0; i < length; i++) {
            p.put(i, p.get(i) - scaled * step.get(i));
        }
    }
}
