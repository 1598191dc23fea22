package org.netloom.runtime.sweep;

import java.util.ArrayList;
import java.util.List;

/**
 * How long trials are trained before the worse ones are left: successive halving (Jamieson and Talwalkar, 2016,
 * "Non-stochastic best arm identification and hyperparameter optimization"). With a factor of 3, 12 trials and 9 epochs, all
 * are trained for 1 epoch, the best 4 of them for 3 and the best one for 9.
 *
 * @param epochs at the end of each rung, the last of all of the training
 * @param factor by which trials become fewer and epochs more from rung to rung; 1 where there is one rung
 */
public record Rungs(List<Integer> epochs, int factor) {
    public Rungs {
        epochs = List.copyOf(epochs);
    }

    /** As many as leave at least one trial and one epoch. */
    static Rungs of(int trials, int epochs, int factor) {
        int halvings = 0;
        for (long least = factor; factor > 1 && least <= Math.min(trials, epochs); least *= factor) {
            halvings++;
        }
        List<Integer> rungs = new ArrayList<>();
        for (int i = 0; i <= halvings; i++) {
            rungs.add(epochs / (int) Math.pow(factor, halvings - i));
        }
        return new Rungs(rungs, factor);
    }

    /** How many of so many trials go on to the next rung. */
    int survivors(int trials) {
        return Math.max(1, trials / factor);
    }

    /** {@code 12 to epoch 1, 4 to epoch 3, 1 to epoch 9}, where none drops out by itself. */
    public String describe(int trials) {
        StringBuilder text = new StringBuilder();
        int left = trials;
        for (int end : epochs) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(left)
                    .append(" to epoch ")
                    .append(end);
            left = survivors(left);
        }
        return text.toString();
    }
}
