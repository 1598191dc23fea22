package org.netloom.compiler.options;

/**
 * What generated code does to be fast and small; without it, it computes the same. It never changes; each {@code with…} gives
 * another one.
 */
public final class Optimizations {
    public static final Optimizations ALL = new Optimizations(true, true);
    public static final Optimizations NONE = new Optimizations(false, false);

    private final boolean fuse;
    private final boolean share;

    private Optimizations(boolean fuse, boolean share) {
        this.fuse = fuse;
        this.share = share;
    }

    /** Whether neighbors that an engine can compute in one call are one call. */
    public boolean fuse() {
        return fuse;
    }

    /** Whether tensors that are never alive together share memory. */
    public boolean share() {
        return share;
    }

    /** The same with or without fused calls. */
    public Optimizations withFuse(boolean on) {
        return new Optimizations(on, share);
    }

    /** The same with or without shared memory. */
    public Optimizations withShare(boolean on) {
        return new Optimizations(fuse, on);
    }
}
