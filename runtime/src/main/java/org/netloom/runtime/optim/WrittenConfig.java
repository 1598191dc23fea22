package org.netloom.runtime.optim;

import org.jspecify.annotations.Nullable;

/** A configuration that is what is written of it: two are equal that a train section would write alike. */
abstract class WrittenConfig implements OptimizerConfig {

    /** All that the optimizer depends on, as a train section writes it. */
    abstract Text written();

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof WrittenConfig config && toString().equals(config.toString());
    }

    @Override
    public final int hashCode() {
        return toString().hashCode();
    }

    /** {@code adamw(lr=0.001)}: the learning rate and what differs from the defaults. */
    @Override
    public final String toString() {
        return written().toString();
    }

    /** A name, the learning rate, and what differs from its default. */
    static final class Text {
        private final StringBuilder text;

        Text(String name, double learningRate) {
            text = new StringBuilder(name).append("(lr=").append(learningRate);
        }

        Text and(String name, double value, double usual) {
            if (value != usual) {
                text.append(", ").append(name).append('=').append(value);
            }
            return this;
        }

        Text and(String name, boolean value, boolean usual) {
            if (value != usual) {
                text.append(", ").append(name).append('=').append(value);
            }
            return this;
        }

        Text and(Moments moments, double usualBeta2, double usualEps) {
            return and("beta1", moments.beta1(), 0.9)
                    .and("beta2", moments.beta2(), usualBeta2)
                    .and("eps", moments.eps(), usualEps);
        }

        Text and(WeightDecay decay, double usual) {
            return and("weight_decay", decay.weight(), usual).and("decay_biases", decay.ofBiases(), true);
        }

        @Override
        public String toString() {
            return text + ")";
        }
    }
}
