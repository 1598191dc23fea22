package org.netloom.compiler.layer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.netloom.compiler.layer.builtin.Add;
import org.netloom.compiler.layer.builtin.AvgPool;
import org.netloom.compiler.layer.builtin.BatchNorm;
import org.netloom.compiler.layer.builtin.ClassToken;
import org.netloom.compiler.layer.builtin.Concat;
import org.netloom.compiler.layer.builtin.Conv;
import org.netloom.compiler.layer.builtin.ConvTranspose;
import org.netloom.compiler.layer.builtin.Dense;
import org.netloom.compiler.layer.builtin.Dropout;
import org.netloom.compiler.layer.builtin.Elu;
import org.netloom.compiler.layer.builtin.Embed;
import org.netloom.compiler.layer.builtin.First;
import org.netloom.compiler.layer.builtin.Flatten;
import org.netloom.compiler.layer.builtin.Gelu;
import org.netloom.compiler.layer.builtin.GlobalAvgPool;
import org.netloom.compiler.layer.builtin.GlobalMaxPool;
import org.netloom.compiler.layer.builtin.GroupNorm;
import org.netloom.compiler.layer.builtin.Gru;
import org.netloom.compiler.layer.builtin.Hardsigmoid;
import org.netloom.compiler.layer.builtin.Hardswish;
import org.netloom.compiler.layer.builtin.Identity;
import org.netloom.compiler.layer.builtin.ImageTokens;
import org.netloom.compiler.layer.builtin.Input;
import org.netloom.compiler.layer.builtin.Last;
import org.netloom.compiler.layer.builtin.LayerNorm;
import org.netloom.compiler.layer.builtin.LeakyRelu;
import org.netloom.compiler.layer.builtin.Lstm;
import org.netloom.compiler.layer.builtin.MaxPool;
import org.netloom.compiler.layer.builtin.Mean;
import org.netloom.compiler.layer.builtin.Pad;
import org.netloom.compiler.layer.builtin.PositionalEncoding;
import org.netloom.compiler.layer.builtin.Relu;
import org.netloom.compiler.layer.builtin.Reshape;
import org.netloom.compiler.layer.builtin.Rnn;
import org.netloom.compiler.layer.builtin.SelfAttention;
import org.netloom.compiler.layer.builtin.Sigmoid;
import org.netloom.compiler.layer.builtin.Silu;
import org.netloom.compiler.layer.builtin.Softmax;
import org.netloom.compiler.layer.builtin.Softplus;
import org.netloom.compiler.layer.builtin.Tanh;
import org.netloom.compiler.layer.builtin.Upsample;

/** The layers of the language, each listed once, in the order of the reference. */
public final class Layers {
    private static final List<Layer> ALL = List.of(
            new Input(),
            new Conv(),
            new Dense(),
            new ConvTranspose(),
            new BatchNorm(),
            new LayerNorm(),
            new GroupNorm(),
            new Sigmoid(),
            new Tanh(),
            new Relu(),
            new LeakyRelu(),
            new Elu(),
            new Gelu(),
            new Silu(),
            new Softplus(),
            new Hardsigmoid(),
            new Hardswish(),
            new Softmax(),
            new MaxPool(),
            new AvgPool(),
            new GlobalMaxPool(),
            new GlobalAvgPool(),
            new Pad(),
            new Upsample(),
            new Flatten(),
            new Reshape(),
            new Embed(),
            new Rnn(),
            new Lstm(),
            new Gru(),
            new SelfAttention(),
            new PositionalEncoding(),
            new ClassToken(),
            new ImageTokens(),
            new First(),
            new Last(),
            new Mean(),
            new Dropout(),
            new Identity(),
            new Add(),
            new Concat());

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
