package org.netloom.compiler.internal.lower;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.internal.ir.PassClass;
import org.netloom.compiler.layer.Operand;

/**
 * A pass of a network as the steps that compute it. It knows nothing of Java: the emitter prints it, and {@code explain}
 * reads it.
 *
 * @param pass which it is
 * @param network in the order in which the pass computes it
 * @param declarations what the pass owns, in the order of the class
 * @param folds what is computed anew whenever parameters have changed
 * @param forward a section for each node, in the order of the network
 * @param backward a section for each node that backward passes through, in the order of backward
 * @param result what comes out
 * @param memory which tensors have their memory together
 */
public record Program(
        PassClass pass,
        Network network,
        List<Declaration> declarations,
        List<Fold> folds,
        List<Section> forward,
        List<Section> backward,
        Result result,
        MemoryPlan memory) {

    /**
     * What comes out of a pass.
     *
     * @param output what forward returns
     * @param gradient where the loss writes the output's gradient; null for a pass without backward
     */
    public record Result(Operand.Tensor output, Operand.@Nullable Tensor gradient) {}

    public Program {
        declarations = List.copyOf(declarations);
        folds = List.copyOf(folds);
        forward = List.copyOf(forward);
        backward = List.copyOf(backward);
    }

    /** The calls of kernels, in the order of the pass. */
    public List<Line.Step> steps() {
        return Stream.concat(forward.stream(), backward.stream())
                .flatMap(section -> section.lines().stream())
                .filter(Line.Step.class::isInstance)
                .map(Line.Step.class::cast)
                .toList();
    }

    /** What forward returns. */
    public Operand.Tensor output() {
        return result.output();
    }

    /** Where the loss writes its gradient; null for a pass without backward. */
    public Operand.@Nullable Tensor outputGradient() {
        return result.gradient();
    }

    /** The groups of nodes that forward computes in one step, in the order of their first nodes. */
    public List<List<Node>> inOne() {
        return forward.stream()
                .map(Section::inOne)
                .filter(nodes -> !nodes.isEmpty())
                .toList();
    }
}
