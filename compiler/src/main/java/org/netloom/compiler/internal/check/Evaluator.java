package org.netloom.compiler.internal.check;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.syntax.NetFile;
import org.netloom.compiler.internal.syntax.NetFile.Operator;
import org.netloom.compiler.layer.Pair;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;

/**
 * Computes expressions: whole numbers (Long), real numbers (Double), true and false (Boolean), pairs of whole numbers
 * (Pair).
 *
 * <p>Whole numbers are exact: {@code /} rounds down, {@code %} is what that leaves, so that {@code a / b * b + a % b} is
 * {@code a}; what does not fit 64 bits is a problem. A whole number beside a real one becomes real. {@code &&} and
 * {@code ||} look at their right side only where the left one does not decide. Operators take a pair by its height and its
 * width, and a whole number beside it as both.
 */
final class Evaluator {
    private static final List<String> SIZES = List.of("c", "h", "w", "features");

    private static final Map<String, List<String>> SYNONYMS = Map.of(
            "c", List.of("channels", "channel", "depth"),
            "h", List.of("height", "rows"),
            "w", List.of("width", "columns", "cols"),
            "features", List.of("size", "n", "length", "units"));

    private final Environment environment;
    private final Problems problems;

    Evaluator(Environment environment, Problems problems) {
        this.environment = environment;
        this.problems = problems;
    }

    /** The value, or null where a problem was reported or a part of it is not known yet. */
    @Nullable Object value(NetFile.Expression expression) {
        if (expression instanceof NetFile.IntegerLiteral whole) {
            return whole.value();
        }
        if (expression instanceof NetFile.RealLiteral real) {
            return real.value();
        }
        if (expression instanceof NetFile.BooleanLiteral truth) {
            return truth.value();
        }
        if (expression instanceof NetFile.Size size) {
            return size(size);
        }
        if (expression instanceof NetFile.Call call) {
            return parameter(call);
        }
        if (expression instanceof NetFile.Unary unary) {
            return unary(unary);
        }
        if (expression instanceof NetFile.Binary binary) {
            return isLogical(binary.operator()) ? logical(binary) : binary(binary);
        }
        if (expression instanceof NetFile.Both both) {
            return both(both);
        }
        if (expression instanceof NetFile.Several several) {
            problems.add(Problem.error(
                            "syntax.pair",
                            several.values().get(2).span(),
                            "a pair is a height and a width, and this has %s values"
                                    .formatted(several.values().size()))
                    .help("write (5, 3) for 5 rows and 3 columns"));
            return null;
        }
        problems.add(Problem.error(
                "expression.text", expression.span(), "a text in quotes has no value that could be computed with"));
        return null;
    }

    /** {@code 64}, {@code 0.5}: a value as it would be written. */
    static String text(Object value) {
        return String.valueOf(value);
    }

    private @Nullable Object parameter(NetFile.Call call) {
        NetFile.Name name = call.name();
        if (call.parentheses()) {
            problems.add(Problem.error(
                            "expression.call",
                            name.span(),
                            "'%s' is called in an expression, which has no functions".formatted(name.text()))
                    .help("an expression is made of numbers, parameters, in.c and operators"));
            return null;
        }
        if (!environment.names().contains(name.text())) {
            problems.add(Problem.error(
                            "expression.unknown-name",
                            name.span(),
                            "%s has no parameter '%s'".formatted(environment.owner(), name.text()))
                    .help(Suggestions.didYouMean(meant(name.text()), knownNames(name))));
            return null;
        }
        return environment.value(name.text()).orElse(null);
    }

    /** A parameter that is called nearly so, or the truth value of Python. */
    private Optional<String> meant(String unknown) {
        return unknown.equals("True") || unknown.equals("False")
                ? Optional.of(unknown.toLowerCase(Locale.ROOT))
                : Suggestions.nearest(unknown, environment.names());
    }

    private String knownNames(NetFile.Name unknown) {
        if (unknown.text().equals("in")) {
            return "write in.c, in.h, in.w or in.features for a size of the incoming shape";
        }
        if (!environment.declares()) {
            return "write a number";
        }
        return environment.names().isEmpty()
                ? "declare it: %s(%s = 1) { … }".formatted(environment.owner(), unknown.text())
                : "its parameters are " + String.join(", ", environment.names());
    }

