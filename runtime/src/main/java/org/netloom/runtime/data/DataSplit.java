package org.netloom.runtime.data;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What to train on and what to test on. It never changes. */
public final class DataSplit {
    private final Dataset train;
    private final Dataset test;
    private final boolean heldOut;

    private DataSplit(Dataset train, Dataset test, boolean heldOut) {
        this.train = train;
        this.test = test;
        this.heldOut = heldOut;
    }

    /** Data that have a test part of their own. */
    public static DataSplit of(Dataset train, Dataset test) {
        return new DataSplit(train, test, false);
    }

    /** The same, where the source has no test part of its own and {@code test} was taken out of its examples. */
    public DataSplit withHeldOut(boolean taken) {
        return new DataSplit(train, test, taken);
    }

    public Dataset train() {
        return train;
    }

    public Dataset test() {
        return test;
    }

    /** Whether the source has no test part of its own, and {@link #test} was taken out of its examples. */
    public boolean heldOut() {
        return heldOut;
    }

    /** {@code mnist: 60,000 training and 10,000 test examples of 1x28x28 in 10 classes}; of text, {@code 64 tokens}. */
    public String description() {
        return String.format(
                Locale.ROOT,
                "%s: %s training and %s test examples of %s%s in %d classes%s",
                train.name(),
                grouped(train.size()),
                grouped(test.size()),
                Shapes.text(train.shape()),
                train.tokens() > 0 ? " tokens" : "",
                Math.max(train.classes(), test.classes()),
                heldOut ? " (it has no test part: a tenth, always the same, is held out)" : "");
    }

    /**
     * Whether training and test examples are of scales so different that one of them was probably meant otherwise, as pixels of
     * 0..255 beside those of 0..1: one sentence with both ranges; null where nothing is wrong.
     */
    public @Nullable String warning() {
        return Scales.warning(this);
    }

    private static String grouped(int count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
