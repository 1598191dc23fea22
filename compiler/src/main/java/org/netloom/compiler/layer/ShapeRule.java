package org.netloom.compiler.layer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.arithmetic.Sizes;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.source.Span;

/** What a layer's shape rule may ask and say: the arguments, the incoming shape, and problems with either. */
public final class ShapeRule {
    private static final int TRAIL_ENDS = 4;

    private final Signature signature;
    private final Span name;
    private final Arguments arguments;
    private final List<Shape> inputs;
    private final @Nullable Trail trail;
    private final Problems problems;

    /** The shapes on the way from the network's input to a place, the last one first. */
    public record Trail(Shape shape, @Nullable Trail before) {
        /** From the network's input on. */
        List<Shape> shapes() {
            Deque<Shape> shapes = new ArrayDeque<>();
            for (Trail at = this; at != null; at = at.before()) {
                shapes.addFirst(at.shape());
            }
            return List.copyOf(shapes);
        }
    }

    /**
     * @param name where the layer's name stands
     * @param inputs the shapes that come in, one for each branch of a merge; none for the input itself
     * @param trail the way to what comes in; null for the input itself
     */
    public ShapeRule(
            Signature signature,
            Span name,
            Arguments arguments,
            List<Shape> inputs,
            @Nullable Trail trail,
            Problems problems) {
        this.signature = signature;
        this.name = name;
        this.arguments = arguments;
        this.inputs = List.copyOf(inputs);
        this.trail = trail;
        this.problems = problems;
    }

    /** All arguments, defaults filled in. */
    public Arguments arguments() {
        return arguments;
    }

    public <T> T get(Parameter<T> parameter) {
        return arguments.get(parameter);
    }

    public <T> @Nullable T find(Parameter<T> parameter) {
        return arguments.find(parameter);
    }

    /** Whether the file says it. */
    public boolean given(Parameter<?> parameter) {
        return arguments.given(parameter);
    }

    /** The only shape that comes in. */
    public Shape in() {
        return inputs.get(0);
    }

    /** The shapes that come in, one for each branch of a merge. */
    public List<Shape> inputs() {
        return inputs;
    }

    /** The incoming image, or null with a problem reported where it is none. */
    public Shape.@Nullable Image image() {
        if (in() instanceof Shape.Image image) {
            return image;
        }
        boolean flattened = shapes().stream().anyMatch(Shape.Image.class::isInstance);
        String way = "images come from input(channels, height, width)";
        int side = (int) Math.round(Math.sqrt((double) in().size()));
        if (flattened) {
            way = "put " + signature.name() + " before the flatten";
        } else if (side > 1 && (long) side * side == in().size()) {
            way = String.format(
                    Locale.ROOT, "input(1, %d, %d) takes the same %d values as an image", side, side, in().size());
        }
        error("shape.image-needed", "%s needs an image but gets %s".formatted(signature.name(), in().described()), way);
        return null;
    }

    /** The incoming vector, or null with a problem reported where it is none. */
    public Shape.@Nullable Vector vector() {
        if (in() instanceof Shape.Vector vector) {
            return vector;
        }
        error(
                "shape.vector-needed",
                "%s needs a vector but gets %s".formatted(signature.name(), in().described()),
                "write flatten before it, which makes a vector of " + in().size());
        return null;
    }

    /** The incoming sequence, or null with a problem reported where it is none. */
    public Shape.@Nullable Sequence sequence() {
        if (in() instanceof Shape.Sequence sequence) {
            return sequence;
        }
        error(
                "shape.sequence-needed",
                "%s needs a sequence but gets %s".formatted(signature.name(), in().described()),
                in() instanceof Shape.Image
                        ? "tokens makes one of the places of an image"
                        : "sequences come from input(steps, features), or from embed behind input(steps)");
        return null;
    }

    /** Whether the layer stands right behind the input. */
    public boolean isFirst() {
        return trail != null && trail.before() == null;
    }

