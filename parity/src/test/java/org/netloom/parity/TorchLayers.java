package org.netloom.parity;

import static org.netloom.parity.Call.both;
import static org.netloom.parity.Call.literal;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.layer.Pair;

/**
 * What each layer is in PyTorch. The shapes of parameters come from the arguments and PyTorch's documentation, not from
 * the compiler, so that both can be compared.
 */
final class TorchLayers {
    private TorchLayers() {}

    /** The layer of this node; a kind that has no case fails whatever test needs it. */
    static TorchLayer of(Node node) {
        Call call = new Call(node);
        TorchLayer layer = layer(node.layer().name(), call);
        call.requireAllAsked();
        return layer;
    }

    private static TorchLayer layer(String kind, Call call) {
        return switch (kind) {
            case "conv" -> conv(call);
            case "conv_transpose" -> convTranspose(call);
            case "dense" -> dense(call);
            case "bn" -> TorchBatchNorm.of(call);
            case "layernorm" -> layerNorm(call);
            case "groupnorm" -> groupNorm(call);
            case "sigmoid" -> TorchLayer.of("{y} = torch.sigmoid({x})");
            case "tanh" -> TorchLayer.of("{y} = torch.tanh({x})");
            case "relu" -> relu(call);
            case "leaky_relu" -> TorchLayer.of("{y} = torch.leaky_relu({x}, " + literal(call.real("slope")) + ")");
            case "elu" -> TorchLayer.of("{y} = torch.elu({x}, " + literal(call.real("alpha")) + ", 1, 1)");
            case "gelu" -> TorchLayer.of("{y} = torch.gelu({x}, approximate='" + call.word("approximate") + "')");
            case "silu" -> TorchLayer.of("{y} = torch.silu({x})");
            case "softplus" -> TorchLayer.of("{y} = torch.softplus({x}, 1, 20)");
            case "hardsigmoid" -> TorchLayer.of("{y} = torch.hardsigmoid({x})");
            case "hardswish" -> TorchLayer.of("{y} = torch.hardswish({x})");
            case "softmax" -> TorchLayer.of("{y} = torch.softmax({x}, " + call.featureAxis() + ", None)");
            case "maxpool" -> maxPool(call);
            case "avgpool" -> averagePool(call);
            case "gmaxpool" -> TorchLayer.of("{y}, {y}_at = torch.adaptive_max_pool2d({x}, [1, 1])");
            case "gavgpool" -> TorchLayer.of("{y} = torch.adaptive_avg_pool2d({x}, [1, 1])");
            case "pad" -> pad(call);
            case "upsample" -> upsample(call);
            case "flatten" -> TorchLayer.of("{y} = torch.flatten({x}, 1, -1)");
            case "reshape" -> reshape(call);
            case "dropout" -> dropout(call);
            case "add" -> TorchLayer.of("{y} = torch.sum(torch.stack({xs}), 0)");
            case "concat" -> TorchLayer.of("{y} = torch.cat({xs}, " + call.featureAxis() + ")");
            case "embed", "rnn", "lstm", "gru", "attention", "positions", "class_token", "tokens" ->
                TorchSequenceLayers.of(kind, call);
            case "first" -> TorchLayer.of("{y} = torch.select({x}, 1, 0)");
            case "last" -> TorchLayer.of("{y} = torch.select({x}, 1, -1)");
            case "mean" -> TorchLayer.of("{y} = torch.mean({x}, [1], False, dtype=None)");
            default ->
                throw new AssertionError(
                        "the PyTorch reference has no case for %s: add one to TorchLayers".formatted(kind));
        };
    }

    /** nn.Conv2d. */
    private static TorchLayer conv(Call call) {
        call.word("algorithm"); // how, and not what, is computed: PyTorch chooses by itself
        int out = call.integer("channels");
        Pair kernel = call.pair("kernel");
        int groups = call.integer("groups");
        boolean bias = call.flag("bias");
        return TorchLayer.of("{y} = torch.conv2d({x}, {weight}, %s, %s, %s, %s, %s)"
                        .formatted(
                                bias ? "{bias}" : "None",
                                both(call.pair("stride")),
                                both(call.pair("pad")),
                                both(call.pair("dilation")),
                                groups))
                .parameter("weight", out, call.channels() / groups, kernel.height(), kernel.width())
                .parameterIf(bias, "bias", out);
    }

