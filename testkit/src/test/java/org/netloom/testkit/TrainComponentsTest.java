package org.netloom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.internal.builtin.BuiltInTraining;
import org.netloom.compiler.load.InMemoryJava;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.source.SourceFile;
import org.netloom.compiler.train.Component;
import org.netloom.runtime.train.GeneratedNet;
import org.netloom.runtime.train.TrainConfig;

/** The compiler knows what train sections name by words and names of classes alone; the runtime must have them. */
class TrainComponentsTest {
    static Stream<Component> components() {
        return new BuiltInTraining().components().stream();
    }

    /** The generated method runs, and what it makes says its name as the file did. */
    @ParameterizedTest
    @MethodSource("components")
    void isAClassOfTheRuntime(Component component) {
        String text = "net A { input(1, 8, 8) conv(2, 3) flatten dense(5) dense(4) dense(3) } train A { %s }"
                .formatted(component.kind().written(component.signature().example()));
        Compilation compilation =
                NetCompiler.compile(List.of(new SourceFile("a.net", text)), CompilerOptions.defaults());
        Map<String, Class<?>> classes =
                InMemoryJava.load(compilation.classes(), TrainComponentsTest.class.getClassLoader());
        TrainConfig config = GeneratedNet.of(classes.values().iterator().next()).trainConfig();
        String made = String.valueOf(
                switch (component.kind()) {
                    case LOSS -> config.loss();
                    case OPTIMIZER -> config.optimizer();
                    case SCHEDULE -> config.schedule();
                    case CLIP -> config.clip().get(0);
                    case STOP -> config.stop();
                    case KEEP -> config.keep().get(0);
                    case METRIC -> config.metrics().get(0);
                    case INIT -> config.init();
                    case AUGMENT -> config.augment().get(0);
                    case AVERAGE -> config.average();
                    case RATES -> config.rates().get(0);
                });
        assertThat(made).startsWith(component.name());
    }
}
