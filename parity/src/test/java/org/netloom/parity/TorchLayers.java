package org.netloom.parity;

import static org.netloom.parity.Call.both;
import static org.netloom.parity.Call.literal;

import org.netloom.compiler.ir.Node;

/**
 * What each layer is in PyTorch. The shapes of parameters come from the arguments and PyTorch's documentation, not from
 * the compiler, so that both can be compared.
 */
final class TorchLayers {
    private TorchLayers() {}

    /** The layer of this node; a kind that has no case fails whatever test needs it. */
    static TorchLayer of(Node node) {
        Call call = new Call(node);
        TorchLayer layer = switch (node.layer().name()) {
            case "conv" -> conv(call);
            case "dense" -> dense(call);
            case "bn" -> batchNorm(call);
            case "sigmoid" -> TorchLayer.of("{y} = torch.sigmoid({x})");
            case "tanh" -> TorchLayer.of("{y} = torch.tanh({x})");
            case "relu" -> TorchLayer.of("{y} = torch.relu({x})");
            case "maxpool" -> maxPool(call);
            case "avgpool" -> averagePool(call);
            case "flatten" -> TorchLayer.of("{y} = torch.flatten({x}, 1, -1)");
            case "dropout" -> dropout(call);
            default ->
                throw new AssertionError("the PyTorch reference has no case for %s: add one to TorchLayers"
                        .formatted(node.layer().name()));
        };
        call.requireAllAsked();
        return layer;
    }

    /** nn.Conv2d. */
    private static TorchLayer conv(Call call) {
        int out = call.integer("channels");
        int kernel = call.integer("kernel");
        int groups = call.integer("groups");
        boolean bias = call.flag("bias");
        return TorchLayer.of("{y} = torch.conv2d({x}, {weight}, %s, %s, %s, %s, %d)"
                        .formatted(
                                bias ? "{bias}" : "None",
                                both(call.integer("stride")),
                                both(call.integer("pad")),
                                both(call.integer("dilation")),
                                groups))
                .parameter("weight", out, call.channels() / groups, kernel, kernel)
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

    /**
     * nn.BatchNorm1d and nn.BatchNorm2d. With a momentum of 1 PyTorch leaves the batch's own mean and unbiased variance;
     * what goes into the moving variance here is biased, (n - 1) / n of that.
     */
    private static TorchLayer batchNorm(Call call) {
        String eps = literal(call.real("eps"));
        double decay = call.real("decay");
        String blend = "_ = torch.add_(torch.mul_(%s, " + literal(decay) + "), %s, alpha=" + literal(1 - decay) + ")";
        return TorchLayer.of(
                        "{y}_mean = torch.zeros_like({running_mean})",
                        "{y}_var = torch.zeros_like({running_var})",
                        "{y} = torch.batch_norm({x}, {weight}, {bias}, {y}_mean, {y}_var, True, 1., " + eps
                                + ", False)",
                        "{y}_n = torch.numel({x}) // torch.size({x}, 1)",
                        "{y}_biased = torch.div(torch.mul({y}_var, {y}_n - 1), {y}_n)",
                        blend.formatted("{running_mean}", "{y}_mean"),
                        blend.formatted("{running_var}", "{y}_biased"))
                .inference("{y} = torch.batch_norm({x}, {weight}, {bias}, {running_mean}, {running_var}, False, 0., "
                        + eps + ", False)")
                .parameter("weight", call.channels())
                .parameter("bias", call.channels())
                .buffer("running_mean")
                .buffer("running_var");
    }

    /** nn.MaxPool2d. */
    private static TorchLayer maxPool(Call call) {
        return TorchLayer.of("{y} = torch.max_pool2d({x}, %s, %s, %s, [1, 1], False)"
                .formatted(both(call.integer("kernel")), both(call.integer("stride")), both(call.integer("pad"))));
    }

    /** nn.AvgPool2d. */
    private static TorchLayer averagePool(Call call) {
        return TorchLayer.of("{y} = torch.avg_pool2d({x}, %s, %s, %s, False, %s, None)"
                .formatted(
                        both(call.integer("kernel")),
                        both(call.integer("stride")),
                        both(call.integer("pad")),
                        literal(call.flag("count_pad"))));
    }

    /** nn.Dropout with the mask that the network under test drew: what is random cannot be compared otherwise. */
    private static TorchLayer dropout(Call call) {
        call.real("p");
        return TorchLayer.of("{y} = torch.mul({x}, {mask})")
                .inference("{y} = {x}")
                .buffer("mask");
    }
}
