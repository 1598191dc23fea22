package org.netloom.runtime.data;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether training and test examples are of one scale, judged by some of each. */
final class Scales {
    private static final int EXAMPLES = 256;

    /**
     * From so many times as large on it is no chance. Pixels of 0..255 beside those of 0..1 are 255 times as large, and beside
     * standardized ones some 90 times.
     */
    private static final double ANOTHER_SCALE = 40;

    private Scales() {}

    /** One sentence with both ranges, where the examples of one part are far larger than those of the other; else null. */
    static @Nullable String warning(DataSplit split) {
        if (split.train().tokens() > 0) {
            return null;
        }
        Range train = Range.of(split.train());
        Range test = Range.of(split.test());
        double mean = train.mean / test.mean;
        double largest = train.largest() / test.largest();
        // Both, so that neither a rare value alone nor a part of little else than zeros is taken for a scale.
        boolean another = Math.min(mean, largest) >= ANOTHER_SCALE || Math.max(mean, largest) <= 1 / ANOTHER_SCALE;
        if (!another || !Double.isFinite(mean) || mean == 0) {
            return null;
        }
        return "the training examples of %s go from %s to %s but the test examples from %s to %s, which are %s times as %s; scale both alike"
                .formatted(
                        split.train().name(),
                        number(train.least),
                        number(train.most),
                        number(test.least),
                        number(test.most),
                        number(largest > 1 ? largest : 1 / largest),
                        largest > 1 ? "small" : "large");
    }

    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.4g", value);
        return text.contains("e")
                ? text
                : String.valueOf(Double.parseDouble(text)).replaceAll("\\.0$", "");
    }

    /** Of the values of some examples; {@code mean} of their magnitudes. */
    private record Range(double least, double most, double mean) {
        double largest() {
            return Math.max(-least, most);
        }

        static Range of(Dataset data) {
            double[] example = new double[Shapes.size(data.shape())];
            double least = Double.POSITIVE_INFINITY;
            double most = Double.NEGATIVE_INFINITY;
            double sum = 0;
            int count = Math.min(EXAMPLES, data.size());
            for (int i = 0; i < count; i++) {
                data.copy((int) ((long) i * data.size() / count), example, 0);
                for (double value : example) {
                    least = Math.min(least, value);
                    most = Math.max(most, value);
                    sum += Math.abs(value);
                }
            }
            return new Range(least, most, sum / count / example.length);
        }
    }
}
