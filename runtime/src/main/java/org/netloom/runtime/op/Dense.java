package org.netloom.runtime.op;

/**
 * An affine map: x [N,F], weight [O,F], bias [O] or none, y = x weightᵀ + bias, [N,O]; the same for
 * each step of a sequence x [N,T,F], y [N,T,O].
 */
public record Dense(Site site) implements Op {
    public static Dense of(String layer, String position) {
        return new Dense(new Site(layer, position));
    }
}
