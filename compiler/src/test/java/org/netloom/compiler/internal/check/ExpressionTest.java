package org.netloom.compiler.internal.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netloom.compiler.internal.syntax.NetFile;
import org.netloom.compiler.internal.syntax.NetParser;
import org.netloom.compiler.layer.Pair;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.source.SourceFile;

/** Expressions, read by the real parser, against what Java computes. */
class ExpressionTest {
    private static final Map<String, Object> VALUES =
            Map.of("n", 7L, "zero", 0L, "half", 0.5, "yes", true, "k", new Pair(5, 3));
    private static final Environment NAMES =
            new Environment("net", true, Set.copyOf(VALUES.keySet()), VALUES, new Shape.Image(64, 12, 10));

    private record Outcome(@Nullable Object value, List<String> problems) {}

    private static Outcome evaluate(String text) {
        Problems problems = new Problems();
        NetFile file = NetParser.parse(new SourceFile("test.net", "net A { a(" + text + ") }"), problems);
        assertThat(problems.sorted()).as(text).isEmpty();
        NetFile.Call call =
                (NetFile.Call) ((NetFile.Net) file.declarations().get(0)).body().get(0);
        Object value =
                new Evaluator(NAMES, problems).value(call.arguments().get(0).value());
        return new Outcome(value, problems.sorted().stream().map(Problem::id).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "1 + 2 * 3, 7",
        "(1 + 2) * 3, 9",
        "2 - 3 - 4, -5",
        "100 / 7 / 2, 7",
        "-7 / 2, -4",
        "-7 % 2, 1",
        "7 - -2, 9",
        "- n * 2, -14",
        "in.c / 2, 32",
        "in.h * in.w, 120",
        "1 / 2.0, 0.5",
        "2 * half, 1.0",
        "1 + 1 == 2 && 2 < 3, true",
        "1 == 2 || n != 7 || yes, true",
        "yes || zero == 1 && zero == 2, true",
        "not yes or n >= 7, true",
        "!(n > 6 and n <= 7), false",
        "yes == (n == 7), true",
        "zero != 0 && n / zero == 1, false",
        "zero == 0 || n / zero == 1, true",
        "1.0 == 1, true",
        "-9223372036854775808, -9223372036854775808",
        "'(n, 2 + 1)', '(7, 3)'",
        "'(4, 4)', 4",
        "k / 2, '(2, 1)'",
        "k * 2 - 1, '(9, 5)'",
        "10 - k, '(5, 7)'",
        "'k + (1, 2)', '(6, 5)'",
        "'k % (3, 2)', '(2, 1)'",
        "-k, '(-5, -3)'",
        "'k == (5, 3)', true",
        "k == 5, false",
        "k != 1 or n == 1, true",
        "'(3, 3) == 3', true",
    })
    void computesAsJavaDoes(String text, String value) {
        Outcome outcome = evaluate(text);
        assertThat(outcome.problems()).isEmpty();
        assertThat(String.valueOf(outcome.value())).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "n / zero, expression.division-by-zero",
        "n % zero, expression.division-by-zero",
        "'k / (2, 0)', expression.division-by-zero",
        "'(5, 0.5)', expression.pair",
        "'(k, 3)', expression.pair",
        "'(3000000000, 3)', expression.pair",
        "k * 1000000000, expression.overflow",
        "k * half, expression.type",
        "k < 4, expression.type",
        "k && yes, expression.type",
        "1 / 0.0, expression.division-by-zero",
        "9223372036854775807 + 1, expression.overflow",
        "-9223372036854775808 / -1, expression.overflow",
        "-(-9223372036854775807 - 1), expression.overflow",
        "1e308 * 10, expression.overflow",
        "n + yes, expression.type",
        "n && yes, expression.type",
        "!n, expression.type",
        "yes < yes, expression.type",
        "m, expression.unknown-name",
        "in, expression.unknown-name",
        "in.features, expression.size-of-other",
        "in.x, expression.unknown-size",
        "n.c, expression.unknown-size",
        "n(1), expression.call",
    })
    void saysWhatIsWrong(String text, String id) {
        Outcome outcome = evaluate(text);
        assertThat(outcome.value()).isNull();
        assertThat(outcome.problems()).containsExactly(id);
    }

    @Test
    void anExpressionHasAMostOfOperators() {
        assertThat(evaluate("1" + " + 1".repeat(200)).value()).isEqualTo(201L);
        Problems problems = new Problems();
        NetParser.parse(new SourceFile("t.net", "net A { a(1" + " + 1".repeat(201) + ") }"), problems);
        assertThat(problems.sorted()).extracting(Problem::id).containsExactly("syntax.expression-too-long");
    }

    /** A text and its value in whole numbers of any size, null where something is divided by zero. */
    private static Tuple2<String, BigInteger> binary(
            String operator, Tuple2<String, BigInteger> a, Tuple2<String, BigInteger> b) {
        BigInteger x = a.get2();
        BigInteger y = b.get2();
        BigInteger value = switch (operator) {
            case "+" -> x.add(y);
            case "-" -> x.subtract(y);
            case "*" -> x.multiply(y);
            default -> throw new IllegalArgumentException(operator);
        };
        return Tuple.of("(%s %s %s)".formatted(a.get1(), operator, b.get1()), value);
    }

    @Provide
    Arbitrary<Tuple2<String, BigInteger>> sums() {
        Arbitrary<Tuple2<String, BigInteger>> leaves = Arbitraries.oneOf(
                Arbitraries.longs().between(0, 1000).map(n -> Tuple.of(String.valueOf(n), BigInteger.valueOf(n))),
                Arbitraries.longs().greaterOrEqual(0).map(n -> Tuple.of(String.valueOf(n), BigInteger.valueOf(n))),
                Arbitraries.just(Tuple.of("n", BigInteger.valueOf(7))),
                Arbitraries.just(Tuple.of("in.c", BigInteger.valueOf(64))));
        return Arbitraries.recursive(
                () -> leaves,
                inner -> net.jqwik.api.Combinators.combine(Arbitraries.of("+", "-", "*"), inner, inner)
                        .as(ExpressionTest::binary),
                0,
                4);
    }

    /** Exact, or an overflow where any part does not fit 64 bits; nothing in between. */
    @Property(tries = 400)
    void wholeNumbersAreExactOrRefused(@ForAll("sums") Tuple2<String, BigInteger> sum) {
        Outcome outcome = evaluate(sum.get1());
        if (outcome.value() == null) {
            assertThat(outcome.problems()).isNotEmpty().containsOnly("expression.overflow");
        } else {
            assertThat(outcome.value()).isEqualTo(sum.get2().longValueExact());
        }
    }

    @Property(tries = 300)
    void divisionRoundsDownAndLeavesItsRemainder(@ForAll int a, @ForAll int b) {
        if (b == 0) {
            return;
        }
        assertThat(evaluate(String.format(Locale.ROOT, "%d / (%d)", a, b)).value())
                .isEqualTo((long) Math.floor((double) a / b));
        assertThat(evaluate(String.format(Locale.ROOT, "%d / (%d) * (%d) + %d %% (%d)", a, b, b, a, b))
                        .value())
                .isEqualTo((long) a);
    }

    /** Without parentheses the precedence is Java's; the values are computed by Java itself. */
    @Property(tries = 300)
    void precedenceIsJavas(@ForAll short a, @ForAll short b, @ForAll short c, @ForAll short d) {
        long x = a;
        assertThat(evaluate(String.format(Locale.ROOT, "%d - %d * %d + %d", a, b, c, d))
                        .value())
                .isEqualTo(x - (long) b * c + d);
        assertThat(evaluate(String.format(Locale.ROOT, "%d * %d - %d - %d", a, b, c, d))
                        .value())
                .isEqualTo(x * b - c - d);
        assertThat(evaluate(String.format(Locale.ROOT, "%d + %d < %d * %d", a, b, c, d))
                        .value())
                .isEqualTo(x + b < (long) c * d);
        assertThat(evaluate(String.format(Locale.ROOT, "%d < %d == %d < %d", a, b, c, d))
                        .value())
                .isEqualTo(a < b == c < d);
        assertThat(evaluate(String.format(Locale.ROOT, "%d == %d || %d > %d && %d != %d", a, b, c, d, a, d))
                        .value())
                .isEqualTo(a == b || (c > d && a != d));
    }
}
