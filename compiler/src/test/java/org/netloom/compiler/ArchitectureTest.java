package org.netloom.compiler;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** A build that generates code loads no native library, and no stage knows a later one. */
@AnalyzeClasses(packages = "org.netloom.compiler", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule THE_COMPILER_KNOWS_THE_RUNTIME_BY_NAME_ONLY = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.netloom.runtime..", "org.nd4j..", "org.bytedeco..");

    @ArchTest
    static final ArchRule ONLY_THE_PARSER_KNOWS_ANTLR = noClasses()
            .that()
            .resideOutsideOfPackage("..syntax..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.antlr..", "org.netloom.grammar..");

    @ArchTest
    static final ArchRule ONLY_EMISSION_KNOWS_HOW_JAVA_IS_WRITTEN = noClasses()
            .that()
            .resideOutsideOfPackage("..emit..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.palantir.javapoet..");

    @ArchTest
    static final ArchRule LAYERS_KNOW_NO_NETWORK = noClasses()
            .that()
            .resideInAPackage("..layer..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..ir..", "..lower..", "..check..", "..pass..", "..emit..", "..syntax..");

    @ArchTest
    static final ArchRule THE_IR_KNOWS_NO_TEXT = noClasses()
            .that()
            .resideInAPackage("..ir..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..lower..", "..check..", "..pass..", "..emit..", "..syntax..");

    @ArchTest
    static final ArchRule PROGRAMS_KNOW_NO_JAVA_AND_NO_TEXT = noClasses()
            .that()
            .resideInAPackage("..lower..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..check..", "..pass..", "..emit..", "..syntax..", "..problem..");

    @ArchTest
    static final ArchRule EMISSION_KNOWS_NO_SYNTAX = noClasses()
            .that()
            .resideInAPackage("..emit..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..check..", "..pass..", "..syntax..", "..problem..");
}
