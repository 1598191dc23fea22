package org.netloom.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.netloom.runtime.engine.ThreadGuard.Turn;
import org.netloom.runtime.exception.ClosedException;
import org.netloom.runtime.exception.ConcurrentUseException;

/** One thread at a time, the others refused at once. */
class ThreadGuardTest {
    private final ThreadGuard guard = new ThreadGuard("the engine");
    private final ExecutorService other = Executors.newSingleThreadExecutor(work -> new Thread(work, "second"));

    @AfterEach
    void end() {
        other.shutdownNow();
    }

    private void enterAndLeave() {
        try (Turn turn = guard.enter()) {
            assertThat(turn).isNotNull();
        }
    }

    private <T> T onTheOther(Callable<T> work) throws Exception {
        Future<T> result = other.submit(work);
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private void enterAndLeaveOnTheOther() throws Exception {
        onTheOther(() -> {
            enterAndLeave();
            return true;
        });
    }

    @Test
    void aSecondThreadIsRefusedInOneSentence() {
        Thread.currentThread().setName("first");
        try (Turn turn = guard.enter()) {
            assertThatThrownBy(this::enterAndLeaveOnTheOther)
                    .isInstanceOf(ConcurrentUseException.class)
                    .hasMessage(
                            "thread 'second' came into the engine while thread 'first' was inside: an engine and what runs on it are for one thread at a time, so give each thread a network and an engine of its own, or put a lock around the calls");
            assertThatThrownBy(() -> onTheOther(guard::enterToClose)).isInstanceOf(ConcurrentUseException.class);
            assertThat(turn).isNotNull();
        }
    }

    @Test
    void theThreadInsideEntersAgainAndIsInsideUntilItHasLeftAsOften() throws Exception {
        try (Turn outer = guard.enter()) {
            enterAndLeave();
            enterAndLeave();
            assertThatThrownBy(this::enterAndLeaveOnTheOther).isInstanceOf(ConcurrentUseException.class);
            assertThat(outer).isNotNull();
        }
        enterAndLeaveOnTheOther();
        enterAndLeave();
    }

    @Test
    void afterAFailureInsideOthersMayEnter() throws Exception {
        assertThatThrownBy(() -> {
                    try (Turn turn = guard.enter()) {
                        throw new IllegalArgumentException("inside " + turn.getClass());
                    }
                })
                .isInstanceOf(IllegalArgumentException.class);
        enterAndLeaveOnTheOther();
    }

    @Test
    void onlyWhoIsInsideLeaves() throws Exception {
        Turn turn = guard.enter();
        assertThatThrownBy(() -> onTheOther(() -> {
                    turn.close();
                    return true;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not inside");
        turn.close();
        assertThatThrownBy(turn::close).isInstanceOf(IllegalStateException.class);
        enterAndLeaveOnTheOther();
    }

    @Test
    void nobodyEntersWhatIsClosedButToClose() throws Exception {
        guard.close();
        assertThatThrownBy(this::enterAndLeave)
                .isInstanceOf(ClosedException.class)
                .hasMessage("the engine is closed, and all that ran on it with it; Engines.create makes another");
        assertThatThrownBy(this::enterAndLeaveOnTheOther).isInstanceOf(ClosedException.class);
        guard.enterToClose().close();
        onTheOther(() -> {
            guard.enterToClose().close();
            return true;
        });
    }

    /** Threads that count without any other synchronization: each sees what the one before it wrote. */
    @Test
    void whoEntersSeesWhatTheLastOneDid() throws Exception {
        int[] count = new int[1];
        int[] entered = new int[2];
        Callable<Integer> counting = () -> {
            int times = 0;
            for (int i = 0; i < 200_000; i++) {
                try (Turn turn = guard.enter()) {
                    count[0]++;
                    times++;
                } catch (ConcurrentUseException e) {
                    Thread.onSpinWait();
                }
            }
            return times;
        };
        Future<Integer> second = other.submit(counting);
        entered[0] = counting.call();
        entered[1] = second.get();
        enterAndLeave();
        assertThat(count[0]).isEqualTo(entered[0] + entered[1]).isPositive();
    }
}