    /** nn.ConvTranspose2d. */
    private static TorchLayer convTranspose(Call call) {
        int out = call.integer("channels");
        Pair kernel = call.pair("kernel");
        boolean bias = call.flag("bias");
        return TorchLayer.of("{y} = torch.conv_transpose2d({x}, {weight}, %s, %s, %s, %s, 1, [1, 1])"
                        .formatted(
                                bias ? "{bias}" : "None",
                                both(call.pair("stride")),
                                both(call.pair("pad")),
                                both(call.pair("output_pad"))))
                .parameter("weight", call.channels(), out, kernel.height(), kernel.width())
                .parameterIf(bias, "bias", out);
    }

    /** nn.Linear. */
    private static TorchLayer dense(Call call) {
        int features = call.integer("features");
        boolean bias = call.flag("bias");
        return TorchLayer.of("{y} = torch.linear({x}, {weight}, %s)".formatted(bias ? "{bias}" : "None"))
                .parameter("weight", features, call.channels())
                .parameterIf(bias, "bias", features);
    }

    /** nn.LayerNorm over a whole vector or image, and over the features of each step of a sequence. */
    private static TorchLayer layerNorm(Call call) {
        List<Integer> shape = call.in().size() == 2 ? List.of(call.channels()) : call.in();
        Integer[] sizes = shape.toArray(Integer[]::new);
        return TorchLayer.of("{y} = torch.layer_norm({x}, %s, {weight}, {bias}, %s, False)"
                        .formatted(shape, literal(call.real("eps"))))
                .parameter("weight", sizes)
                .parameter("bias", sizes);
    }

    /** nn.GroupNorm. */
    private static TorchLayer groupNorm(Call call) {
        return TorchLayer.of("{y} = torch.group_norm({x}, %s, {weight}, {bias}, %s, False)"
                        .formatted(call.integer("groups"), literal(call.real("eps"))))
                .parameter("weight", call.channels())
                .parameter("bias", call.channels());
    }

    /** nn.ReLU; with a bound nn.Hardtanh, which nn.ReLU6 is too. */
    private static TorchLayer relu(Call call) {
        return call.optionalReal("max")
                .map(max -> TorchLayer.of("{y} = torch.hardtanh({x}, 0., " + literal(max) + ")"))
                .orElseGet(() -> TorchLayer.of("{y} = torch.relu({x})"));
    }

    /** nn.MaxPool2d. */
    private static TorchLayer maxPool(Call call) {
        return TorchLayer.of("{y} = torch.max_pool2d({x}, %s, %s, %s, [1, 1], False)"
                .formatted(both(call.pair("kernel")), both(call.pair("stride")), both(call.pair("pad"))));
    }

    /** nn.AvgPool2d. */
    private static TorchLayer averagePool(Call call) {
        return TorchLayer.of("{y} = torch.avg_pool2d({x}, %s, %s, %s, False, %s, None)"
                .formatted(
                        both(call.pair("kernel")),
                        both(call.pair("stride")),
                        both(call.pair("pad")),
                        literal(call.flag("count_pad"))));
    }

    /** nn.ZeroPad2d. */
    private static TorchLayer pad(Call call) {
        return TorchLayer.of("{y} = torch.constant_pad_nd({x}, [%s, %s, %s, %s], 0)"
                .formatted(call.integer("left"), call.integer("right"), call.integer("top"), call.integer("bottom")));
    }

    /** nn.Upsample. */
    private static TorchLayer upsample(Call call) {
        Pair scale = call.pair("scale");
        String size = "[%s, %s]"
                .formatted(
                        scale.height() * call.in().get(1),
                        scale.width() * call.in().get(2));
        return TorchLayer.of(
                switch (call.word("mode")) {
                    case "nearest" -> "{y} = torch.upsample_nearest2d({x}, %s, None, None)".formatted(size);
                    case "bilinear" -> "{y} = torch.upsample_bilinear2d({x}, %s, False, None, None)".formatted(size);
                    default -> throw new AssertionError("no case for upsample's mode " + call.word("mode"));
                });
    }

    /** Tensor.reshape, -1 for what is left. */
    private static TorchLayer reshape(Call call) {
        String sizes = Stream.of("channels", "height", "width")
                .map(call::optionalInteger)
                .flatMap(Optional::stream)
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
        return TorchLayer.of("{y} = torch.reshape({x}, [torch.size({x}, 0), %s])".formatted(sizes));
    }

    /** nn.Dropout with the mask that the network under test drew: what is random cannot be compared otherwise. */
    private static TorchLayer dropout(Call call) {
        call.real("p");
        return TorchLayer.of("{y} = torch.mul({x}, {mask})")
                .inference("{y} = {x}")
                .buffer("mask");
    }
}
