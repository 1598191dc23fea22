package org.netloom.compiler.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.Compilation.GeneratedClass;
import org.netloom.compiler.Nets;
import org.netloom.compiler.Ops;
import org.netloom.compiler.internal.builtin.RuntimeNames;
import org.netloom.compiler.internal.ir.PassClass;
import org.netloom.compiler.layer.JavaType;
import org.netloom.compiler.problem.ProblemRenderer;
import org.netloom.op.Op;
import org.netloom.runtime.CalibrationPass;
import org.netloom.runtime.InferencePass;
import org.netloom.runtime.Network;
import org.netloom.runtime.TrainingPass;

/** What the compiler lets pass is Java that compiles and loads, whatever nets, packages and files are called. */
class CheckedNetsLoadTest {
    private static final String BODY = "{ input(1, 6, 6) conv(2, 3) bn relu flatten dense(2) }";

    private static Compilation passed(String file, String text) {
        Compilation compilation = Nets.compile(file, text);
        assertThat(compilation.succeeded())
                .as(ProblemRenderer.plain().render(compilation.problems()))
                .isTrue();
        return compilation;
    }

    private static Map<String, Class<?>> loaded(Compilation compilation) {
        return Javac.loadWithoutWarnings(compilation.classes());
    }

    /** The classes that generated code names, those of java.lang that it could, and those that it inherits. */
    private static Set<String> names() {
        Set<String> names = new TreeSet<>(inherited());
        runtimeTypes().stream().map(JavaType::name).forEach(names::add);
        for (Class<? extends Op<?>> op : Ops.all()) {
            names.add(op.getSimpleName());
            Stream.of(op.getDeclaredClasses()).map(Class::getSimpleName).forEach(names::add);
        }
        Stream.of(PassClass.values()).map(PassClass::simpleName).forEach(names::add);
        names.addAll(List.of("List", "Generated", "Map"));
        try (ModuleReader base =
                        ModuleFinder.ofSystem().find("java.base").orElseThrow().open();
                Stream<String> files = base.list()) {
            files.filter(file -> file.matches("java/lang/[A-Z][A-Za-z]*\\.class"))
                    .map(file -> file.replaceAll("java/lang/|\\.class", ""))
                    .forEach(names::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    private static List<JavaType> runtimeTypes() {
        List<JavaType> types = new ArrayList<>();
        for (Field field : RuntimeNames.class.getFields()) {
            try {
                if (field.get(null) instanceof JavaType type) {
                    types.add(type);
                }
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
        assertThat(types).hasSizeGreaterThan(5);
        return types;
    }

    private static Set<String> inherited() {
        Set<String> names = new TreeSet<>();
        for (Class<?> parent : List.of(Network.class, TrainingPass.class, InferencePass.class, CalibrationPass.class)) {
            for (Class<?> type = parent; type != null; type = type.getSuperclass()) {
                Stream.of(type.getDeclaredClasses()).map(Class::getSimpleName).forEach(names::add);
            }
        }
        return names;
    }

    /** All of them together in one package, where each could hide what another one means. */
    @Test
    void netsMayBeCalledAsTheClassesThatGeneratedCodeUsesOrAreRefused() {
        List<GeneratedClass> classes = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (String name : names()) {
            Compilation compilation = Nets.compile("net %s %s".formatted(name, BODY));
            if (compilation.succeeded()) {
                classes.addAll(compilation.classes());
            } else {
                assertThat(Nets.problems("net %s %s".formatted(name, BODY))).contains("net.name-taken");
                refused.add(name);
            }
        }
        assertThat(classes).hasSizeGreaterThan(100);
        assertThat(refused)
                .contains("Training", "Inference", "Calibration", "String")
                .hasSizeLessThan(20);
        assertThat(Javac.loadWithoutWarnings(classes)).hasSameSizeAs(classes);
    }

    @Test
    void noNetIsInAPackageOfTheJdkOrOfTheLibrariesThatGeneratedCodeUses() {
        Set<String> packages = new TreeSet<>();
        ModuleFinder.ofSystem()
                .findAll()
                .forEach(module -> packages.addAll(module.descriptor().packages()));
        assertThat(packages).contains("java.util", "javax.annotation.processing", "jdk.internal.misc");
        // Pictures of Swing, and no classes.
        packages.removeIf(name -> name.contains("toolbarButtonGraphics"));
        packages.addAll(List.of("java", "java.nets", "org.netloom.runtime", "org.netloom.runtime.nets", "org.nd4j"));
        runtimeTypes().stream().map(JavaType::packageName).forEach(packages::add);
        Ops.all().stream().map(Class::getPackageName).forEach(packages::add);
        assertThat(packages)
                .allSatisfy(name -> assertThat(Nets.problems("package %s; net A %s".formatted(name, BODY)))
                        .contains("net.package-not-java"));
        loaded(passed("a.net", "package org.netloom.runtimes; net A " + BODY));
        loaded(passed("a.net", "package javanese.sunny; net A " + BODY));
    }

    @Test
    void aClassAndAPackageAreNotCalledTheSame() {
        assertThat(Nets.problems("package org; net nd4j " + BODY)).contains("net.name-taken");
        assertThat(Nets.problems("package org.netloom; net runtime " + BODY)).contains("net.name-taken");
    }

    /** Line ends of every kind, the end of a comment, Unicode escapes, quotes, and what turns text around. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u2028b\u2029c\u0085d\u000Be\ff\rg\nh.net",
                "*/ class X { /*.net",
                "\\u000a\\u002a\\u002f\\\\u000a.net",
                "a\"b'c$d$Le$$.net",
                "\u202Etxt.net",
                "\uD83D\uDE00\uD83D.net",
                "{@code }}{{ @deprecated <b>&.net",
                "a\tb\u0000c\u001B[31m.net"
            })
    void filesMayHaveAnyName(String file) {
        String text = "net A %s train A { batch 2 } block b { dense(2) tanh } net B { input(3) b b }".formatted(BODY);
        assertThat(loaded(passed(file, text))).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "conv(2, 3) bn(stats=ema(0.9 + /* \\u000a int x = 1; */ 0.05))",
                "conv(2, 3) bn(stats=ema(0.9 + /* a\u0085b\u2028c\u2029d\u000Be */ 0.05))",
                "conv(2, 3) bn(stats=ema(0.9 + // \u2028 a\n 0.05))",
                "conv(2, /* **/ 3)"
            })
    void commentsInCallsAreNoJava(String layers) {
        Compilation compilation =
                passed("a.net", "net A { input(1, 6, 6) %s relu flatten dense(2) }".formatted(layers));
        assertThat(loaded(compilation)).hasSize(1);
        assertThat(compilation.classes().get(0).source()).doesNotContain("int x = 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/** Old.\n * @deprecated use B\n * @param x <b> & {@link \\u000a} $L $$ */",
                "/** / a *\n/ b\n * *\n\n */",
                "/** a\n * //\n * /* * / */",
                "/** \\u002a\\u002f class X {} \u2028 \u0085 \r\n \t \u001B */",
                "/***/",
                "/** {@code */"
            })
    void documentationMaySayAnything(String doc) {
        assertThat(loaded(passed("a.net", doc + "\nnet A " + BODY))).hasSize(1);
    }

    @Test
    void netsMayHaveEveryNameThatJavaHas() {
        List<String> names =
                List.of("a", "_a", "$", "A$", "A$B", "größe", "名前", "Ⅷ", "ǅ", "ﬁ", "İ", "net1", "e\u0301", "𝒜");
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            assertThat(SourceVersion.isIdentifier(name)).isTrue();
            text.append("net %s(%s = 2) { input(4) dense(%s) }\n".formatted(name, name + "p", name + "p"));
        }
        assertThat(loaded(passed("a.net", text.toString()))).hasSameSizeAs(names);
    }

    @Test
    void namesOfAnyLengthAreRefusedOrLoaded() {
        String longest = "A".repeat(200);
        assertThat(loaded(passed("a.net", "net %s %s".formatted(longest, BODY))))
                .hasSize(1);
        String longer = "a".repeat(70_000);
        assertThat(Nets.problems("net A%s %s".formatted(longest, BODY))).contains("net.name-not-java");
        assertThat(Nets.problems("net %s %s".formatted(longer, BODY))).contains("net.name-not-java");
        assertThat(Nets.problems("package %s; net A %s".formatted(longer, BODY)))
                .contains("net.package-not-java");
        assertThat(Nets.problems("package a%s; net A %s".formatted(".b".repeat(3_000), BODY)))
                .contains("net.package-not-java");
        assertThat(Nets.problems("net A(%s = 3) { input(4) dense(%s) }".formatted(longer, longer)))
                .contains("net.parameter-name");
        assertThat(Nets.problems("net A %s train A { data \"%s\" }".formatted(BODY, longer)))
                .contains("train.data");
        loaded(passed(
                "a.net", "block %s { dense(3) relu } net A { input(4) %s %s }".formatted(longer, longer, longer)));
        loaded(passed("a.net", "net A { input(4) dense(3) as %s add { id | from %s } }".formatted(longer, longer)));
    }

    @Test
    void aClassIsTheOneThatWasGeneratedThoughTheClassPathHasOneOfItsName() {
        String text = "package %s; net %s %s"
                .formatted(getClass().getPackageName(), getClass().getSimpleName(), BODY);
        assertThat(loaded(passed("a.net", text)).values()).allMatch(Network.class::isAssignableFrom);
    }

    /** A method of a class is at most 64 KB. */
    @ParameterizedTest
    @ValueSource(strings = {"add", "concat"})
    void aMergeMayHaveThousandsOfBranches(String merge) {
        String branches = "id | ".repeat(2_999) + "id";
        assertThat(loaded(passed("a.net", "net A { input(2) dense(2) %s { %s } dense(2) }".formatted(merge, branches))))
                .hasSize(1);
    }
}
