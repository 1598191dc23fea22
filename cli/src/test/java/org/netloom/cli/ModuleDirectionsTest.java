package org.netloom.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which module may know which: compiler and runtime share the operations and meet only here, and here is no logic. */
@AnalyzeClasses(packages = "org.netloom", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleDirectionsTest {
    @ArchTest
    static final ArchRule GRAMMAR_STANDS_ALONE = classes()
            .that()
            .resideInAPackage("org.netloom.grammar..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("org.netloom.grammar..", "org.antlr..", "java..");

    /** So that the compiler may know them, and an engine of anybody's. */
    @ArchTest
    static final ArchRule OPERATIONS_KNOW_NOTHING = classes()
            .that()
            .resideInAPackage("org.netloom.op..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("org.netloom.op..", "org.jspecify..", "java..");

    @ArchTest
    static final ArchRule COMPILER_KNOWS_NEITHER_RUNTIME_NOR_ND4J = noClasses()
            .that()
            .resideInAPackage("org.netloom.compiler..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.netloom.runtime..", "org.netloom.cli..", "org.nd4j..", "org.bytedeco..");

    @ArchTest
    static final ArchRule RUNTIME_DOES_NOT_KNOW_THE_COMPILER = noClasses()
            .that()
            .resideInAPackage("org.netloom.runtime..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.netloom.compiler..",
                    "org.netloom.grammar..",
                    "org.netloom.cli..",
                    "com.palantir..",
                    "org.antlr..");

    /** nd4j-api only: which back end computes is the application's choice, made by its class path. */
    @ArchTest
    static final ArchRule RUNTIME_KNOWS_NO_BACK_END = noClasses()
            .that()
            .resideInAPackage("org.netloom.runtime..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.nd4j.linalg.cpu..", "org.nd4j.linalg.jcublas..", "org.nd4j.nativeblas..");

    @ArchTest
    static final ArchRule ONLY_THE_PARSER_KNOWS_THE_GRAMMAR = noClasses()
            .that()
            .resideInAPackage("org.netloom..")
            .and()
            .resideOutsideOfPackages("org.netloom.grammar..", "org.netloom.compiler.internal.syntax..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.netloom.grammar..", "org.antlr..");

    @ArchTest
    static final ArchRule PACKAGES_GO_IN_NO_CIRCLES =
            slices().matching("org.netloom.(**)").should().beFreeOfCycles();

    /** What shifts numbers about knows addresses and arrays of Java. */
    @ArchTest
    static final ArchRule KERNELS_KNOW_NO_ENGINE = classes()
            .that()
            .resideInAPackage("org.netloom.kernel..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "org.netloom.kernel..", "org.netloom.op..", "org.jspecify..", "java..", "jdk.incubator.vector..");

    /** A command takes options, makes one call and shows what came of it: no stage of the compiler, no array. */
    @ArchTest
    static final ArchRule COMMANDS_CALL_FACADES = noClasses()
            .that()
            .resideInAPackage("org.netloom.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.netloom.compiler.internal.check..",
                    "org.netloom.compiler.internal.emit..",
                    "org.netloom.compiler.layer..",
                    "org.netloom.compiler.internal.pass..",
                    "org.netloom.compiler.internal.syntax..",
                    "org.netloom.op..",
                    "org.netloom.runtime.weights..",
                    "org.netloom.runtime.internal.nd4j..");
}
