package org.netloom.runtime.internal.vector.memory;

import org.jspecify.annotations.Nullable;

/**
 * Tasks of which none needs what another one computes, run in one go: as the two gradients of a layer, by its weights and
 * by its input. Threads then wait for each other once instead of after each.
 */
public final class Together implements Workers.Task {
    private final Workers workers;
    private Workers.@Nullable Task first;
    private Workers.@Nullable Task second;
    private Workers.@Nullable Task third;

    public Together(Workers workers) {
        this.workers = workers;
    }

    /** Runs these; nothing for null. */
    public void run(Workers.Task one, Workers.@Nullable Task another, Workers.@Nullable Task last) {
        first = one;
        second = another;
        third = last;
        workers.run(this);
    }

    @Override
    public void run(int share, int shares) {
        run(first, share, shares);
        run(second, share, shares);
        run(third, share, shares);
    }

    private static void run(Workers.@Nullable Task task, int share, int shares) {
        if (task != null) {
            task.run(share, shares);
        }
    }
}
