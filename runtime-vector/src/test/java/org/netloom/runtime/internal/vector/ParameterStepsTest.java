package org.netloom.runtime.internal.vector;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netloom.op.AdamUpdate;
import org.netloom.op.SgdUpdate;
import org.netloom.runtime.engine.NdArray;

/** Steps of optimizers against nd4j in double. */
class ParameterStepsTest {
    private static final int STEPS = 4;

    /**
     * Each step rounds five times what is about 1. Adam divides by the root of v, which is about the gradient that m is
     * made of, so that its errors are relative to a step of the size of the rate.
     */
    private static final double TOLERANCE = Rig.roundings(5 * STEPS);

    @Provide
    Arbitrary<SgdUpdate> sgdRules() {
        return Combinators.combine(
                        Arbitraries.of(0.3, 0.01),
                        Arbitraries.of(0.0, 0.9),
                        Arbitraries.of(0.0, 0.02),
                        Arbitraries.of(true, false))
                .as(SgdUpdate::new);
    }

    @Property(tries = 60, seed = "1", edgeCases = EdgeCasesMode.NONE)
    void descends(@ForAll("sgdRules") SgdUpdate rule, @ForAll("lengths") int length) {
        sgd(rule, length);
    }

    @Property(tries = 60, seed = "2", edgeCases = EdgeCasesMode.NONE)
    void stepsAsAdam(@ForAll("adamRules") AdamUpdate rule, @ForAll("lengths") int length) {
        adam(rule, length);
    }

    @Provide
    Arbitrary<AdamUpdate> adamRules() {
        return Combinators.combine(
                        Arbitraries.of(0.9, 0.0, 0.8), Arbitraries.of(0.999, 0.95), Arbitraries.of(0.0, 0.02))
                .as(AdamUpdate::new);
    }

    @Provide
    Arbitrary<Integer> lengths() {
        return Arbitraries.integers().between(1, 100);
    }

    /** So many parameters that threads share them, and one more. */
    @ParameterizedTest
    @ValueSource(ints = {1 << 13, (1 << 13) + 1, 100_003})
    void sharesManyParameters(int length) {
        sgd(new SgdUpdate(0.3, 0, 0, false), length);
        sgd(new SgdUpdate(0.3, 0.9, 0.02, true), length);
        adam(new AdamUpdate(0.9, 0.999, 0.02), length);
    }

    /** A parameter that the work puts out. */
    private static NdArray copied(Rig rig, int length) {
        NdArray result = rig.result(length);
        result.values().assign(rig.parameter(length).values());
        return result;
    }

    private static NdArray zeros(Rig rig, int length) {
        NdArray result = rig.result(length);
        result.values().assign(0);
        return result;
    }

    private static void sgd(SgdUpdate rule, int length) {
        Rig.agree(1, TOLERANCE, rig -> {
            NdArray p = copied(rig, length);
            NdArray buffer = rule.momentum() == 0 ? null : zeros(rig, length);
            for (int step = 0; step < STEPS; step++) {
                rig.engine.kernel(rule).update(p, rig.parameter(length), buffer);
            }
        });
    }

    private static void adam(AdamUpdate rule, int length) {
        Rig.agree(1, TOLERANCE, rig -> {
            NdArray p = copied(rig, length);
            NdArray m = zeros(rig, length);
            NdArray v = zeros(rig, length);
            for (int step = 0; step < STEPS; step++) {
                rig.engine.kernel(rule).update(0.1, 1e-3, p, rig.parameter(length), m, v);
            }
        });
    }
}
