package org.netloom.compiler.internal.builtin;

import java.util.List;
import org.netloom.compiler.layer.Layer;
import org.netloom.compiler.layer.LayerProvider;

/** The layers of the language, each listed once, in the order of the reference. */
public final class BuiltInLayers implements LayerProvider {
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

    @Override
    public List<Layer> layers() {
        return ALL;
    }
}
