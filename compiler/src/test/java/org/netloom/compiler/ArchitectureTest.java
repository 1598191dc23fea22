package org.netloom.compiler;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.netloom.compiler.layer.OpClass;

/** A build that generates code loads no native library, and no stage knows a later one. */
@AnalyzeClasses(packages = "org.netloom.compiler", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule THE_COMPILER_KNOWS_THE_RUNTIME_BY_NAME_ONLY = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.netloom.runtime..", "org.nd4j..", "org.bytedeco..");

    /** The JDK, the grammar, the operations, JavaPoet, and annotations: no array library is on this class path. */
    @ArchTest
    static final ArchRule THE_COMPILER_NEEDS_NO_MORE_THAN_THIS = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "org.netloom.compiler..",
                    "org.netloom.grammar..",
                    "org.netloom.op..",
                    "org.antlr..",
                    "com.palantir.javapoet..",
                    "org.jspecify..",
                    "java..",
                    "javax..");

    /** What checks, draws or formats a net reads nothing of operations: that takes time, and lowering alone needs it. */
    @ArchTest
    static final ArchRule ONLY_PROGRAMS_READ_OPERATIONS = noClasses()
            .that()
            .resideOutsideOfPackages("..layer", "..lower..", "..emit..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName(OpClass.class.getName());

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
            .resideInAnyPackage("..layer..", "..builtin..")
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
