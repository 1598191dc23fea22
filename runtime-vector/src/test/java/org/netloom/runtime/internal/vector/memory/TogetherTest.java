package org.netloom.runtime.internal.vector.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TogetherTest {
    private final AtomicInteger first = new AtomicInteger();
    private final AtomicInteger second = new AtomicInteger();
    private final AtomicInteger third = new AtomicInteger();

    private static Workers.Task counting(AtomicInteger runs) {
        return (share, shares) -> runs.incrementAndGet();
    }

    private void requireRuns(int ofFirst, int ofSecond, int ofThird) {
        assertThat(new int[] {first.get(), second.get(), third.get()}).containsExactly(ofFirst, ofSecond, ofThird);
    }

    @Test
    void runsEachShareOfEachTask() {
        try (Workers workers = new Workers(3)) {
            new Together(workers).run(counting(first), counting(second), counting(third));
            requireRuns(3, 3, 3);
        }
    }

    /** Such a task may hold addresses of memory that is gone by the next run. */
    @Test
    void leavesNoTaskBehind() {
        try (Workers workers = new Workers(2)) {
            Together together = new Together(workers);
            Workers.Task failing = (share, shares) -> {
                throw new IllegalStateException("share " + share);
            };
            assertThatThrownBy(() -> together.run(counting(first), failing, counting(third)))
                    .isInstanceOf(IllegalStateException.class);
            requireRuns(2, 0, 0);
            together.run(counting(second), null, null);
            requireRuns(2, 2, 0);
        }
    }
}
