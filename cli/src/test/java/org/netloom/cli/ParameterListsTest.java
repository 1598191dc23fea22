package org.netloom.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;

import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Locale;

/** No call has more arguments than a reader keeps apart: what belongs together goes as one. */
@AnalyzeClasses(packages = "org.netloom", importOptions = ImportOption.DoNotIncludeTests.class)
class ParameterListsTest {
    private static final int MOST = 8;

    @ArchTest
    static final ArchRule NOTHING_WRITTEN_BY_HAND_HAS_MORE_THAN_EIGHT_PARAMETERS = codeUnits()
            .that()
            .areDeclaredInClassesThat()
            .resideInAPackage("org.netloom..")
            .should(new ArchCondition<JavaCodeUnit>("have at most " + MOST + " parameters") {
                @Override
                public void check(JavaCodeUnit code, ConditionEvents events) {
                    int parameters = code.getRawParameterTypes().size();
                    if (parameters > MOST && isWrittenByHand(code)) {
                        events.add(SimpleConditionEvent.violated(
                                code, String.format(Locale.ROOT, "%s has %d", code.getFullName(), parameters)));
                    }
                }
            });

    /** The sums of a register tile are generated: what a call of theirs takes, they keep in registers. */
    private static boolean isWrittenByHand(JavaCodeUnit code) {
        boolean tile = code.getOwner().getPackageName().startsWith("org.netloom.kernel")
                && code.getOwner().getSimpleName().endsWith("Tiles")
                && code.getModifiers().contains(JavaModifier.PRIVATE);
        return !tile && !code.getModifiers().contains(JavaModifier.SYNTHETIC);
    }
}
