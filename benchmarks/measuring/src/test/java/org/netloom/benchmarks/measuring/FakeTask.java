package org.netloom.benchmarks.measuring;

import java.util.function.IntToDoubleFunction;

/** A task that does what a test says. */
record FakeTask(IntToDoubleFunction work) implements Library.Task {
    @Override
    public String description() {
        return "a \"fake\" \\ task\n";
    }

    @Override
    public long parameters() {
        return 42;
    }

    @Override
    public double step(int batch) {
        return work.applyAsDouble(batch);
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
