package org.netloom.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netloom.compiler.internal.diff.NetDiff;
import org.netloom.compiler.internal.draw.Drawing;
import org.netloom.compiler.internal.explain.Explain;
import org.netloom.compiler.problem.ProblemRenderer;

/** What the compiler says and writes is the same bytes on every machine, whatever digits and letters its language has. */
class LocaleTest {
    private static final String RIGHT =
            "net Lines { input(1,28,28) conv(6,5,bias=false) bn sigmoid maxpool(2) flatten dropout(0.25) dense(10) }"
                    + " train Lines { batch 256 epochs 10 optimizer sgd(lr = 0.5) }";
    private static final String WRONG =
            "net A { input(1,2,2) conv(4,5) flaten maxpool(2,stride=3) dense(10,12.5) }" + " train A { batch -3 }";

    private final Locale usual = Locale.getDefault();

    @AfterEach
    void restore() {
        Locale.setDefault(usual);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG", "fa-IR", "tr-TR", "de-DE", "hi-IN-u-nu-deva"})
    void everythingIsTheSame(String language) {
        Locale.setDefault(Locale.ROOT);
        List<String> expected = all();
        Locale.setDefault(Locale.forLanguageTag(language));
        assertThat(String.format(Locale.getDefault(Locale.Category.FORMAT), "%,d", 1234))
                .as("another way to write numbers")
                .isNotEqualTo("1,234");
        assertThat(all()).isEqualTo(expected);
    }

    private static List<String> all() {
        Compilation right = Nets.compile(RIGHT);
        return List.of(
                right.classes().get(0).source(),
                Drawing.svg(right.networks().get(0), true),
                Drawing.dot(right.networks().get(0), false),
                Explain.table(right.networks().get(0), 256),
                NetDiff.text(
                        right.networks().get(0),
                        Nets.compileBody("input(1,28,28) conv(8,5) flatten dense(10)")
                                .networks()
                                .get(0)),
                ProblemRenderer.plain().render(Nets.compile(WRONG).problems()));
    }
}
