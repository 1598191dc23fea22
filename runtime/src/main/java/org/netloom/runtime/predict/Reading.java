package org.netloom.runtime.predict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.netloom.runtime.loss.Loss;
import org.netloom.runtime.loss.Loss.Says;
import org.netloom.runtime.loss.Loss.Target;
import org.netloom.runtime.predict.Answer.Value;

/**
 * Reads rows of outputs as the loss of the training means them.
 *
 * @param classNames in order; a class without one is called by its number
 * @param targetNames of the numbers or labels; what has none is called as a class would be
 */
record Reading(Loss loss, Target target, List<String> classNames, List<String> targetNames) {

    /** What outputs say, one value for each. */
    Says says() {
        return loss.says(target);
    }

    /** Whether one output tells two classes apart. */
    private boolean isOfTwoClasses() {
        return says() == Says.LABELS && target == Target.CLASSES;
    }

    /**
     * The answer of a row.
     *
     * @param row outputs; where they say numbers, those that they stand for, in the units of the source
     */
    Answer answer(String example, double[] row) {
        if (isOfTwoClasses()) {
            return ofTwoClasses(example, row[0]);
        }
        Says says = says();
        double[] shown = shown(row);
        List<Value> values = new ArrayList<>();
        for (int k = 0; k < row.length; k++) {
            values.add(new Value(says == Says.CLASS ? className(k) : targetName(k), shown[k]));
        }
        if (says == Says.CLASS) {
            values.sort(Comparator.comparingDouble(Value::value).reversed());
        }
        boolean probabilities = says == Says.LABELS || (says == Says.CLASS && loss.isOfLogits());
        return new Answer(example, says, probabilities, values);
    }

    /**
     * A row as a person wants it: probabilities of classes or labels, where the loss has such, or numbers as they are.
     *
     * @param row as {@link #answer} takes it
     */
    double[] shown(double[] row) {
        return switch (says()) {
            case CLASS -> loss.isOfLogits() ? softmax(row) : row.clone();
            case LABELS ->
                Arrays.stream(row).map(logit -> 1 / (1 + Math.exp(-logit))).toArray();
            case NUMBERS -> row.clone();
        };
    }

    /** One output that tells two classes apart is the logit of the second. */
    private Answer ofTwoClasses(String example, double logit) {
        double second = 1 / (1 + Math.exp(-logit));
        Value no = new Value(className(0), 1 - second);
        Value yes = new Value(className(1), second);
        return new Answer(example, Says.CLASS, true, logit > 0 ? List.of(yes, no) : List.of(no, yes));
    }

    /** As {@link Mistake#truth} has it. */
    List<Value> truth(int label) {
        return List.of(new Value(className(label), 1));
    }

    /** As {@link Mistake#truth} has it. */
    List<Value> truth(double[] targets) {
        List<Value> values = new ArrayList<>();
        int largest = 0;
        for (int k = 0; k < targets.length; k++) {
            if (says() == Says.NUMBERS || (says() == Says.LABELS && targets[k] >= 0.5)) {
                values.add(new Value(targetName(k), says() == Says.NUMBERS ? targets[k] : 1));
            }
            largest = targets[k] > targets[largest] ? k : largest;
        }
        return says() == Says.CLASS ? List.of(new Value(className(largest), 1)) : values;
    }

    private String className(int k) {
        return k < classNames.size() ? classNames.get(k) : Integer.toString(k);
    }

    private String targetName(int k) {
        return k < targetNames.size() ? targetNames.get(k) : className(k);
    }

    /** The largest output is taken off first, so that no exponential overflows. */
    private static double[] softmax(double[] row) {
        double max = Double.NEGATIVE_INFINITY;
        for (double value : row) {
            max = Math.max(max, value);
        }
        double[] shares = new double[row.length];
        double sum = 0;
        for (int k = 0; k < row.length; k++) {
            shares[k] = Math.exp(row[k] - max);
            sum += shares[k];
        }
        for (int k = 0; k < row.length; k++) {
            shares[k] /= sum;
        }
        return shares;
    }
}