    private @Nullable Object size(NetFile.Size size) {
        if (!size.of().text().equals("in")) {
            problems.add(Problem.error(
                            "expression.unknown-size",
                            size.of().span(),
                            "'%s' has no sizes, only in has".formatted(size.of().text()))
                    .help("in is the shape that comes in: in.c, in.h, in.w, in.features"));
            return null;
        }
        if (!SIZES.contains(size.size().text())) {
            problems.add(Problem.error(
                            "expression.unknown-size",
                            size.size().span(),
                            "a shape has no size '%s'".formatted(size.size().text()))
                    .help(Suggestions.didYouMean(
                            Suggestions.nearest(
                                    size.size().text(),
                                    SIZES,
                                    Function.identity(),
                                    known -> SYNONYMS.getOrDefault(known, List.of())),
                            "its sizes are in.c, in.h and in.w of an image, in.features of a vector")));
            return null;
        }
        Shape in = environment.in();
        if (in == null) {
            return null;
        }
        Long value = size(in, size.size().text());
        if (value == null) {
            String way = in instanceof Shape.Image ? "in.c, in.h and in.w are its sizes" : "in.features is its size";
            problems.add(Problem.error(
                            "expression.size-of-other",
                            size.span(),
                            "%s is a size of %s but %s comes in"
                                    .formatted(
                                            size.span().text(),
                                            size.size().text().equals("features") ? "a vector" : "an image",
                                            in.described()))
                    .help(in instanceof Shape.Image || in instanceof Shape.Vector ? way : null));
        }
        return value;
    }

    private static @Nullable Long size(Shape in, String size) {
        if (in instanceof Shape.Image image) {
            return switch (size) {
                case "c" -> (long) image.channels();
                case "h" -> (long) image.height();
                case "w" -> (long) image.width();
                default -> null;
            };
        }
        List<Integer> dims = in.dims();
        return size.equals("features") ? (long) dims.get(dims.size() - 1) : null;
    }

    private @Nullable Object both(NetFile.Both both) {
        Integer height = side(both.height());
        Integer width = side(both.width());
        return height == null || width == null ? null : new Pair(height, width);
    }

    private @Nullable Integer side(NetFile.Expression expression) {
        Object value = value(expression);
        if (value == null || (value instanceof Long whole && whole == whole.intValue())) {
            return value instanceof Long whole ? whole.intValue() : null;
        }
        String needed = value instanceof Long
                ? "from %s to %s".formatted(Integer.MIN_VALUE, Integer.MAX_VALUE)
                : "for height and width";
        problems.add(Problem.error(
                "expression.pair",
                expression.span(),
                "a pair holds whole numbers %s but %s".formatted(needed, isWhat(expression, value))));
        return null;
    }

    /** {@code is 0.5}, {@code s / 2 is 0.5}. */
    static String isWhat(NetFile.Expression expression, Object value) {
        return CallText.isLiteral(expression)
                ? "is " + CallText.of(expression)
                : "%s is %s".formatted(CallText.of(expression), text(value));
    }

    private @Nullable Object unary(NetFile.Unary unary) {
        Object value = value(unary.operand());
        if (value == null) {
            return null;
        }
        if (unary.operator() == Operator.NOT) {
            return value instanceof Boolean truth ? (Object) !truth : wrongType(unary, unary.operand(), value);
        }
        if (value instanceof Double real) {
            return -real;
        }
        if (value instanceof Pair pair) {
            return pair(unary, -(long) pair.height(), -(long) pair.width());
        }
        if (!(value instanceof Long whole)) {
            return wrongType(unary, unary.operand(), value);
        }
        return whole == Long.MIN_VALUE ? overflow(unary) : (Object) (-whole);
    }

    private static boolean isLogical(Operator operator) {
        return operator == Operator.AND || operator == Operator.OR;
    }

    private @Nullable Object logical(NetFile.Binary binary) {
        Object left = value(binary.left());
        if (left != null && !(left instanceof Boolean)) {
            return wrongType(binary, binary.left(), left);
        }
        // What decides: false for &&, true for ||.
        if (left instanceof Boolean truth && truth == (binary.operator() == Operator.OR)) {
            return truth;
        }
        Object right = value(binary.right());
        if (right != null && !(right instanceof Boolean)) {
            return wrongType(binary, binary.right(), right);
        }
        return left == null ? null : right;
    }

    private @Nullable Object binary(NetFile.Binary binary) {
        Object left = value(binary.left());
        Object right = value(binary.right());
        if (left == null || right == null) {
            return null;
        }
        Operator operator = binary.operator();
        if (left instanceof Boolean && right instanceof Boolean && isEquality(operator)) {
            return left.equals(right) == (operator == Operator.EQUAL);
        }
        if (left instanceof Pair || right instanceof Pair) {
            return pairs(binary, left, right);
        }
        if (!(left instanceof Number a)) {
            return wrongType(binary, binary.left(), left);
        }
        if (!(right instanceof Number b)) {
            return wrongType(binary, binary.right(), right);
        }
        if (b.doubleValue() == 0 && isDivision(operator)) {
            return divisionByZero(binary);
        }
        return left instanceof Long x && right instanceof Long y
                ? whole(binary, x, y)
                : real(binary, a.doubleValue(), b.doubleValue());
    }

