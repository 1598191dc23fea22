package org.netloom.runtime.train;

import java.nio.file.Path;
import org.netloom.runtime.TrainingPass;

/** Tells two listeners in turn. */
class Listeners implements TrainListener {
    private final TrainListener first;
    private final TrainListener second;

    Listeners(TrainListener first, TrainListener second) {
        this.first = first;
        this.second = second;
    }

    @Override
    public void started(Plan plan) {
        first.started(plan);
        second.started(plan);
    }

    @Override
    public void kept(Path earlier, Path as) {
        first.kept(earlier, as);
        second.kept(earlier, as);
    }

    @Override
    public void step(Step step) {
        first.step(step);
        second.step(step);
    }

    @Override
    public void epoch(Epoch epoch) {
        first.epoch(epoch);
        second.epoch(epoch);
    }

    @Override
    public void warning(String sentence) {
        first.warning(sentence);
        second.warning(sentence);
    }

    @Override
    public boolean needsGradientNorm() {
        return first.needsGradientNorm() || second.needsGradientNorm();
    }

    /** Two of which one at least looks at gradients. */
    static final class OfGradients extends Listeners implements GradientListener {
        OfGradients(TrainListener first, TrainListener second) {
            super(first, second);
        }

        @Override
        public void backward(TrainingPass pass) {
            tell(super.first, pass);
            tell(super.second, pass);
        }

        private static void tell(TrainListener listener, TrainingPass pass) {
            if (listener instanceof GradientListener looking) {
                looking.backward(pass);
            }
        }
    }
}
