package org.netloom.runtime.op;

/** Puts a trained step, weight [1,F], before the steps of a sequence: x [N,T,F], y [N,T+1,F]. */
public record ClassToken(Site site) implements Op {
    public static ClassToken of(String layer, String position) {
        return new ClassToken(new Site(layer, position));
    }
}
