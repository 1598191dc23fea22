package org.netloom.runtime.internal.vector;

import static org.junit.jupiter.api.extension.ConditionEvaluationResult.disabled;
import static org.junit.jupiter.api.extension.ConditionEvaluationResult.enabled;

import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.netloom.kernel.internal.Lanes;

/**
 * Leaves out the tests that the build runs again with shorter vectors, where the CPU prefers vectors of that size: the first
 * run had them. The build says which runs these are, by {@value #AGAIN_PROPERTY}; JUnit finds this class as a service.
 */
public final class OnceForEachWidth implements ExecutionCondition {
    static final String AGAIN_PROPERTY = "netloom.vector.again";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        int preferred = FloatVector.SPECIES_PREFERRED.vectorBitSize();
        return evaluate(
                Boolean.getBoolean(AGAIN_PROPERTY), Integer.getInteger(Lanes.BITS_PROPERTY, preferred), preferred);
    }

    static ConditionEvaluationResult evaluate(boolean again, int bits, int preferred) {
        return again && bits == preferred
                ? disabled("the first run had vectors of " + bits + " bits, too, which this CPU prefers")
                : enabled("vectors of " + bits + " bits");
    }
}
