package org.netloom.runtime.op;

/**
 * Inverted dropout (Srivastava et al., 2014): in training each element is zero with the given probability and
 * otherwise divided by {@code 1 - probability}; in inference nothing is done.
 *
 * @param probability of an element to be dropped, in [0, 1)
 */
public record Dropout(Site site, double probability) implements Op {
    public static Dropout of(String layer, String position, double probability) {
        return new Dropout(new Site(layer, position), probability);
    }
}
