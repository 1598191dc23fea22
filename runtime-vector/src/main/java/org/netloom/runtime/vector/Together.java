package org.netloom.runtime.vector;

/**
 * Tasks of which none needs what another one computes, run in one go: as the two gradients of a layer, by its weights and
 * by its input. Threads then wait for each other once instead of after each.
 */
final class Together implements Workers.Task {
    private static final int MOST = 3;

    private final Workers workers;
    private final Workers.Task[] tasks = new Workers.Task[MOST];
    private int count;

    Together(Workers workers) {
        this.workers = workers;
    }

    /** Adds a task to the next run. */
    void add(Workers.Task task) {
        tasks[count++] = task;
    }

    /** Runs the tasks that have been added since the last run. */
    void run() {
        try {
            workers.run(this);
        } finally {
            count = 0;
        }
    }

    @Override
    public void run(int share, int shares) {
        for (int i = 0; i < count; i++) {
            tasks[i].run(share, shares);
        }
    }
}
