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
import org.netloom.op.AverageUpdate;
import org.netloom.op.RuleUpdate;
import org.netloom.op.SgdUpdate;
import org.netloom.op.UpdateRule;
import org.netloom.runtime.engine.NdArray;

/** Steps of optimizers against nd4j in double. */
class ParameterStepsTest {
    private static final int STEPS = 4;

    /**
     * Each step rounds five times what is about 1. Adam divides by the root of v, which is about the gradient that m is
     * made of, so that its errors are relative to a step of the size of the rate.
     */
    private static final double TOLERANCE = Rig.roundings(5 * STEPS);

    /** What descends, and the numbers of its steps. */
    record Descent(SgdUpdate rule, double rate, double weightDecay, double share) {}

    /** Adam, and the numbers of its steps. */
    record AdamSteps(AdamUpdate rule, double weightDecay, double keep) {}

    @Provide
    Arbitrary<Descent> sgdRules() {
        return Combinators.combine(
                        Arbitraries.of(0.0, 0.9),
                        Arbitraries.of(true, false),
                        Arbitraries.of(0.3, 0.01),
                        Arbitraries.of(0.0, 0.02),
                        Arbitraries.of(1.0, 0.7))
                .as((momentum, nesterov, rate, decay, share) ->
                        new Descent(new SgdUpdate(momentum, nesterov), rate, decay, share));
    }

    @Property(tries = 60, seed = "1", edgeCases = EdgeCasesMode.NONE)
    void descends(@ForAll("sgdRules") Descent rule, @ForAll("lengths") int length) {
        sgd(rule, length);
    }

    @Property(tries = 60, seed = "2", edgeCases = EdgeCasesMode.NONE)
    void stepsAsAdam(@ForAll("adamRules") AdamSteps rule, @ForAll("lengths") int length) {
        adam(rule, length);
    }

    @Provide
    Arbitrary<AdamSteps> adamRules() {
        return Combinators.combine(
                        Arbitraries.of(0.9, 0.0, 0.8),
                        Arbitraries.of(0.999, 0.95),
                        Arbitraries.of(0.0, 0.02),
                        Arbitraries.of(1.0, 0.98))
                .as((beta1, beta2, decay, keep) -> new AdamSteps(new AdamUpdate(beta1, beta2), decay, keep));
    }

    @Provide
    Arbitrary<Integer> lengths() {
        return Arbitraries.integers().between(1, 100);
    }

    @Property(tries = 60, seed = "3", edgeCases = EdgeCasesMode.NONE)
    void stepsByRules(@ForAll UpdateRule rule, @ForAll("lengths") int length) {
        rule(rule, length);
    }

    /** So many parameters that threads share them, and one more. */
    @ParameterizedTest
    @ValueSource(ints = {1 << 13, (1 << 13) + 1, 100_003})
    void sharesManyParameters(int length) {
        sgd(new Descent(new SgdUpdate(0, false), 0.3, 0, 1), length);
        sgd(new Descent(new SgdUpdate(0.9, true), 0.3, 0.02, 1), length);
        adam(new AdamSteps(new AdamUpdate(0.9, 0.999), 0.02, 0.98), length);
        for (UpdateRule rule : UpdateRule.values()) {
            rule(rule, length);
        }
        average(0.3, length);
    }

    @Property(tries = 30, seed = "4", edgeCases = EdgeCasesMode.NONE)
    void averages(@ForAll("weights") double weight, @ForAll("lengths") int length) {
        average(weight, length);
    }

    @Provide
    Arbitrary<Double> weights() {
        return Arbitraries.of(0.0, 0.001, 0.3, 1.0);
    }

    private static void average(double weight, int length) {
        Rig.agree(1, TOLERANCE, rig -> {
            NdArray average = copied(rig, length);
            for (int step = 0; step < STEPS; step++) {
                rig.engine.kernel(new AverageUpdate()).update(weight, average, rig.parameter(length));
            }
        });
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

    private static void sgd(Descent of, int length) {
        Rig.agree(1, TOLERANCE, rig -> {
            NdArray p = copied(rig, length);
            NdArray buffer = of.rule().momentum() == 0 ? null : zeros(rig, length);
            for (int step = 0; step < STEPS; step++) {
                rig.engine
                        .kernel(of.rule())
                        .update(of.rate(), of.weightDecay(), of.share(), p, rig.parameter(length), buffer);
            }
        });
    }

    private static void rule(UpdateRule rule, int length) {
        double[] numbers = new double[UpdateRule.NUMBERS];
        numbers[UpdateRule.RATE] = 0.1;
        numbers[UpdateRule.EPS] = 0.01;
        numbers[UpdateRule.DECAY] = 0.03;
        numbers[UpdateRule.KEEP] = 0.98;
        numbers[UpdateRule.OLD1] = 0.9;
        numbers[UpdateRule.NEW1] = 0.1;
        numbers[UpdateRule.OLD2] = 0.7;
        numbers[UpdateRule.NEW2] = 0.3;
        numbers[UpdateRule.MOMENTUM] = 0.8;
        numbers[UpdateRule.FACTOR] = 0.2;
        Rig.agree(1, TOLERANCE, rig -> {
            NdArray p = copied(rig, length);
            NdArray first = zeros(rig, length);
            NdArray second = rule.kept() > 1 ? zeros(rig, length) : null;
            NdArray third = rule.kept() > 2 ? zeros(rig, length) : null;
            for (int step = 0; step < STEPS; step++) {
                rig.engine.kernel(new RuleUpdate(rule)).update(numbers, p, rig.parameter(length), first, second, third);
            }
        });
    }

    private static void adam(AdamSteps of, int length) {
        Rig.agree(1, TOLERANCE, rig -> {
            NdArray p = copied(rig, length);
            NdArray m = zeros(rig, length);
            NdArray v = zeros(rig, length);
            for (int step = 0; step < STEPS; step++) {
                rig.engine
                        .kernel(of.rule())
                        .update(0.1, 1e-3, of.weightDecay(), of.keep(), p, rig.parameter(length), m, v);
            }
        });
    }
}
