package org.netloom.compiler.internal.emit;

import com.palantir.javapoet.CodeBlock;
import java.util.List;
import java.util.stream.Collectors;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.internal.lower.Fold;
import org.netloom.compiler.internal.lower.Line;
import org.netloom.compiler.layer.Operand;

/** The statements of a program's lines. */
final class LineCode {
    private final KernelCode kernels;
    private final GroupCode groups;

    LineCode(KernelCode kernels, GroupCode groups) {
        this.kernels = kernels;
        this.groups = groups;
    }

    List<CodeBlock> of(List<Line> lines) {
        return lines.stream().map(this::of).toList();
    }

    private CodeBlock of(Line line) {
        if (line instanceof Line.Step step) {
            return call(kernels.name(step.kernel()) + "." + step.method(), groups.arguments(step));
        }
        if (line instanceof Line.UpdateStatistics update) {
            return call(statistics(update.owner()) + ".update", names(update.operands()));
        }
        if (line instanceof Line.Measure measure) {
            return call(
                    "measure",
                    List.of(kernels.name(measure.bn()), statistics(measure.owner()), JavaOperand.name(measure.x())));
        }
        return call(line instanceof Line.AddTo ? "addTo" : "ready", names(line.operands()));
    }

    /** {@code folding().weight(BN1, net.bn1, net.conv1.weight(), conv1Weight);}, and so on, under a comment. */
    static List<CodeBlock> of(Fold fold) {
        String layers = fold.layers().stream().map(Node::name).collect(Collectors.joining(" + "));
        CodeBlock comment = CodeBlock.of("// $L into $L\n", fold.bn().name(), layers);
        return Chunks.piece(
                comment,
                fold.arrays().stream().map(part -> folding(fold.bn(), part)).toList());
    }

    private static CodeBlock folding(Node bn, Fold.Part part) {
        String method = switch (part.rule()) {
            case WEIGHT -> "weight";
            case BIAS -> "bias";
            case SCALED_BIAS -> "scaledBias";
        };
        return statement(
                CodeBlock.of("folding().$L", method),
                List.of(
                        Names.constant(bn.name()),
                        "net." + Names.variable(bn.owner()),
                        JavaOperand.name(part.from()),
                        JavaOperand.name(part.into())));
    }

    private static String statistics(String owner) {
        return "net." + Names.variable(owner) + ".statistics()";
    }

    private static List<String> names(List<? extends Operand> operands) {
        return operands.stream().map(JavaOperand::name).toList();
    }

    private static CodeBlock call(String target, List<String> arguments) {
        return statement(CodeBlock.of("$L", target), arguments);
    }

    private static CodeBlock statement(CodeBlock target, List<String> arguments) {
        List<CodeBlock> blocks =
                arguments.stream().map(argument -> CodeBlock.of("$L", argument)).toList();
        return CodeBlock.of("$L;\n", Wrap.call(target, blocks));
    }
}
