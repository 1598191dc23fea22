package org.netloom.compiler.internal.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.netloom.compiler.Nets;
import org.netloom.compiler.internal.ir.Network;

class NetDiffTest {
    private static final Network PLAIN =
            Nets.network("input(1, 8, 8) conv(4, 3) sigmoid flatten dense(16) tanh dense(3)");
    private static final Network CHANGED =
            Nets.network("input(1, 8, 8) conv(4, 3) bn sigmoid flatten dense(8) tanh dense(3)");

    @Test
    void showsLayersSizesAndWeights() {
        assertThat(NetDiff.text(PLAIN, CHANGED))
                .isEqualTo(String.format(
                        Locale.ROOT,
                        """
                Test -> Test

                    input(1, 8, 8)               [N,1,8,8]
                    conv(4, 3)                   [N,4,6,6]
                  + bn                           [N,4,6,6]
                    sigmoid                      [N,4,6,6]
                    flatten                      [N,144]
                  - dense(16)                    [N,16]
                  - tanh                         [N,16]
                  + dense(8)                     [N,8]
                  + tanh                         [N,8]
                    dense(3)                     [N,3]

                  parameters  2,411 -> 1,231  (-48.9 %%)
                  FLOPs       %,d -> %,d  (%+.1f %%)

                  of a checkpoint of Test, 2 of the 9 arrays of Test carry over (39 numbers)
                  other shapes
                    dense1.weight [16, 144] -> [8, 144]
                    dense1.bias [16] -> [8]
                    dense2.weight [3, 16] -> [3, 8]
                  only in Test
                    conv1: bias
                  only in Test
                    bn1: weight, bias, running_mean, running_var
                """,
                        flops(PLAIN),
                        flops(CHANGED),
                        100.0 * (flops(CHANGED) - flops(PLAIN)) / flops(PLAIN)));
    }

    private static long flops(Network network) {
        return network.nodes().stream()
                .mapToLong(node -> node.layer().flops(node.use()))
                .sum();
    }

    @Test
    void aNetworkDiffersNotFromItself() {
        assertThat(NetDiff.layers(PLAIN, PLAIN)).hasSize(7).allMatch(line -> line.startsWith("    "));
        assertThat(NetDiff.text(PLAIN, PLAIN))
                .contains("6 of the 6 arrays of Test carry over (2,411 numbers)")
                .doesNotContain("only in", "other shapes", "%");
    }
}