    private static boolean isDivision(Operator operator) {
        return operator == Operator.DIVIDE || operator == Operator.REMAINDER;
    }

    private @Nullable Object divisionByZero(NetFile.Binary binary) {
        String message = CallText.isLiteral(binary.right())
                ? "nothing can be divided by " + CallText.of(binary.right())
                : "%s is 0, and nothing can be divided by that".formatted(CallText.of(binary.right()));
        problems.add(Problem.error("expression.division-by-zero", binary.right().span(), message));
        return null;
    }

    /** By height and width; the two sides are equal where both are. */
    private @Nullable Object pairs(NetFile.Binary binary, Object left, Object right) {
        Operator operator = binary.operator();
        if (!(left instanceof Pair || left instanceof Long)) {
            return wrongType(binary, binary.left(), left);
        }
        if (!(right instanceof Pair || right instanceof Long)) {
            return wrongType(binary, binary.right(), right);
        }
        long[] a = sides(left);
        long[] b = sides(right);
        if (isEquality(operator)) {
            return (a[0] == b[0] && a[1] == b[1]) == (operator == Operator.EQUAL);
        }
        if (isOrder(operator)) {
            return wrongType(
                    binary, left instanceof Pair ? binary.left() : binary.right(), left instanceof Pair ? left : right);
        }
        if (isDivision(operator) && (b[0] == 0 || b[1] == 0)) {
            return divisionByZero(binary);
        }
        Object height = whole(binary, a[0], b[0]);
        Object width = height == null ? null : whole(binary, a[1], b[1]);
        return height instanceof Long x && width instanceof Long y ? pair(binary, x, y) : null;
    }

    private static long[] sides(Object value) {
        return value instanceof Pair pair
                ? new long[] {pair.height(), pair.width()}
                : new long[] {(Long) value, (Long) value};
    }

    private @Nullable Object pair(NetFile.Expression expression, long height, long width) {
        return height == (int) height && width == (int) width
                ? new Pair((int) height, (int) width)
                : overflow(expression);
    }

    private static boolean isOrder(Operator operator) {
        return switch (operator) {
            case LESS, LESS_EQUAL, GREATER, GREATER_EQUAL -> true;
            default -> false;
        };
    }

    private static boolean isEquality(Operator operator) {
        return operator == Operator.EQUAL || operator == Operator.NOT_EQUAL;
    }

    private @Nullable Object whole(NetFile.Binary binary, long a, long b) {
        try {
            return switch (binary.operator()) {
                case PLUS -> Math.addExact(a, b);
                case MINUS -> Math.subtractExact(a, b);
                case TIMES -> Math.multiplyExact(a, b);
                case DIVIDE -> a == Long.MIN_VALUE && b == -1 ? overflow(binary) : (Object) Math.floorDiv(a, b);
                case REMAINDER -> Math.floorMod(a, b);
                default -> holds(binary.operator(), Long.compare(a, b));
            };
        } catch (ArithmeticException tooLarge) {
            return overflow(binary);
        }
    }

    private @Nullable Object real(NetFile.Binary binary, double a, double b) {
        double value;
        switch (binary.operator()) {
            case PLUS -> value = a + b;
            case MINUS -> value = a - b;
            case TIMES -> value = a * b;
            case DIVIDE -> value = a / b;
            case REMAINDER -> value = a - Math.floor(a / b) * b;
            default -> {
                // Neither is NaN, which no expression gives; 0 and -0 are equal.
                return holds(binary.operator(), a == b ? 0 : Double.compare(a, b));
            }
        }
        return Double.isFinite(value) ? (Object) value : overflow(binary);
    }

    private static boolean holds(Operator operator, int order) {
        return switch (operator) {
            case LESS -> order < 0;
            case LESS_EQUAL -> order <= 0;
            case GREATER -> order > 0;
            case GREATER_EQUAL -> order >= 0;
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            default -> throw new IllegalArgumentException("no comparison: " + operator);
        };
    }

    private @Nullable Object overflow(NetFile.Expression expression) {
        problems.add(Problem.error(
                "expression.overflow",
                expression.span(),
                "%s is more than a number can hold".formatted(CallText.of(expression))));
        return null;
    }

    private @Nullable Object wrongType(NetFile.Expression whole, NetFile.Expression operand, Object value) {
        Operator operator =
                whole instanceof NetFile.Unary unary ? unary.operator() : ((NetFile.Binary) whole).operator();
        String needed = operator == Operator.NOT || isLogical(operator) ? "true or false" : "numbers";
        String is = CallText.isLiteral(operand)
                ? "gets " + text(value)
                : "%s is %s".formatted(CallText.of(operand), text(value));
        problems.add(Problem.error(
                "expression.type", operand.span(), "'%s' needs %s but %s".formatted(operator.symbol(), needed, is)));
        return null;
    }
}
