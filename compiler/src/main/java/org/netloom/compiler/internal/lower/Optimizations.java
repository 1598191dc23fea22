package org.netloom.compiler.internal.lower;

/**
 * What generated code does to be fast and small; without it, it computes the same.
 *
 * @param fuse whether neighbors that an engine can compute in one call are one call
 * @param share whether tensors that are never alive together share memory
 */
public record Optimizations(boolean fuse, boolean share) {
    public static final Optimizations ALL = new Optimizations(true, true);
    public static final Optimizations NONE = new Optimizations(false, false);

    public Optimizations withFuse(boolean on) {
        return new Optimizations(on, share);
    }

    public Optimizations withShare(boolean on) {
        return new Optimizations(fuse, on);
    }
}
