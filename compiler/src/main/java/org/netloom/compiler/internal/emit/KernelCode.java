package org.netloom.compiler.internal.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.netloom.compiler.internal.lower.Line;
import org.netloom.compiler.internal.lower.Line.Kernel;
import org.netloom.compiler.internal.lower.Program;
import org.netloom.compiler.layer.OpClass;
import org.netloom.compiler.layer.Operand;
import org.netloom.op.Op;

/**
 * The kernels of a pass as its fields, in the order in which it calls them.
 *
 * <p>A kernel has the name of its layer, and one of several layers that of the first: {@code bn1}. Where the pass calls a
 * kernel of the first alone, too, it has the names of all: {@code conv1Relu1}. One that looks at a layer has that
 * layer's name before its own: {@code conv1InputMeans}.
 */
final class KernelCode {
    private final Map<Kernel, String> names = new LinkedHashMap<>();

    KernelCode(Program program) {
        List<Kernel> kernels =
                program.steps().stream().map(Line.Step::kernel).distinct().toList();
        Set<Operand.Operation> alone = new HashSet<>();
        kernels.stream().filter(kernel -> !isMade(kernel)).forEach(kernel -> alone.addAll(kernel.parts()));
        kernels.forEach(kernel -> names.put(kernel, name(kernel, alone)));
    }

    private static boolean isMade(Kernel kernel) {
        return OpClass.of(kernel.op()).isMadeOfOthers();
    }

    private static String name(Kernel kernel, Set<Operand.Operation> alone) {
        String first = Names.variable(kernel.parts().get(0).node());
        if (isMade(kernel) && kernel.parts().size() == 1) {
            return first + kernel.op().getSimpleName();
        }
        if (!isMade(kernel) || !alone.contains(kernel.parts().get(0))) {
            return first;
        }
        return kernel.parts().stream()
                .skip(1)
                .map(part -> Names.capitalized(Names.variable(part.node())))
                .collect(Collectors.joining("", first, ""));
    }

    /** {@code conv1}. */
    String name(Kernel kernel) {
        return Objects.requireNonNull(names.get(kernel));
    }

    /** {@code private final Conv2d.Kernel conv1 = kernel(CONV1);} for each. */
    void declare(Fields fields) {
        String doc = "What computes each layer.";
        for (Map.Entry<Kernel, String> entry : names.entrySet()) {
            Class<? extends Op<?>> op = entry.getKey().op();
            fields.initialized(
                    ClassName.get(OpClass.of(op).kernel()),
                    entry.getValue(),
                    Wrap.field(
                            String.join(
                                    ".", ClassName.get(OpClass.of(op).kernel()).simpleNames()),
                            entry.getValue(),
                            CodeBlock.of("kernel($L)", op(entry.getKey()))),
                    fields.isEmpty() ? doc : null);
        }
    }

    /** {@code CONV1}, {@code new BatchNormActivation(BN1, RELU1)}. */
    private static CodeBlock op(Kernel kernel) {
        String parts = kernel.parts().stream().map(JavaOperand::name).collect(Collectors.joining(", "));
        return isMade(kernel) ? CodeBlock.of("new $T($L)", kernel.op(), parts) : CodeBlock.of("$L", parts);
    }
}
