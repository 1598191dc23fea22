package org.netloom.kernel.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netloom.op.UpdateRule;

/** The loops of optimizers against the rules' own formulas in double. */
class RuleLoopsTest extends NativeMemoryTest {
    /**
     * Each number is the result of at most ten roundings of 2⁻²⁴ of what is about 1, or below 10 where a root is that of a small
     * number; those that cancel keep the rounding of their terms.
     */
    private static final double TOLERANCE = 10 * 10 * 0x1p-24;

    private static double[] numbers() {
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
        return numbers;
    }

    /** Numbers that may be means of squares, and larger than the square of any mean. */
    private Floats squares(int count) {
        Floats squares = randomFloats(count);
        for (int i = 0; i < count; i++) {
            squares.set(i, 1.5f + squares.get(i));
        }
        return squares;
    }

    @ParameterizedTest
    @EnumSource(UpdateRule.class)
    void stepsAsItsFormula(UpdateRule rule) {
        RuleLoops loops = new RuleLoops(rule);
        loops.set(numbers());
        for (int count : RAGGED) {
            Floats[] arrays = {
                randomFloats(count), randomFloats(count), squares(count), squares(count), randomFloats(count)
            };
            if (rule == UpdateRule.RMSPROP_CENTERED) {
                arrays[UpdateRule.SECOND] = randomFloats(count);
            }
            float[][] before = new float[arrays.length][];
            for (int k = 0; k < arrays.length; k++) {
                before[k] = arrays[k].values();
            }
            loops.set(arrays[0].at, arrays[1].at);
            loops.keep(arrays[2].at, rule.kept() > 1 ? arrays[3].at : 0, rule.kept() > 2 ? arrays[4].at : 0);
            loops.step(0, count);
            for (int i = 0; i < count; i++) {
                double[] element = new double[UpdateRule.VALUES];
                for (int k = 0; k < element.length; k++) {
                    element[k] = before[k][i];
                }
                rule.step(numbers(), element);
                for (int k = 0; k < element.length; k++) {
                    assertThat((double) arrays[k].get(i))
                            .as("%s: value %d of element %d of %d", rule, k, i, count)
                            .isCloseTo(element[k], within(TOLERANCE));
                }
            }
        }
    }

    /** A variance that roundings make negative is 0, and what is no number stays none. */
    @Test
    void neitherRootsOfNegativeNumbersNorHiddenNan() {
        for (int count : new int[] {1, V}) {
            Floats p = floats(count);
            Floats g = floats(count);
            Floats v = floats(count);
            Floats a = floats(count);
            Floats b = floats(count);
            for (int i = 0; i < count; i++) {
                p.set(i, 1);
                g.set(i, 0);
                v.set(i, 1);
                a.set(i, 2);
                b.set(i, 0.5f);
            }
            RuleLoops centered = new RuleLoops(UpdateRule.RMSPROP_CENTERED);
            centered.set(numbers());
            centered.set(p.at, g.at);
            centered.keep(v.at, a.at, b.at);
            centered.step(0, count);
            assertThat(p.values()).doesNotContain(Float.NaN);
            for (UpdateRule rule : UpdateRule.values()) {
                for (int i = 0; i < count; i++) {
                    p.set(i, 1);
                    g.set(i, Float.NaN);
                    v.set(i, 1);
                    a.set(i, 1);
                    b.set(i, 1);
                }
                RuleLoops loops = new RuleLoops(rule);
                loops.set(numbers());
                loops.set(p.at, g.at);
                loops.keep(v.at, a.at, b.at);
                loops.step(0, count);
                Floats moved = rule.scaledByNorms() ? g : p;
                assertThat(moved.values()).as(rule.name()).containsOnly(Float.NaN);
            }
        }
    }

    @Test
    void theSignOfZeroIsZero() {
        for (int count : new int[] {1, V}) {
            Floats p = randomFloats(count);
            Floats g = floats(count);
            Floats m = floats(count);
            for (int i = 0; i < count; i++) {
                g.set(i, 0);
                m.set(i, 0);
            }
            float[] before = p.values();
            double[] numbers = numbers();
            numbers[UpdateRule.KEEP] = 1;
            RuleLoops lion = new RuleLoops(UpdateRule.LION);
            lion.set(numbers);
            lion.set(p.at, g.at);
            lion.keep(m.at, 0, 0);
            lion.step(0, count);
            assertThat(p.values()).isEqualTo(before);
        }
    }

    @Test
    void sumsSquaresInDouble() {
        RuleLoops lamb = new RuleLoops(UpdateRule.LAMB);
        for (int count : RAGGED) {
            Floats p = randomFloats(count);
            Floats g = randomFloats(count);
            lamb.set(p.at, g.at);
            double[] sums = new double[2 * V + 2];
            lamb.squaresOfParameter(0, count, sums, 1);
            lamb.squaresOfStep(0, count, sums, 1 + V);
            double[] expected = new double[2 * V + 2];
            for (int i = 0; i < count; i++) {
                expected[1 + i % V] += (double) p.get(i) * p.get(i);
                expected[1 + V + i % V] += (double) g.get(i) * g.get(i);
            }
            // Squares of floats are doubles without a rounding, and so few sums of them as good as.
            assertThat(sums).containsExactly(expected, within(1e-14));
        }
    }
}
