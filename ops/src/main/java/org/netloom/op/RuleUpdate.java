package org.netloom.op;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Steps of an optimizer whose formula is a rule for each element. */
public record RuleUpdate(UpdateRule rule) implements Op<RuleUpdate.Kernel> {

    /** Moves a parameter. */
    public interface Kernel {
        /**
         * Moves each element by the rule. All arrays are changed in place and of one shape; g serves as scratch, and what it
         * holds afterwards means nothing.
         *
         * @param numbers those of the step, {@link UpdateRule#NUMBERS} in the places that the rule says; only read
         * @param first, second, third what is kept between steps, as many as {@link UpdateRule#kept}, and null behind them
         */
        void update(double[] numbers, Array p, Array g, Array first, @Nullable Array second, @Nullable Array third);
    }

    @Override
    public Site site() {
        return new Site(rule.name().toLowerCase(Locale.ROOT), "optimizer");
    }
}
