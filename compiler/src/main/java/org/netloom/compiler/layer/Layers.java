package org.netloom.compiler.layer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.netloom.compiler.layer.builtin.AvgPool;
import org.netloom.compiler.layer.builtin.BatchNorm;
import org.netloom.compiler.layer.builtin.Conv;
import org.netloom.compiler.layer.builtin.Dense;
import org.netloom.compiler.layer.builtin.Dropout;
import org.netloom.compiler.layer.builtin.Flatten;
import org.netloom.compiler.layer.builtin.Identity;
import org.netloom.compiler.layer.builtin.Input;
import org.netloom.compiler.layer.builtin.MaxPool;
import org.netloom.compiler.layer.builtin.Relu;
import org.netloom.compiler.layer.builtin.Sigmoid;
import org.netloom.compiler.layer.builtin.Tanh;

/** The layers of the language, each listed once, in the order of the reference. */
public final class Layers {
    private static final List<Layer> ALL = List.of(
            new Input(),
            new Conv(),
            new Dense(),
            new BatchNorm(),
            new Sigmoid(),
            new Tanh(),
            new Relu(),
            new MaxPool(),
            new AvgPool(),
            new Flatten(),
            new Dropout(),
            new Identity());

    private static final Map<String, Layer> BY_NAME =
            ALL.stream().collect(Collectors.toUnmodifiableMap(Layer::name, Function.identity()));

    private Layers() {}

    public static List<Layer> all() {
        return ALL;
    }

    public static Optional<Layer> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }
}
