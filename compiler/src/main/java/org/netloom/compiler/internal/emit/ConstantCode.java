package org.netloom.compiler.internal.emit;

import com.palantir.javapoet.CodeBlock;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.layer.Constant;
import org.netloom.op.Site;

/** {@code Conv2d.of("conv1", "lenet.net:4:3", 5, 5).pad(2, 2)}: what describes an operation. */
final class ConstantCode {
    private ConstantCode() {}

    static CodeBlock value(Node node, Constant constant) {
        CodeBlock site = CodeBlock.of("$S, $S", node.name(), Positions.of(node));
        CodeBlock made = constant.record()
                ? CodeBlock.of("new $T(new $T($L)", constant.type(), Site.class, site)
                : CodeBlock.of(constant.isSite() ? "new $T($L" : "$T.of($L", constant.type(), site);
        CodeBlock.Builder value = CodeBlock.builder().add(made);
        constant.arguments().forEach(argument -> value.add(", $L", JavaText.value(argument)));
        return Wrap.constant(
                Names.constant(node.name()),
                constant.type().getSimpleName(),
                value.add(")").build(),
                constant.settings().stream()
                        .map(setting -> CodeBlock.of(".$L($L)", setting.method(), JavaText.values(setting.arguments())))
                        .toList());
    }
}
