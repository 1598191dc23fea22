package org.netloom.compiler.layer.builtin;

import static org.netloom.compiler.layer.Parameter.integer;

import org.jspecify.annotations.Nullable;
import org.netloom.compiler.layer.Layer;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.Signature;

/** What comes into a network; the batch is not part of it. */
public final class Input implements Layer {
    private static final Parameter<Integer> CHANNELS = integer(
                    "channels", "channels of an image; alone, the features of a vector")
            .atLeast(1)
            .alsoCalled("features", "in_channels");
    private static final Parameter<Integer> HEIGHT =
            integer("height", "rows of an image").atLeast(1).orNothing();
    private static final Parameter<Integer> WIDTH =
            integer("width", "columns of an image").atLeast(1).orNothing();

    private static final Signature SIGNATURE = Signature.of(
                    "input", "The shape of one example: input(1, 28, 28) is an image, input(784) a vector.")
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
        if (height == null || width == null) {
            rule.error(
                    "shape.input-sizes",
                    "an input has one size, of a vector, or three, of an image, but not two",
                    height == null
                            ? "write input(channels, height, width)"
                            : "input(1, %d, %d) is an image of one channel".formatted(channels, height));
            return null;
        }
        return rule.image(channels, height, width);
    }
}
