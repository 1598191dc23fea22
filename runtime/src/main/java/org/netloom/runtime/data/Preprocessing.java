package org.netloom.runtime.data;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.exception.NetworkException;

/**
 * What becomes of raw values before a network sees them, and what its outputs are called: computed on the training part
 * alone, kept with a checkpoint, and applied to whatever the network is shown afterwards. It never changes, and is equal to
 * another one with the same contents.
 */
public final class Preprocessing {
    private static final Preprocessing NONE =
            new Preprocessing(DataOptions.none(), DataOptions.none(), List.of(), List.of(), List.of(), null);

    /** What a column of a table is. */
    public enum Kind {
        /** A number: (value - mean) / deviation is one input of the network. */
        NUMERIC,
        /** A word: one input for each category, 1 for the one that it is and 0 for all others. */
        CATEGORICAL,
        /** No input. */
        IGNORED
    }

    /**
     * A column of a table.
     *
     * @param missing what stands for a missing number, in the column's own units; a missing word is none of the categories
     * @param mean of a numeric column, 0 where it is not standardized
     * @param deviation of a numeric column, 1 where it is not standardized
     * @param categories of a categorical column, in the order of its inputs
     */
    public record Column(
            String name, Kind kind, double missing, double mean, double deviation, List<String> categories) {
        public Column {
            categories = List.copyOf(categories);
            if (!Double.isFinite(missing) || !Double.isFinite(mean) || !(deviation > 0 && deviation < 1 / 0.0)) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "%s: %s, %s ± %s", name, missing, mean, deviation));
            }
        }

        /** A column of numbers. */
        public static Column numeric(String name, double missing, double mean, double deviation) {
            return new Column(name, Kind.NUMERIC, missing, mean, deviation, List.of());
        }

        /** A column of words. */
        public static Column categorical(String name, List<String> categories) {
            return new Column(name, Kind.CATEGORICAL, 0, 0, 1, categories);
        }

        /** A column that is no input. */
        public static Column ignored(String name) {
            return new Column(name, Kind.IGNORED, 0, 0, 1, List.of());
        }

        /** How many inputs of the network it is. */
        public int inputs() {
            return switch (kind) {
                case NUMERIC -> 1;
                case CATEGORICAL -> categories.size();
                case IGNORED -> 0;
            };
        }
    }

    /**
     * A number that a network is to say.
     *
     * @param mean what was taken from it before training, 0 where nothing was
     * @param deviation what it was divided by then, 1 where it was not
     */
    public record Target(String name, double mean, double deviation) {
        public Target {
            if (!Double.isFinite(mean) || !(deviation > 0 && deviation < 1 / 0.0)) {
                throw new IllegalArgumentException(String.format(Locale.ROOT, "%s: %s ± %s", name, mean, deviation));
            }
        }

        /** What the network says, in the target's own units. */
        public double unscaled(double output) {
            return output * deviation + mean;
        }
    }

    /**
     * What images are brought to.
     *
     * @param shape [channels, height, width]
     * @param fit how: {@code crop} or {@code stretch}
     * @param mean of each channel's values of 0..1; none where they are not standardized
     * @param deviation of each channel; none where they are not standardized
     */
    public record Images(List<Integer> shape, String fit, List<Double> mean, List<Double> deviation) {
        public Images {
            shape = List.copyOf(shape);
            mean = List.copyOf(mean);
            deviation = List.copyOf(deviation);
            boolean sizes = shape.size() == 3 && shape.stream().allMatch(size -> size > 0);
            if (!sizes
                    || mean.size() != deviation.size()
                    || !(mean.isEmpty() || mean.size() == shape.get(0))
                    || !deviation.stream().allMatch(one -> one > 0)) {
                throw new IllegalArgumentException(shape + ": " + mean + " ± " + deviation);
            }
        }
    }

    private final DataOptions options;
    private final DataOptions division;
    private final List<Column> columns;
    private final List<String> classNames;
    private final List<Target> targets;
    private final @Nullable Images images;

    private Preprocessing(
            DataOptions options,
            DataOptions division,
            List<Column> columns,
            List<String> classNames,
            List<Target> targets,
            @Nullable Images images) {
        this.options = options;
        this.division = division;
        this.columns = List.copyOf(columns);
        this.classNames = List.copyOf(classNames);
        this.targets = List.copyOf(targets);
        this.images = images;
    }

    /** Values as they are, and classes that are numbers alone. */
    public static Preprocessing none() {
        return NONE;
    }

    /** The same with options of the data that hold for other files, too, as {@code header=false}. */
    public Preprocessing withOptions(DataOptions kept) {
        return new Preprocessing(kept, division, columns, classNames, targets, images);
    }

    /** The same with the options that divided the data into parts, as {@code test=0.2}. */
    public Preprocessing withDivision(DataOptions asked) {
        return new Preprocessing(options, asked, columns, classNames, targets, images);
    }

    /** The same of a table with these columns, those of the target left out. */
    public Preprocessing withColumns(List<Column> known) {
        return new Preprocessing(options, division, known, classNames, targets, images);
    }

    /** The same with names of the classes, in their order. */
    public Preprocessing withClassNames(List<String> names) {
        return new Preprocessing(options, division, columns, names, targets, images);
    }

    /** The same with numbers for targets, in their order. */
    public Preprocessing withTargets(List<Target> known) {
        return new Preprocessing(options, division, columns, classNames, known, images);
    }

    /** The same of images. */
    public Preprocessing withImages(@Nullable Images known) {
        return new Preprocessing(options, division, columns, classNames, targets, known);
    }

    /** Whether there is nothing to know. */
    public boolean isNone() {
        return equals(NONE);
    }

    /** Options of the training data that hold for other files, too, where those say nothing else. */
    public DataOptions options() {
        return options;
    }

    /** The options that divided the training's data into parts; none where nobody asked for any. They hold for those data alone. */
    public DataOptions division() {
        return division;
    }

    /** The columns of a table but for its target, in its order; empty of what is none. */
    public List<Column> columns() {
        return columns;
    }

    /** What the classes are called, in order; empty where they are numbers alone. */
    public List<String> classNames() {
        return classNames;
    }

    /** The numbers that are the target; empty where targets are classes, or have no names. */
    public List<Target> targets() {
        return targets;
    }

    /** What images are brought to; null of what are none. */
    public @Nullable Images images() {
        return images;
    }

    /** One line of JSON, of which {@link #parse} makes the same again. */
    public String toJson() {
        return PreprocessingJson.write(this);
    }

    /**
     * Reads what {@link #toJson} has written.
     *
     * @throws NetworkException in one sentence, where the text is anything else
     */
    public static Preprocessing parse(String json) {
        return PreprocessingJson.parse(json);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Preprocessing that
                && options.equals(that.options)
                && division.equals(that.division)
                && columns.equals(that.columns)
                && classNames.equals(that.classNames)
                && targets.equals(that.targets)
                && Objects.equals(images, that.images);
    }

    @Override
    public int hashCode() {
        return Objects.hash(options, division, columns, classNames, targets, images);
    }

    @Override
    public String toString() {
        return toJson();
    }
}
