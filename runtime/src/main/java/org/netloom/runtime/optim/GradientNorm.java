package org.netloom.runtime.optim;

import java.util.List;
import java.util.Map;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.parameter.Gradient;

/**
 * The 2-norm of all gradients of a training pass together, as they are before anything clips them. The squares are summed in
 * double, in the order of the elements. For one thread at a time, as the pass.
 */
public final class GradientNorm {
    private final Optimizer optimizer;
    private final List<GradientMemory> memory;
    private final double[] squares;

    /** @param optimizer whose gradients are measured */
    public GradientNorm(Optimizer optimizer) {
        this.optimizer = new Measuring(optimizer);
        this.memory = optimizer.gradients().stream().map(GradientMemory::new).toList();
        this.squares = new double[memory.size()];
    }

    /**
     * The same optimizer, which measures each gradient before it moves the parameter: while a cache still has it, so that {@link
     * org.netloom.runtime.TrainingPass#backward(Optimizer)} costs hardly more. The parameters become the same, to the last
     * bit.
     */
    public Optimizer optimizer() {
        return optimizer;
    }

    /** Measures all gradients as {@link org.netloom.runtime.TrainingPass#backward()} left them. */
    public void measure() {
        for (int i = 0; i < squares.length; i++) {
            measure(i);
        }
    }

    private void measure(int gradient) {
        squares[gradient] = memory.get(gradient).sumOfSquares();
    }

    /** Of the gradients that were measured last; 0 before that, and NaN or infinite where one of them is. */
    public double value() {
        double sum = 0;
        for (int i = 0; i < squares.length; i++) {
            sum += squares[i];
        }
        return Math.sqrt(sum);
    }

    private final class Measuring implements Optimizer {
        private final Optimizer moving;

        Measuring(Optimizer moving) {
            this.moving = moving;
        }

        @Override
        public List<Gradient> gradients() {
            return moving.gradients();
        }

        @Override
        public void learningRate(double rate) {
            moving.learningRate(rate);
        }

        @Override
        public long steps() {
            return moving.steps();
        }

        @Override
        public Map<String, NdArray> state() {
            return moving.state();
        }

        @Override
        public void resume(long steps) {
            moving.resume(steps);
        }

        @Override
        public void begin() {
            moving.begin();
        }

        @Override
        public void update(int gradient) {
            measure(gradient);
            moving.update(gradient);
        }

        @Override
        public void step() {
            measure();
            moving.step();
        }

        @Override
        public void close() {
            moving.close();
        }
    }
}
