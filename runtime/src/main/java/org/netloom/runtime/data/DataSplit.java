package org.netloom.runtime.data;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What to train on and what to test on. It never changes. */
public final class DataSplit {
    private final Dataset train;
    private final Dataset test;
    private final boolean heldOut;

    private final @Nullable Dataset validation;
    private final Preprocessing preprocessing;
    private final @Nullable String note;

    private DataSplit(
            Dataset train,
            Dataset test,
            boolean heldOut,
            @Nullable Dataset validation,
            Preprocessing preprocessing,
            @Nullable String note) {
        this.train = train;
        this.test = test;
        this.heldOut = heldOut;
        this.validation = validation;
        this.preprocessing = preprocessing;
        this.note = note;
    }

    /** Data that have a test part of their own. */
    public static DataSplit of(Dataset train, Dataset test) {
        return new DataSplit(train, test, false, null, Preprocessing.none(), null);
    }

    /** The same, where the source has no test part of its own and {@code test} was taken out of its examples. */
    public DataSplit withHeldOut(boolean taken) {
        return new DataSplit(train, test, taken, validation, preprocessing, note);
    }

    /** The same with examples that guide the training and are not learned from; null for none. */
    public DataSplit withValidation(@Nullable Dataset guiding) {
        return new DataSplit(train, test, heldOut, guiding, preprocessing, note);
    }

    /** The same with what became of raw values, computed on the training part alone. */
    public DataSplit withPreprocessing(Preprocessing known) {
        return new DataSplit(train, test, heldOut, validation, known, note);
    }

    /** The same with what the description says of how the parts came about; null for nothing of its own. */
    public DataSplit withNote(@Nullable String said) {
        return new DataSplit(train, test, heldOut, validation, preprocessing, said);
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

    /** What guides the training and is not learned from; null where there is no such part. */
    public @Nullable Dataset validation() {
        return validation;
    }

    /** What became of raw values before the network sees them; {@link Preprocessing#none} where there is nothing to know. */
    public Preprocessing preprocessing() {
        return preprocessing;
    }

    /** {@code mnist: 60,000 training and 10,000 test examples of 1x28x28 in 10 classes}; of text, {@code 64 tokens}. */
    public String description() {
        String remark = note != null
                ? " (%s)".formatted(note)
                : heldOut ? " (it has no test part: a tenth, always the same, is held out)" : "";
        return String.format(
                Locale.ROOT,
                "%s: %s training%s and %s test examples of %s%s%s%s",
                train.name(),
                grouped(train.size()),
                validation == null ? "" : ", " + grouped(validation.size()) + " validation",
                grouped(test.size()),
                Shapes.text(train.shape()),
                train.tokens() > 0 ? " tokens" : "",
                targets(),
                remark);
    }

    /** {@code  in 10 classes}, {@code  with 2 numbers each: height, weight}. */
    private String targets() {
        if (train.targets() == 0) {
            return String.format(Locale.ROOT, " in %d classes", Math.max(train.classes(), test.classes()));
        }
        return String.format(
                Locale.ROOT,
                " with %s each%s",
                train.targets() == 1 ? "1 number" : train.targets() + " numbers",
                train.targetNames().isEmpty() ? "" : ": " + String.join(", ", train.targetNames()));
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
