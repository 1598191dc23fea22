package org.netloom.compiler.internal.builtin;

import static org.netloom.compiler.layer.Parameter.integer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.arithmetic.Sizes;
import org.netloom.compiler.layer.Code;
import org.netloom.compiler.layer.Constant;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;

/**
 * The same values under another shape, in row-major order; the memory stays where it is.
 */
public final class Reshape implements Operator {
    private static final Parameter<Integer> CHANNELS = integer(
                    "channels", "channels of an image; alone, features of a vector; of two, steps of a sequence")
            .atLeast(-1);
    private static final Parameter<Integer> HEIGHT = integer(
                    "height", "rows of an image; of two, features of each step of a sequence")
            .atLeast(-1)
            .orNothing();
    private static final Parameter<Integer> WIDTH =
            integer("width", "columns of an image").atLeast(-1).orNothing();

    private static final Signature SIGNATURE = Signature.of(
                    "reshape",
                    "The same values as an image, reshape(3, 4, 5), a sequence, reshape(12, 5), or a vector, reshape(60)."
                            + " One size may be -1: what is left.")
            .parameters(CHANNELS, HEIGHT, WIDTH)
            .formula("y = x, read row by row", "row-major order, as PyTorch's view")
            .example("input(6) dense(12) reshape(3, 2, -1) conv(2, 2) reshape(2) dense(3)")
            .alsoCalled("view", "unflatten");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public @Nullable Shape shape(ShapeRule rule) {
        Integer height = rule.find(HEIGHT);
        Integer width = rule.find(WIDTH);
        if (height == null && width != null) {
            rule.error(
                    "shape.reshape",
                    WIDTH,
                    "reshape with a width has a height too",
                    "an image of one row is reshape(channels, 1, -1)");
            return null;
        }
        List<Integer> sizes = new ArrayList<>(List.of(rule.get(CHANNELS)));
        Stream.of(height, width).filter(Objects::nonNull).forEach(sizes::add);
        long values = rule.in().size();
        boolean open = sizes.contains(-1);
        if (!fill(sizes, values)) {
            String shape = sizes.stream().map(String::valueOf).collect(Collectors.joining("x"));
            String message = open
                    ? "no size in the place of -1 makes %s of %s"
                            .formatted(shape, rule.in().described())
                    : String.format(
                            Locale.ROOT, "%s has %d values but the input has %d", shape, product(sizes), values);
            rule.error("shape.reshape", message, open ? null : "-1 in the place of one size is what is left");
            return null;
        }
        return switch (sizes.size()) {
            case 1 -> new Shape.Vector(sizes.get(0));
            case 2 -> new Shape.Sequence(sizes.get(0), sizes.get(1));
            default -> new Shape.Image(sizes.get(0), sizes.get(1), sizes.get(2));
        };
    }

    /** Puts what is left in the place of a -1; whether the sizes then have this many values. */
    private static boolean fill(List<Integer> sizes, long values) {
        int open = sizes.indexOf(-1);
        if (open >= 0) {
            sizes.set(open, 1);
            long others = product(sizes);
            if (others < 1 || values % others != 0) {
                sizes.set(open, -1);
                return false;
            }
            sizes.set(open, (int) (values / others));
        }
        return sizes.stream().allMatch(size -> size > 0) && product(sizes) == values;
    }

    private static long product(List<Integer> sizes) {
        return sizes.stream().allMatch(size -> size > 0)
                ? Sizes.product(sizes.stream().mapToLong(Integer::longValue).toArray())
                : 0;
    }

    @Override
    public long flops(Use use) {
        return 0;
    }

    @Override
    public boolean reshapes() {
        return true;
    }

    @Override
    public boolean changesNothing(Use use) {
        return use.input().equals(use.out());
    }

    @Override
    public Constant constant(Use use) {
        return Constant.site();
    }

    @Override
    public void forward(Code code) {
        // Nothing: the output is the input's memory.
    }

    @Override
    public void backward(Code code) {
        // Nothing: the gradient by the output is the memory of the gradient by the input.
    }
}
