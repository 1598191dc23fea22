package org.netloom.runtime.op;

/** Looks up a row of weight [V,F] for each token: x [N,T] of whole numbers in [0, V), y [N,T,F]. */
public record Embedding(Site site) implements Op {
    public static Embedding of(String layer, String position) {
        return new Embedding(new Site(layer, position));
    }
}
