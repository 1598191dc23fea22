package org.netloom.parity;

import static org.netloom.parity.Call.literal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.netloom.compiler.layer.Option;

/**
 * nn.BatchNorm1d and nn.BatchNorm2d: {@code stats=pytorch} by their own update of the moving statistics, the other
 * estimators by PyTorch's arithmetic on what {@code torch.batch_norm} says of the batch. PyTorch has no Kalman filter.
 */
final class TorchBatchNorm {
    private final Call call;
    private final String weight;
    private final String bias;
    private final String eps;
    private final Optional<Option> stats;

    private TorchBatchNorm(Call call) {
        this.call = call;
        this.weight = call.flag("scale") ? "{weight}" : "None";
        this.bias = call.flag("center") ? "{bias}" : "None";
        this.eps = literal(call.real("eps"));
        this.stats = call.option("stats");
    }

    static TorchLayer of(Call call) {
        return new TorchBatchNorm(call).layer();
    }

    private TorchLayer layer() {
        String inference = "{y} = torch.batch_norm({x}, %s, %s, {running_mean}, {running_var}, False, 0., %s, False)"
                .formatted(weight, bias, eps);
        int ghost = call.integer("ghost");
        double decay = call.real("decay");
        Optional<String> variance = call.optionalWord("variance");
        String[] training = call.flag("frozen")
                ? new String[] {inference}
                : training(ghost, decay, variance.map("unbiased"::equals)).toArray(String[]::new);
        TorchLayer layer = TorchLayer.of(training)
                .inference(inference)
                .parameterIf(call.flag("scale"), "weight", call.channels())
                .parameterIf(call.flag("center"), "bias", call.channels())
                .buffer("running_mean")
                .buffer("running_var");
        return !call.flag("frozen") && isStats("cumulative") ? layer.buffer("running_count") : layer;
    }

    private boolean isStats(String name) {
        return stats.isPresent() && stats.get().name().equals(name);
    }

    private List<String> training(int ghost, double decay, Optional<Boolean> unbiased) {
        if (isStats("pytorch") && unbiased.isEmpty() && ghost == 0) {
            double momentum = argument("momentum").orElseThrow();
            return List.of("{y} = torch.batch_norm({x}, %s, %s, {running_mean}, {running_var}, True, %s, %s, False)"
                    .formatted(weight, bias, literal(momentum), eps));
        }
        List<String> lines = new ArrayList<>();
        // With a momentum of 1 PyTorch leaves the batch's own mean and unbiased variance.
        lines.add("{y}_mean = torch.zeros_like({running_mean})");
        lines.add("{y}_var = torch.zeros_like({running_var})");
        lines.add("{y} = torch.batch_norm({x}, %s, %s, {y}_mean, {y}_var, True, 1., %s, False)"
                .formatted(weight, bias, eps));
        if (ghost > 0) {
            lines.add("{y} = torch.cat([torch.batch_norm(part, %s, %s, None, None, True, 0., %s, False)"
                            .formatted(weight, bias, eps)
                    + String.format(
                            Locale.ROOT, " for part in torch.tensor_split({x}, torch.size({x}, 0) // %d)])", ghost));
        }
        if (!unbiased.orElse(isStats("pytorch"))) {
            lines.add("{y}_n = torch.numel({x}) // torch.size({x}, 1)");
            lines.add("{y}_var = torch.div(torch.mul({y}_var, {y}_n - 1), {y}_n)");
        }
        String gain;
        if (isStats("cumulative")) {
            lines.add("_ = torch.add_({running_count}, 1)");
            lines.add("{y}_gain = torch.reciprocal({running_count})");
            gain = "{y}_gain";
        } else {
            double ofBatch = isStats("pytorch")
                    ? argument("momentum").orElseThrow()
                    : 1 - (isStats("ema") ? argument("decay").orElse(decay) : decay);
            gain = literal(ofBatch);
        }
        String move = "_ = torch.add_(%s, torch.mul(torch.sub(%s, %s), " + gain + "))";
        lines.add(move.formatted("{running_mean}", "{y}_mean", "{running_mean}"));
        lines.add(move.formatted("{running_var}", "{y}_var", "{running_var}"));
        return lines;
    }

    private Optional<Double> argument(String name) {
        return stats.map(option -> option.arguments().value(name)).map(Double.class::cast);
    }
}
