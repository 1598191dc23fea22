package org.netloom.runtime.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netloom.runtime.exception.NetworkException;

/** Choices, combinations and rungs. */
class SweepPlanTest {
    private static SweepPlan plan(String... variables) {
        return SweepPlan.of(Stream.of(variables).map(Variable::parse).toList(), 9);
    }

    @Test
    void commasInBracketsAndQuotesDivideNothing() {
        assertThat(Variable.parse("optimizer = sgd(lr = 0.1, momentum = 0.9),adam(lr = 0.001)"))
                .isEqualTo(new Variable(
                        "optimizer", new Choices.Listed(List.of("sgd(lr = 0.1, momentum = 0.9)", "adam(lr = 0.001)"))));
        assertThat(Variable.parse("data=\"a,b.csv\", glyphs").choices())
                .isEqualTo(new Choices.Listed(List.of("\"a,b.csv\"", "glyphs")));
        assertThat(Variable.parse("augment=none, { shift(2), flip }").choices().count())
                .isEqualTo(2);
    }

    /** Between 0.1 and 0.1003 there are four numbers of four digits. */
    @Test
    void endsWhereARangeHasNoMoreNumbers() {
        SweepPlan plan = SweepPlan.of(List.of(Variable.parse("lr=uniform(0.1, 0.1003)")), 2);
        assertThat(plan.withRandom(4, 1).trials()).hasSize(4);
        assertThatThrownBy(() -> plan.withRandom(5, 1).trials())
                .isInstanceOf(NetworkException.class)
                .hasMessage(
                        "there are but 4 different combinations where numbers have 4 digits, and 5 are wanted: give wider"
                                + " ranges, or draw fewer");
    }

