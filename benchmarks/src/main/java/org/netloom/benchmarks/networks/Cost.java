package org.netloom.benchmarks.networks;

import java.util.List;
import org.netloom.benchmarks.measuring.Kind;
import org.netloom.benchmarks.measuring.Net;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.source.SourceFile;

/**
 * What the compiler knows of a network: how much there is to compute.
 *
 * @param parameters how many numbers gradient descent changes
 * @param forward multiplications and additions of convolutions and dense layers for one example
 * @param firstLayer those of the layers that take the input, whose gradient nobody needs
 */
record Cost(long parameters, long forward, long firstLayer) {

    static Cost of(Net net) {
        SourceFile file = new SourceFile(net.key() + ".net", ModelFiles.text(net.key()));
        Compilation compilation =
                NetCompiler.compile(List.of(file), CompilerOptions.defaults().withParameters(net.parameters()));
        if (!compilation.succeeded()) {
            throw new IllegalStateException(net.key() + " does not compile: " + compilation.problems());
        }
        Network network = compilation.networks().get(0);
        List<Node> first =
                network.nodes().stream().filter(Cost::multiplies).limit(1).toList();
        return new Cost(network.parameters(), flops(network.nodes()), flops(first));
    }

    /** A step: forward, the gradient by the weights, and the gradient by what comes in, each as much as the other. */
    double flops(Kind kind) {
        return kind.trains() ? 3.0 * forward - firstLayer : forward;
    }

    private static long flops(List<Node> nodes) {
        return nodes.stream()
                .filter(Cost::multiplies)
                .mapToLong(node -> node.layer().flops(node.use()))
                .sum();
    }

    private static boolean multiplies(Node node) {
        return node.layer().name().equals("conv") || node.layer().name().equals("dense");
    }
}
