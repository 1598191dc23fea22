package org.netloom.compiler.internal.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.ProblemRenderer;
import org.netloom.compiler.source.SourceFile;

/** Settings that a caller gives above those of train sections. */
class GivenSettingsTest {
    private static final String NET = "net A { input(4) dense(3) }\n";
    private static final String SECTION = "train A { optimizer sgd(lr = 0.5) batch 16 normalize }\n";

    private static Compilation compile(String text, Map<String, String> settings) {
        return NetCompiler.compile(
                List.of(new SourceFile("a.net", text)),
                CompilerOptions.defaults().withSettings(settings));
    }

    private static String train(String text, Map<String, String> settings) {
        Compilation compilation = compile(text, settings);
        assertThat(compilation.problems()).isEmpty();
        return compilation.networks().get(0).train().toString();
    }

    @Test
    void standInThePlaceOfTheSectionsAndBesideThem() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("optimizer", "adam(lr = 0.001)");
        settings.put("clip", "norm(1.0) value(0.5)");
        settings.put("epochs", "3");
        assertThat(train(NET + SECTION, settings))
                .isEqualTo(
                        "train normalize optimizer=adam(lr=0.001) clip=norm(max=1.0),value(max=0.5) batch=16 epochs=3");
    }

    @Test
    void needNoSection() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("batch", "64");
        settings.put("normalize", "");
        settings.put("data", "\"my=data.csv\"");
        assertThat(train(NET, settings)).isEqualTo("train data=my=data.csv normalize batch=64");
        assertThat(compile(NET, settings).classes().get(0).source()).contains(".batch(64)", ".normalize(true)");
    }

    @Test
    void holdForEachNetOfAFile() {
        assertThat(compile(NET + SECTION + "net B { input(4) dense(2) }", Map.of("batch", "8"))
                        .networks())
                .extracting(net -> net.train().batch())
                .containsExactly(8, 8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "batch     | 0                   | --set:1:7  | batch must be at least 1 but is 0",
                "batch     | ''                  | --set:1:6  | expected a value for 'batch' before the end of the file",
                "batch     | 64 epochs 3         | --set:1:10 | 'epochs' does not belong here",
                "batchsize | 64                  | --set:1:1  | a train section has no setting 'batchsize'",
                "optimizer | adam(lr = 0.001     | --set:1:26 | expected ')' before the end of the file",
                "optimizer | adma(lr = 0.001)    | --set:1:11 | there is no optimizer 'adma'",
                "optimizer | adam(lr = #0.001)   | --set:1:21 | '#' has no meaning here",
                "normalize | true                | --set:1:11 | 'true' does not belong here",
                "seed      | 99999999999999999999 | --set:1:6 | '99999999999999999999' is too large",
            })
    void aMistakeIsShownInTheTextThatWasGiven(String name, String value, String place, String message) {
        List<Problem> problems = compile(NET + SECTION, Map.of(name, value)).problems();
        assertThat(problems).extracting(Problem::message).contains(message);
        assertThat(problems.get(0).span().position()).isEqualTo(place);
        assertThat(ProblemRenderer.plain().render(problems)).contains(value.isEmpty() ? name : name + "=" + value);
    }
}
