package org.netloom.runtime.train;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What came of training with several seeds.
 *
 * @param runs those that were done, in the order of the seeds
 * @param stopped whether training ended before all of them were, because somebody asked it to
 */
public record SeedReport(List<TrainReport> runs, boolean stopped) {
    public SeedReport {
        runs = List.copyOf(runs);
    }

    /** The loss on the validation part; null where the data have none, or no run is done. */
    public @Nullable Spread validationLoss() {
        return spread(TrainReport::validation, Evaluation::loss);
    }

    /** The score that says most, on the validation part; null where the data have none, or no run is done. */
    public @Nullable Spread validationMain() {
        return spread(TrainReport::validation, SeedReport::main);
    }

    /** The loss on the test part; null where no run is done. */
    public @Nullable Spread testLoss() {
        return spread(TrainReport::test, Evaluation::loss);
    }

    /** The score that says most, on the test part; null where no run is done. */
    public @Nullable Spread testMain() {
        return spread(TrainReport::test, SeedReport::main);
    }

    private static double main(Evaluation figures) {
        return figures.main().value();
    }

    private @Nullable Spread spread(
            Function<TrainReport, @Nullable Evaluation> part, ToDoubleFunction<Evaluation> figure) {
        List<Evaluation> parts =
                runs.stream().map(part).filter(Objects::nonNull).toList();
        return parts.isEmpty() ? null : Spread.of(parts.stream().mapToDouble(figure));
    }
}
