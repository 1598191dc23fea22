package org.netloom.runtime.op;

/** Makes one vector [N,F] of a sequence [N,T,F]. */
public record SequencePool(Site site, Kind kind) implements Op {

    /** Which step counts. */
    public enum Kind {
        FIRST,
        LAST,
        MEAN
    }

    public static SequencePool of(String layer, String position, Kind kind) {
        return new SequencePool(new Site(layer, position), kind);
    }
}
