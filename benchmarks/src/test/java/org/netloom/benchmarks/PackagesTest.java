package org.netloom.benchmarks;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The benchmarks are no part of what the command line's test of modules sees. */
@AnalyzeClasses(packages = "org.netloom.benchmarks", importOptions = ImportOption.DoNotIncludeTests.class)
class PackagesTest {
    @ArchTest
    static final ArchRule PACKAGES_GO_IN_NO_CIRCLES =
            slices().matching("org.netloom.(**)").should().beFreeOfCycles();
}
