package org.netloom.runtime.op;

/** The places of an image [N,C,H,W], row by row, as the steps of a sequence [N,H·W,C]. */
public record Tokens(Site site) implements Op {
    public static Tokens of(String layer, String position) {
        return new Tokens(new Site(layer, position));
    }
}
