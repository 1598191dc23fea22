package org.netloom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netloom.runtime.Network;

/**
 * What programs and generated classes may use, as files that a person reads: whatever is public or protected, outside of
 * packages named {@code internal}. {@code -Dapi.update=true} writes them anew and fails the run all the same, so that
 * somebody looks at the difference.
 */
class ApiTest {
    private static final Path FOLDER = Path.of("../docs/api");
    private static final JavaClasses CLASSES =
            new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests())).importPackages("org.netloom");
    private static final Set<JavaModifier> SHOWN = Set.of(
            JavaModifier.PUBLIC,
            JavaModifier.PROTECTED,
            JavaModifier.ABSTRACT,
            JavaModifier.STATIC,
            JavaModifier.FINAL);

    @ParameterizedTest
    @CsvSource({"compiler, org.netloom.compiler", "ops, org.netloom.op", "runtime, org.netloom.runtime"})
    void isTheOneThatIsWrittenDown(String name, String packageName) throws IOException {
        Path file = FOLDER.resolve(name + ".txt");
        List<String> now = new ArrayList<>();
        // Generated classes call all of these but the compiler.
        now.add("generated code: format " + Network.FORMAT);
        now.add("");
        now.addAll(dump(packageName));
        List<String> before = Files.exists(file) ? Files.readAllLines(file) : List.of();
        if (Boolean.getBoolean("api.update")) {
            requireAnotherFormat(name, before, now);
            Files.createDirectories(FOLDER);
            Files.write(file, now);
            fail("wrote %s: look at the differences, then run without -Dapi.update", file);
        }
        assertThat(now)
                .as(
                        "the API of %s is another one: mvn test -pl cli -am -Dtest=ApiTest -Dapi.update=true"
                                + " -Dsurefire.failIfNoSpecifiedTests=false writes it down",
                        name)
                .isEqualTo(before);
    }

    /** Where something is gone, a class that was generated before may call it. */
    private static void requireAnotherFormat(String name, List<String> before, List<String> now) {
        List<String> gone = new ArrayList<>(before);
        gone.removeAll(now);
        if (!name.equals("compiler") && !gone.isEmpty() && before.get(0).equals(now.get(0))) {
            throw new AssertionError("gone from " + name
                    + ", and generated classes may call it, so raise Network.FORMAT: " + String.join("; ", gone));
        }
    }

    private static List<String> dump(String packageName) {
        List<String> lines = new ArrayList<>();
        CLASSES.stream()
                .filter(type -> type.getPackageName().equals(packageName)
                        || type.getPackageName().startsWith(packageName + "."))
                .filter(ApiTest::isShown)
                .sorted(Comparator.comparing(JavaClass::getName))
                .forEach(type -> {
                    lines.add(declaration(type));
                    members(type).forEach(member -> lines.add("  " + member));
                    lines.add("");
                });
        return lines;
    }

    private static boolean isShown(JavaClass type) {
        return !List.of(type.getPackageName().split("\\.")).contains("internal")
                && !type.isAnonymousClass()
                && !type.isLocalClass()
                && isOpen(type);
    }

    /** Whether it is public or protected, and so is what it is nested in. */
    private static boolean isOpen(JavaClass type) {
        return isOpen(type.getModifiers())
                && type.getEnclosingClass().map(ApiTest::isOpen).orElse(true);
    }

    private static boolean isOpen(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    private static String declaration(JavaClass type) {
        String kind = type.isAnnotation()
                ? "@interface"
                : type.isInterface() ? "interface" : type.isEnum() ? "enum" : type.isRecord() ? "record" : "class";
        String parents = Stream.concat(
                        type.getRawSuperclass().stream(),
                        type.getRawInterfaces().stream().sorted(Comparator.comparing(JavaClass::getName)))
                .map(JavaClass::getName)
                .filter(Predicate.not(Set.of("java.lang.Object", "java.lang.Record", "java.lang.Enum")::contains))
                .collect(Collectors.joining(", "));
        return modifiers(type.getModifiers()) + kind + " " + type.getName()
                + (parents.isEmpty() ? "" : " is " + parents);
    }

    private static List<String> members(JavaClass type) {
        return type.getMembers().stream()
                .filter(member -> isOpen(member.getModifiers()))
                .filter(member -> !member.getModifiers().contains(JavaModifier.SYNTHETIC))
                .map(ApiTest::member)
                .sorted()
                .toList();
    }

    private static String member(JavaMember member) {
        String modifiers = modifiers(member.getModifiers());
        if (member instanceof JavaField field) {
            return modifiers + field.getRawType().getName() + " " + field.getName();
        }
        JavaCodeUnit code = (JavaCodeUnit) member;
        String parameters =
                code.getRawParameterTypes().stream().map(JavaType::getName).collect(Collectors.joining(", "));
        String name = code.getName().equals("<init>")
                ? "new"
                : code.getRawReturnType().getName() + " " + code.getName();
        return modifiers + name + "(" + parameters + ")";
    }

    private static String modifiers(Set<JavaModifier> modifiers) {
        return modifiers.stream()
                .filter(SHOWN::contains)
                .sorted()
                .map(modifier -> modifier.name().toLowerCase(Locale.ROOT) + " ")
                .collect(Collectors.joining());
    }
}
