package org.netloom.compiler.internal.builtin;

import static org.netloom.compiler.layer.Parameter.integer;

import org.jspecify.annotations.Nullable;
import org.netloom.compiler.layer.Layer;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.problem.Problem;

/** What comes into a network; the batch is not part of it. */
public final class Input implements Layer {
    private static final Parameter<Integer> CHANNELS = integer(
                    "channels",
                    "channels of an image; alone, the features of a vector; of two, the steps of a sequence")
            .atLeast(1)
            .alsoCalled("features", "in_channels");
    private static final Parameter<Integer> HEIGHT = integer(
                    "height", "rows of an image; of two, the features of each step of a sequence")
            .atLeast(1)
            .orNothing();
    private static final Parameter<Integer> WIDTH =
            integer("width", "columns of an image").atLeast(1).orNothing();

    private static final Signature SIGNATURE = Signature.of(
                    "input",
                    "The shape of one example: input(1, 28, 28) is an image, input(784) a vector or so many tokens,"
                            + " input(35, 8) a sequence of 35 steps of 8 features.")
            .parameters(CHANNELS, HEIGHT, WIDTH)
            .formula(
                    "x: [N, C, H, W] of an image, [N, F] of a vector",
                    "PyTorch's order, channels before rows and columns")
            .example("input(2, 7, 6) flatten dense(3)")
            .alsoCalled("inputlayer", "in");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public @Nullable Shape shape(ShapeRule rule) {
        int channels = rule.get(CHANNELS);
        Integer height = rule.find(HEIGHT);
        Integer width = rule.find(WIDTH);
        if (height == null && width == null) {
            return new Shape.Vector(channels);
        }
        if (height == null) {
            rule.error(
                    "shape.input-sizes",
                    "an input with a width has a height too",
                    "write input(channels, height, width)");
            return null;
        }
        if (width == null) {
            return rule.sequence(channels, height);
        }
        if (looksLikeChannelsLast(channels, height, width)) {
            rule.report(Problem.warning(
                            "shape.channels-last",
                            rule.name(),
                            "this is an image of %s channels, %s rows and %s column%s: do its channels stand last?"
                                    .formatted(channels, height, width, width == 1 ? "" : "s"))
                    .help("they come first here: input(%s, %s, %s)".formatted(width, channels, height)));
        }
        return rule.image(channels, height, width);
    }

    /** As Keras and Pillow have gray, color and transparent images: about as high as wide, and of 1, 3 or 4 channels. */
    private static boolean looksLikeChannelsLast(int channels, int height, int width) {
        int smaller = Math.min(channels, height);
        boolean ofPixels = smaller >= 8 && Math.max(channels, height) / 2 <= smaller;
        return ofPixels && (width == 1 || width == 3 || width == 4);
    }
}
