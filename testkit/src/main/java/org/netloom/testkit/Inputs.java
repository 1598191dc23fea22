package org.netloom.testkit;

import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.compiler.internal.builtin.Embed;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.runtime.engine.Engine;

/** Random inputs of the kind that a network takes: values in ±1, or tokens where it embeds them. */
final class Inputs {
    private Inputs() {}

    static INDArray of(Network network, Engine engine, SplittableRandom random, int batch) {
        INDArray x = Gradients.uniform(
                engine, random, Gradients.withBatch(batch, network.inputShape().dims()));
        Node first = network.nodes().get(0);
        if (first.layer() instanceof Embed) {
            int vocabulary = first.use().get(Embed.VOCABULARY);
            for (long i = 0; i < x.length(); i++) {
                x.putScalar(i, random.nextInt(vocabulary));
            }
        }
        return x;
    }
}
