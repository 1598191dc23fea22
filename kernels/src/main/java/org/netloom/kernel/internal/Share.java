package org.netloom.kernel.internal;

/** How {@code count} pieces of work are dealt out to workers: contiguous ranges whose sizes differ by one at most. */
public final class Share {
    private Share() {}

    /** The first piece of a worker; of the one behind the last, {@code count}. */
    public static int first(int count, int worker, int workers) {
        return (int) ((long) count * worker / workers);
    }
}
