package org.netloom.runtime.augment;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.data.Preprocessing.Images;

/**
 * The examples that are changed.
 *
 * @param shape of one: {@code [1, 28, 28]}
 * @param tokens whether values are tokens, which stand for something else
 * @param black of each channel the value that was 0 before it was standardized: what comes in from outside of an image
 */
public record Inputs(List<Integer> shape, boolean tokens, List<Double> black) {
    public Inputs {
        shape = List.copyOf(shape);
        black = List.copyOf(black);
        if (black.size() != shape.get(0)) {
            throw new IllegalArgumentException(shape + " with " + black);
        }
    }

    /** The training part of some data. */
    public static Inputs of(DataSplit split) {
        Dataset data = split.train();
        Images images = split.preprocessing().images();
        List<Double> black = Collections.nCopies(data.shape().get(0), 0.0);
        if (images != null && !images.mean().isEmpty()) {
            List<Double> deviation = images.deviation();
            List<Double> mean = images.mean();
            black = IntStream.range(0, mean.size())
                    .mapToObj(c -> -mean.get(c) / deviation.get(c))
                    .toList();
        }
        return new Inputs(data.shape(), data.tokens() > 0, black);
    }

    /** Whether they are images [channels, height, width]. */
    public boolean areImages() {
        return shape.size() == 3 && !tokens;
    }

    /** Of images. */
    public int channels() {
        return shape.get(0);
    }

    /** Of images. */
    public int height() {
        return shape.get(1);
    }

    /** Of images. */
    public int width() {
        return shape.get(2);
    }

    /** Why what needs images cannot be; null where they are images. */
    public @Nullable String refusalOfImages() {
        return areImages()
                ? null
                : "it changes images [channels, height, width], and an example here is %s".formatted(described());
    }

    /** Why what needs numbers that mean an amount cannot be; null where they do. */
    public @Nullable String refusalOfTokens() {
        return tokens ? "it changes numbers, and an example here is %s".formatted(described()) : null;
    }

    private String described() {
        String text = shape.stream().map(String::valueOf).collect(Collectors.joining("x"));
        return text + (tokens ? " tokens" : "");
    }
}
