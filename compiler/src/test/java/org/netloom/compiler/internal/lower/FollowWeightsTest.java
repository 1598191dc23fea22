package org.netloom.compiler.internal.lower;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.internal.explain.Explain;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.options.Optimizations;
import org.netloom.compiler.source.SourceFile;
import org.netloom.op.InputMeans;

/** Behind which layers moving means follow the weights, and what the training pass computes for it. */
class FollowWeightsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "input(4) dense(3) bn(stats=projected) relu dense(2)                       # bn1=dense1",
                "input(1,8,8) conv(2,3) bn(stats=kalman(control=true)) relu flatten dense(2) # bn1=conv1",
                "input(1,4,4) conv_transpose(2,3) bn(stats=projected) relu flatten dense(2) # bn1=conv_transpose1",
                "input(1,8,8) conv(2,3) bn(stats=projected) relu conv(2,3) bn(decay=0.99) flatten dense(2) # bn1=conv1, bn2=conv2",
                // Where nothing is said.
                "input(4) dense(3) bn relu dense(2)                                        # bn1=dense1",
                // Others by name.
                "input(4) dense(3) bn(stats=ema) relu dense(3) bn(stats=kalman) relu dense(2) # ''",
                "input(4) dense(3) bn(stats=pytorch) relu dense(3) bn(stats=cumulative) relu dense(2) # ''",
                // No linear layer is straight before, or training does not move the statistics.
                "input(4) dense(3) relu bn(stats=projected) dense(2)                       # ''",
                "input(4) add { dense(3) | dense(3) } bn(stats=projected) dense(2)         # ''",
                "input(4) dense(3) bn(stats=projected, frozen=true) dense(2)               # ''",
                // The layer may have other takers.
                "input(4) dense(3) as x bn(stats=projected) add { id | from x } dense(2)   # bn1=dense1",
                // One average, of one layer's weights.
                "input(3) share s { dense(3) bn(stats=projected) relu } share s dense(2)   # bn1=dense1, bn2=dense2",
                "input(3) dense(3) share s { bn(stats=projected) } relu dense(3) share s dense(2) # ''",
            })
    void theMeanFollowsTheWeightsStraightBefore(String body, String expected) {
        Network network = network(body);
        Map<String, String> found = new TreeMap<>();
        Projections.of(network).forEach((bn, layer) -> found.put(bn.name(), layer.name()));
        assertThat(found.toString()).isEqualTo("{" + expected + "}");
        List<Line.Step> steps = Lowering.training(network, Optimizations.ALL).steps().stream()
                .filter(step -> step.op() == InputMeans.class)
                .toList();
        assertThat(steps.stream().map(step -> step.parts().get(0).node()).toList())
                .containsExactlyInAnyOrderElementsOf(found.values());
        assertThat(Lowering.inference(network, Optimizations.ALL).steps())
                .noneMatch(step -> step.op() == InputMeans.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "input(4) dense(3) bn(stats=projected) relu dense(2) # Moving means follow weights: bn1 those of dense1.",
                "input(4) dense(3) relu bn(stats=projected) dense(2) # bn1 averages batches alone: no conv or dense is straight before.",
            })
    void explainTellsOfIt(String body, String line) {
        assertThat(Explain.table(network(body), 256)).contains(line);
    }

    private static Network network(String body) {
        Compilation compilation = NetCompiler.compile(
                List.of(new SourceFile("test.net", "net A { " + body + " }")), CompilerOptions.defaults());
        assertThat(compilation.succeeded()).as("%s", compilation.problems()).isTrue();
        return compilation.networks().get(0);
    }
}