    @Test
    void rangesAreReadByTheirNames() {
        assertThat(Variable.parse("lr=log(1e-4, 1)").choices())
                .isEqualTo(new Choices.Range(Choices.Scale.LOG, 1e-4, 1));
        assertThat(Variable.parse("P.drop = uniform(0.1,0.5)").choices())
                .isEqualTo(new Choices.Range(Choices.Scale.UNIFORM, 0.1, 0.5));
        assertThat(Variable.parse("batch=int(8, 64)").choices().count()).isEqualTo(57);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lr                  | names nothing to try",
                "=0.1                | names nothing to try",
                "lr=0.1,,0.3         | a choice between two commas is empty",
                "lr=                 | a choice between two commas is empty",
                "lr=0.1, 0.1         | 0.1 is there twice",
                "lr=log(0, 1)        | logarithms are of numbers above 0",
                "lr=log(1)           | it has two numbers, as in log(1, 8)",
                "lr=uniform(a, b)    | it has two numbers, as in uniform(1, 8)",
                "lr=uniform(1, 1)    | the first number is the smaller one",
                "lr=uniform(0, Infinity) | the first number is the smaller one",
                "lr=int(1.5, 3)      | is no range of whole numbers",
                "lr=0.1, log(1, 2)   | stands by itself or not at all",
                "optimizer=sgd(lr    | its parentheses do not pair",
                "optimizer=sgd)(     | its parentheses do not pair",
            })
    void whatIsNeitherIsRefusedInOneSentence(String text, String message) {
        assertThatThrownBy(() -> Variable.parse(text))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining(message);
    }

    @Test
    void drawsStayInTheirRangeAndFillIt() {
        SplittableRandom random = new SplittableRandom(1);
        Choices log = Variable.parse("lr=log(1e-4, 1)").choices();
        double[] draws = random.ints(4000)
                .mapToDouble(i -> Double.parseDouble(log.draw(random)))
                .toArray();
        assertThat(Arrays.stream(draws)).allMatch(x -> x >= 1e-4 && x <= 1);
        // A quarter in each decade: 1,000 of 4,000, with a standard deviation of 27.
        for (double from = 1e-4; from < 0.5; from *= 10) {
            double least = from;
            assertThat(Arrays.stream(draws)
                            .filter(x -> x >= least && x < 10 * least)
                            .count())
                    .isBetween(850L, 1150L);
        }
        Choices whole = Variable.parse("batch=int(8, 10)").choices();
        assertThat(Stream.generate(() -> whole.draw(random)).limit(100).distinct())
                .containsExactlyInAnyOrder("8", "9", "10");
        Choices narrow = Variable.parse("lr=uniform(0.123456, 0.123457)").choices();
        assertThat(Stream.generate(() -> Double.parseDouble(narrow.draw(random)))
                        .limit(20))
                .allMatch(x -> x >= 0.123456 && x <= 0.123457);
    }

    @Test
    void theGridHasAllCombinationsOnce() {
        assertThat(plan("lr=0.1, 1", "batch=8, 16, 32").trials())
                .extracting(Trial::toString)
                .containsExactly(
                        "lr=0.1, batch=8",
                        "lr=0.1, batch=16",
                        "lr=0.1, batch=32",
                        "lr=1, batch=8",
                        "lr=1, batch=16",
                        "lr=1, batch=32");
    }

    @Test
    void randomDrawsDifferAndFollowTheSeed() {
        SweepPlan plan = plan("lr=log(1e-4, 1)", "batch=8, 16");
        List<Trial> drawn = plan.withRandom(20, 1).trials();
        assertThat(drawn).hasSize(20).extracting(Trial::settings).doesNotHaveDuplicates();
        assertThat(plan.withRandom(20, 1).trials()).isEqualTo(drawn);
        assertThat(plan.withRandom(20, 2).trials()).isNotEqualTo(drawn);
        assertThat(plan("lr=0.1, 1", "batch=8, 16").withRandom(4, 3).trials())
                .extracting(Trial::settings)
                .containsExactlyInAnyOrder(
                        Map.of("lr", "0.1", "batch", "8"),
                        Map.of("lr", "0.1", "batch", "16"),
                        Map.of("lr", "1", "batch", "8"),
                        Map.of("lr", "1", "batch", "16"));
    }

    @Test
    void whatCannotBeDrawnIsRefused() {
        assertThatThrownBy(() -> plan("lr=log(1e-4, 1)").trials())
                .hasMessage(
                        "lr=log(1.0E-4, 1.0) is a range, from which numbers are drawn: --random 20 draws 20 combinations");
        assertThatThrownBy(() -> plan("lr=0.1, 1").withRandom(3, 0).trials())
                .hasMessage("there are 2 combinations, of which no 3 different ones can be drawn");
        assertThatThrownBy(() -> plan("lr=0.1", "lr=1")).hasMessageStartingWith("lr is to be tried twice");
        assertThatThrownBy(() -> plan("lr=0.1").withHalving(0)).hasMessage("halving must be at least 1, not 0");
        assertThatThrownBy(SweepPlanTest::plan).hasMessageStartingWith("there is nothing to try");
        assertThatThrownBy(
                        () -> plan("batch=int(1, 20000)").withRandom(20_000, 0).trials())
                .hasMessageStartingWith("a sweep has at most 10,000 combinations, and these are 20,000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "12 | 9  | 3 | 12 to epoch 1, 4 to epoch 3, 1 to epoch 9",
                "12 | 10 | 3 | 12 to epoch 1, 4 to epoch 3, 1 to epoch 10",
                "12 | 9  | 1 | 12 to epoch 9",
                "2  | 9  | 3 | 2 to epoch 9",
                "3  | 9  | 3 | 3 to epoch 3, 1 to epoch 9",
                "9  | 2  | 3 | 9 to epoch 2",
                "8  | 8  | 2 | 8 to epoch 1, 4 to epoch 2, 2 to epoch 4, 1 to epoch 8",
                "1  | 5  | 2 | 1 to epoch 5",
            })
    void rungsLeaveOneTrialAndOneEpochAtLeast(int trials, int epochs, int factor, String rungs) {
        assertThat(Rungs.of(trials, epochs, factor).describe(trials)).isEqualTo(rungs);
    }
}