    /** A sequence of these sizes, or null with a problem reported where one example is more than an array can hold. */
    public Shape.@Nullable Sequence sequence(long steps, long features) {
        if (Sizes.product(steps, features) > Sizes.LIMIT) {
            error(
                    "shape.too-large",
                    String.format(
                            Locale.ROOT,
                            "%s would put out %dx%d, and one example can have no more than %,d values",
                            signature.name(),
                            steps,
                            features,
                            Sizes.LIMIT),
                    null);
            return null;
        }
        return new Shape.Sequence((int) steps, (int) features);
    }

    /** Whether an array can hold this many numbers; where it cannot, a problem is reported at the argument. */
    public boolean fits(Parameter<?> at, long numbers) {
        if (numbers <= Sizes.LIMIT) {
            return true;
        }
        error(
                "shape.too-many-weights",
                at,
                String.format(
                        Locale.ROOT, "%s would need an array of more than %,d numbers", signature.name(), Sizes.LIMIT),
                null);
        return false;
    }

    /**
     * An image of these sizes, or null with a problem reported where an example of it is more than an array can hold.
     */
    public Shape.@Nullable Image image(long channels, long height, long width) {
        if (Sizes.product(channels, height, width) > Sizes.LIMIT) {
            error(
                    "shape.too-large",
                    String.format(
                            Locale.ROOT,
                            "%s would put out %dx%dx%d, and one example can have no more than %,d values",
                            signature.name(),
                            channels,
                            height,
                            width,
                            Sizes.LIMIT),
                    null);
            return null;
        }
        return new Shape.Image((int) channels, (int) height, (int) width);
    }

    /** Whether an array can hold an image with its padding, which engines make; where it cannot, a problem is reported. */
    public boolean fitsPadded(Parameter<?> at, long channels, long height, long width) {
        if (Sizes.product(channels, height, width) <= Sizes.LIMIT) {
            return true;
        }
        error(
                "shape.too-large",
                at,
                String.format(
                        Locale.ROOT,
                        "%s would work on a padded image of %dx%dx%d, and one example can have no more than %,d values",
                        signature.name(),
                        channels,
                        height,
                        width,
                        Sizes.LIMIT),
                null);
        return false;
    }

    /** A vector of this size, or null with a problem reported where it is more than an array can hold. */
    public Shape.@Nullable Vector vector(long features) {
        if (features > Sizes.LIMIT) {
            error(
                    "shape.too-large",
                    String.format(
                            Locale.ROOT,
                            "%s would put out %d, and one example can have no more than %,d values",
                            signature.name(),
                            features,
                            Sizes.LIMIT),
                    null);
            return null;
        }
        return new Shape.Vector((int) features);
    }

    /** Where the layer's name stands. */
    public Span name() {
        return name;
    }

    /** Reports an error at the layer's name. */
    public void error(String id, String message, @Nullable String help) {
        report(Problem.error(id, name, message).help(help));
    }

    /** Reports an error at an argument, or at the layer's name where the argument was left out. */
    public void error(String id, Parameter<?> at, String message, @Nullable String help) {
        Span place = arguments.place(at);
        report(Problem.error(id, place == null ? name : place, message).help(help));
    }

    /** Reports a warning or an error that has its place. */
    public void report(Problem problem) {
        problems.add(trail == null ? problem : problem.trail(trailText(shapes())));
    }

    private List<Shape> shapes() {
        return trail == null ? List.of() : trail.shapes();
    }

    /** {@code 1x28x28 -> 6x12x12 -> 16x4x4}: each change of shape, with the middle of a long way left out. */
    public static String trailText(List<Shape> trail) {
        List<String> changes = new ArrayList<>();
        for (Shape shape : trail) {
            if (changes.isEmpty() || !changes.get(changes.size() - 1).equals(shape.text())) {
                changes.add(shape.text());
            }
        }
        if (changes.size() > 2 * TRAIL_ENDS) {
            changes.subList(TRAIL_ENDS, changes.size() - TRAIL_ENDS).clear();
            changes.add(TRAIL_ENDS, "…");
        }
        return changes.stream().collect(Collectors.joining(" -> "));
    }
}
