package org.netloom.compiler.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.internal.builtin.BuiltInLosses;
import org.netloom.compiler.internal.explain.Lines;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.source.SourceFile;
import org.netloom.compiler.train.Component;
import org.netloom.runtime.loss.CrossEntropy;
import org.netloom.runtime.loss.Loss.Target;

/** docs/losses.md is made of the losses: their signatures, and what the runtime's classes say that they take. */
class LossReferenceTest {
    private static final String HEAD = """
            # Losses

            Made from the losses themselves by `LossReferenceTest`; `-Ddocs.update=true` writes it anew.

            What training makes small: `loss mse` in a train section, `TrainConfig.builder().loss(MeanSquaredError.of())` in Java.
            A net puts out a vector of K values, or a sequence of such, whose steps count like examples; each of them is a row.
            The target of a row is a class, a whole number from 0, or it is K numbers.

            - **Classes**: `cross_entropy`, and where the largest output alone matters `hinge`. Two classes with one output: `bce`.
            - **Several labels at once**, each 0 or 1: `bce`.
            - **Numbers**: `mse`; `mae` or `huber` where some are far off; `poisson` for counts.
            - **Distributions**, as another net puts them out: `kl`.

            Where data, net and loss do not go together, training says so before its first step, and what would: with a loss for
            classes and data with numbers, with another number of outputs than targets, and with a value that is no target, which it
            names with its place. Formulas are of a row y, its class c or its numbers t, and p = softmax(y). Gradients and means are
            defined as PyTorch's are, and [compared](parity.md) with them, each option in double and in float.

            What stands behind a semicolon goes by name only; `[weights]` may be left out. Several numbers stand in parentheses:
            `weights=(1, 1, 5)`.
            """;

    @Test
    void isCurrent() throws IOException {
        StringBuilder page = new StringBuilder(HEAD);
        page.append("\n| loss | targets | class in Java |\n|---|---|---|\n");
        losses().forEach(loss -> page.append("| [%s](#%s) | %s | `%s` |\n"
                .formatted(loss.name(), loss.name(), targets(loss), loss.type().name())));
        losses().forEach(loss -> page.append(section(loss)));
        Page.isCurrent("losses.md", page.toString());
    }

    static List<Component> losses() {
        return BuiltInLosses.ALL;
    }

    @ParameterizedTest
    @MethodSource("losses")
    void hasAFormulaWithItsSourceAndAnExample(Component loss) {
        assertThat(loss.signature().formula()).isNotBlank();
        assertThat(loss.signature().source()).isNotBlank();
        String text = "net A { input(4) dense(3) } train A { loss %s }"
                .formatted(loss.signature().example());
        assertThat(NetCompiler.compile(List.of(new SourceFile("a.net", text)), CompilerOptions.defaults())
                        .problems())
                .isEmpty();
    }

    private static String targets(Component loss) {
        return runtime(loss).targets().stream()
                .sorted()
                .map(target -> target == Target.CLASSES ? "classes" : "numbers")
                .collect(Collectors.joining(", "));
    }

    private static org.netloom.runtime.loss.Loss runtime(Component loss) {
        try {
            Class<?> type = Class.forName(
                    CrossEntropy.class.getPackageName() + "." + loss.type().name());
            return (org.netloom.runtime.loss.Loss)
                    (loss.name().equals("huber")
                            ? type.getMethod("of", double.class).invoke(null, 1.0)
                            : type.getMethod("of").invoke(null));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(loss.name(), e);
        }
    }

    private static String section(Component loss) {
        Signature signature = loss.signature();
        return "\n## " + loss.name() + "\n\n`" + signature + "`\n\n" + wrapped(signature.doc()) + "\n"
                + LayerReferenceTest.parameters(signature) + "\n```text\n" + signature.formula() + "\n```\n\n"
                + wrapped("Source: " + signature.source() + ".") + "\n\nExample: `loss " + signature.example() + "`\n"
                + wrapped(LayerReferenceTest.synonyms(signature));
    }

    private static String wrapped(String text) {
        return Lines.wrap(text, 120, 0);
    }
}
