package org.netloom.compiler.internal.pass;

import java.util.ArrayList;
import java.util.List;
import org.netloom.compiler.internal.builtin.BatchNorm;
import org.netloom.compiler.internal.builtin.Stats;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.layer.Option;

/**
 * Gives every bn that says nothing of its moving statistics those of the train section.
 *
 * <pre>
 * before   conv(6, 5) bn … dense(84) bn(stats=cumulative)              train A { stats kalman }
 * after    conv(6, 5) bn(stats=kalman) … dense(84) bn(stats=cumulative)
 * </pre>
 */
public final class SpreadStatistics {
    private SpreadStatistics() {}

    public static Network apply(Network network) {
        Option stats = network.train().stats();
        if (stats == null) {
            return network;
        }
        List<Node> nodes = new ArrayList<>();
        for (Node node : network.nodes()) {
            boolean open = node.layer() instanceof BatchNorm
                    && !node.arguments().given(Stats.STATS)
                    && !node.arguments().given(Stats.DECAY);
            nodes.add(open ? node.with(node.arguments().with(Stats.STATS, stats)) : node);
        }
        return network.with(nodes);
    }
}
