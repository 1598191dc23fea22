package org.netloom.compiler.internal.builtin;

import java.util.List;
import java.util.stream.Stream;
import org.netloom.compiler.train.Component;
import org.netloom.compiler.train.TrainProvider;

/** The components and the names of data of train sections, each listed once. */
public final class BuiltInTraining implements TrainProvider {
    /** The names of data that the runtime knows. */
    private static final List<String> DATA = List.of("glyphs", "mnist", "fashion_mnist", "cifar10", "cifar100");

    /** In the order of the reference. */
    @Override
    public List<Component> components() {
        return Stream.of(
                        BuiltInOptimizers.ALL,
                        BuiltInLosses.ALL,
                        BuiltInSchedules.ALL,
                        BuiltInHabits.ALL,
                        BuiltInAugmentations.ALL,
                        BuiltInMetrics.ALL,
                        BuiltInInitializers.ALL)
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public List<String> data() {
        return DATA;
    }
}
