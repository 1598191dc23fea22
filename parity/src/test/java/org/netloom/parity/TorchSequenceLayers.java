package org.netloom.parity;

import java.util.Locale;

/** What the layers of sequences, [N,T,F], are in PyTorch: the part of {@link TorchLayers} that has these. */
final class TorchSequenceLayers {
    private TorchSequenceLayers() {}

    static TorchLayer of(String kind, Call call) {
        return switch (kind) {
            case "embed" -> embed(call);
            case "rnn" -> recurrent(call, "rnn_" + call.word("activation"), 1);
            case "lstm" -> lstm(call);
            case "gru" -> recurrent(call, "gru", 3);
            case "attention" -> attention(call);
            case "positions" -> call.flag("learned") ? learnedPositions(call) : positions(call);
            case "class_token" -> classToken(call);
            case "tokens" -> TorchLayer.of("{y} = torch.transpose(torch.flatten({x}, 2, -1), 1, 2)");
            default -> throw new AssertionError("no case for " + kind);
        };
    }

    /** nn.Embedding. */
    private static TorchLayer embed(Call call) {
        return TorchLayer.of("{y} = torch.embedding({weight}, torch.to({x}, 4), -1, False, False)")
                .parameter("weight", call.integer("vocabulary"), call.integer("features"));
    }

    /** nn.RNN and nn.GRU with batch_first=True, from a state of zeros. */
    private static TorchLayer recurrent(Call call, String operation, int gates) {
        return recurrentParameters(
                call,
                gates,
                String.format(
                        Locale.ROOT,
                        "{y}_0 = torch.new_zeros({x}, [1, torch.size({x}, 0), %d])",
                        call.integer("hidden")),
                "{y}, {y}_n = torch.%s({x}, {y}_0, %s)".formatted(operation, recurrentArguments(call)));
    }

    /** nn.LSTM, as above; hidden state and cell start as zeros. */
    private static TorchLayer lstm(Call call) {
        return recurrentParameters(
                call,
                4,
                String.format(
                        Locale.ROOT,
                        "{y}_0 = torch.new_zeros({x}, [1, torch.size({x}, 0), %d])",
                        call.integer("hidden")),
                "{y}, {y}_n, {y}_c = torch.lstm({x}, [{y}_0, {y}_0], %s)".formatted(recurrentArguments(call)));
    }

    /** The weights; has_biases, num_layers, dropout, train, bidirectional and batch_first. */
    private static String recurrentArguments(Call call) {
        return call.flag("bias")
                ? "[{weight_ih_l0}, {weight_hh_l0}, {bias_ih_l0}, {bias_hh_l0}], True, 1, 0., True, False, True"
                : "[{weight_ih_l0}, {weight_hh_l0}], False, 1, 0., True, False, True";
    }

    private static TorchLayer recurrentParameters(Call call, int gates, String... lines) {
        int rows = gates * call.integer("hidden");
        boolean bias = call.flag("bias");
        return TorchLayer.of(lines)
                .parameter("weight_ih_l0", rows, call.channels())
                .parameter("weight_hh_l0", rows, call.integer("hidden"))
                .parameterIf(bias, "bias_ih_l0", rows)
                .parameterIf(bias, "bias_hh_l0", rows);
    }

    /** nn.MultiheadAttention with batch_first=True, of x with itself. */
    private static TorchLayer attention(Call call) {
        int steps = call.in().get(0);
        int features = call.channels();
        int heads = call.integer("heads");
        boolean bias = call.flag("bias");
        return TorchLayer.of(
                        "{y}_in = torch.linear({x}, {in_proj_weight}, %s)".formatted(bias ? "{in_proj_bias}" : "None"),
                        String.format(
                                Locale.ROOT,
                                "{y}_split = torch.reshape({y}_in, [-1, %d, 3, %d, %d])",
                                steps,
                                heads,
                                features / heads),
                        "{y}_q, {y}_k, {y}_v = torch.unbind(torch.permute({y}_split, [2, 0, 3, 1, 4]), 0)",
                        "{y}_heads = torch.scaled_dot_product_attention({y}_q, {y}_k, {y}_v, None, 0., %s)"
                                .formatted(Call.literal(call.flag("causal"))),
                        String.format(
                                Locale.ROOT,
                                "{y}_mixed = torch.reshape(torch.transpose({y}_heads, 1, 2), [-1, %d, %d])",
                                steps,
                                features),
                        "{y} = torch.linear({y}_mixed, {out_proj.weight}, %s)"
                                .formatted(bias ? "{out_proj.bias}" : "None"))
                .parameter("in_proj_weight", 3 * features, features)
                .parameterIf(bias, "in_proj_bias", 3 * features)
                .parameter("out_proj.weight", features, features)
                .parameterIf(bias, "out_proj.bias", features);
    }

    /** PyTorch has no module for it: the lines of its tutorial on transformers, in double. */
    private static TorchLayer positions(Call call) {
        int steps = call.in().get(0);
        int features = call.channels();
        int pairs = (features + 1) / 2;
        return TorchLayer.of(
                String.format(Locale.ROOT, "{y}_t = torch.unsqueeze(torch.arange(%d, dtype=7), 1)", steps),
                String.format(
                        Locale.ROOT,
                        "{y}_rate = torch.exp(torch.mul(torch.arange(%d, dtype=7), %s))",
                        pairs,
                        Call.literal(-2 * Math.log(10000) / features)),
                "{y}_at = torch.mul({y}_t, {y}_rate)",
                "{y}_waves = torch.stack([torch.sin({y}_at), torch.cos({y}_at)], 2)",
                String.format(
                        Locale.ROOT,
                        "{y}_all = torch.narrow(torch.reshape({y}_waves, [%d, %d]), 1, 0, %d)",
                        steps,
                        2 * pairs,
                        features),
                "{y} = torch.add({x}, torch.type_as({y}_all, {x}))");
    }

    /** An nn.Parameter, as vision transformers have it. */
    private static TorchLayer learnedPositions(Call call) {
        return TorchLayer.of("{y} = torch.add({x}, {weight})")
                .parameter("weight", call.in().get(0), call.channels());
    }

    /** An nn.Parameter put before the first step of every example. */
    private static TorchLayer classToken(Call call) {
        return TorchLayer.of(
                        String.format(
                                Locale.ROOT,
                                "{y}_1 = torch.expand({weight}, [torch.size({x}, 0), 1, %d])",
                                call.channels()),
                        "{y} = torch.cat([{y}_1, {x}], 1)")
                .parameter("weight", 1, call.channels());
    }
}
