package org.netloom.runtime.augment;

import java.util.List;
import org.netloom.runtime.exception.NetworkException;

/** Images are mirrored, each with a probability: {@code horizontal}, {@code vertical}, or {@code both} by chance. */
public record Flip(String direction, double p) implements SpatialAugmentation {
    private static final List<String> DIRECTIONS = List.of("horizontal", "vertical", "both");

    public Flip {
        if (!DIRECTIONS.contains(direction)) {
            throw new NetworkException(
                    "images are flipped %s, not '%s'".formatted(String.join(", ", DIRECTIONS), direction));
        }
        Limits.probability(p);
    }

    /** In this direction, every second image. */
    public static Flip of(String direction) {
        return new Flip(direction, 0.5);
    }

    /** The same with this probability. */
    public Flip withP(double probability) {
        return new Flip(direction, probability);
    }

    @Override
    public void move(Inputs inputs, Draws random, ImageMap map) {
        if (random.chance(p) && !direction.equals("vertical")) {
            map.flipHorizontally();
        }
        if (random.chance(p) && !direction.equals("horizontal")) {
            map.flipVertically();
        }
    }

    @Override
    public String toString() {
        return "flip(%s, p=%s)".formatted(direction, p);
    }
}
