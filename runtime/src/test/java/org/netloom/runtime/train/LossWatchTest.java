package org.netloom.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.netloom.runtime.loss.CrossEntropy;

class LossWatchTest {
    @Test
    void saysOnceWhereTheLossWentAndWhatMayHelp() {
        List<String> said = said(0.9, 10, step -> step < 5 ? 2.4 : 31.2);
        assertThat(said)
                .containsExactly(
                        "training diverges: at step 14 the loss is 31.20, and for 10 steps it has been more than 4 times the"
                                + " 2.400 that it began with; a learning rate below 0.9 may help");
    }

    /** A net that begins better than chance, from a checkpoint, has gone wrong only where it is worse than chance by far. */
    @Test
    void measuresByChanceWhereTheBeginningWasBetter() {
        assertThat(said(0.1, 10, step -> step < 5 ? 0.01 : 2.4)).isEmpty();
        assertThat(said(0.1, 10, step -> step < 5 ? 0.01 : 25))
                .singleElement()
                .asString()
                .contains("the 2.303 of a net that guesses");
    }

    @Test
    void isSilentAboutNoiseAndBadBeginnings() {
        SplittableRandom random = new SplittableRandom(1);
        assertThat(said(1, 10, step -> 2.4 * Math.exp(1.5 * (random.nextDouble() - 0.5))))
                .isEmpty();
        assertThat(said(1, 10, step -> step > 1 && step < 10 ? 40 : 2.4)).isEmpty();
        assertThat(said(1, 10, step -> 80.0 / step)).isEmpty();
        assertThat(said(1, 10, step -> step % 10 == 0 ? 1 : 50)).isEmpty();
    }

    private static List<String> said(double learningRate, int classes, LongToDoubleFunction loss) {
        LossWatch watch = new LossWatch(learningRate, CrossEntropy.of().ofGuessing(classes));
        List<String> said = new ArrayList<>();
        for (long step = 1; step <= 1000; step++) {
            String sentence = watch.after(step, loss.applyAsDouble(step));
            if (sentence != null) {
                said.add(sentence);
            }
        }
        return said;
    }
}
