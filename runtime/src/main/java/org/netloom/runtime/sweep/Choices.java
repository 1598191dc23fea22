package org.netloom.runtime.sweep;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.netloom.runtime.exception.NetworkException;

/** What a variable of a sweep can be: one of a list, or anything in a range. */
public sealed interface Choices {

    /** How many different ones there are; {@link Long#MAX_VALUE} for those of a range of real numbers. */
    long count();

    /** One of them, each as likely as the others. */
    String draw(RandomGenerator random);

    /** Values as a train section has them, in the order to try them in. */
    record Listed(List<String> values) implements Choices {
        /** @throws NetworkException where there is none, an empty one, or one twice */
        public Listed {
            values = List.copyOf(values);
            Set<String> seen = new HashSet<>();
            for (String value : values) {
                if (value.isBlank()) {
                    throw new NetworkException("a choice between two commas is empty");
                }
                if (!seen.add(value)) {
                    throw new NetworkException("%s is there twice".formatted(value));
                }
            }
            if (values.isEmpty()) {
                throw new NetworkException("there is nothing to choose from");
            }
        }

        @Override
        public long count() {
            return values.size();
        }

        @Override
        public String draw(RandomGenerator random) {
            return values.get(random.nextInt(values.size()));
        }

        @Override
        public String toString() {
            return String.join(", ", values);
        }
    }

    /** How numbers lie in a range. */
    enum Scale {
        /** The logarithm is uniform: as many between 0.001 and 0.01 as between 0.1 and 1. */
        LOG,
        /** Each is as likely as the others. */
        UNIFORM,
        /** Whole ones, each as likely as the others, both ends included. */
        INT;

        /** As in {@code log(1e-4, 1)}. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Numbers from one end to the other. Real ones are drawn with {@value #DIGITS} digits, which are then the numbers that are
     * tried.
     */
    record Range(Scale scale, double from, double to) implements Choices {
        private static final int DIGITS = 4;

        /** @throws NetworkException where there is no such range */
        public Range {
            String text = text(scale, from, to);
            if (!(from < to) || Double.isInfinite(from) || Double.isInfinite(to)) {
                throw new NetworkException("%s is no range: the first number is the smaller one".formatted(text));
            }
            if (scale == Scale.LOG && from <= 0) {
                throw new NetworkException("%s is no range: logarithms are of numbers above 0".formatted(text));
            }
            if (scale == Scale.INT && (from != Math.rint(from) || to != Math.rint(to) || Math.abs(to - from) > 1e9)) {
                throw new NetworkException("%s is no range of whole numbers".formatted(text));
            }
        }

        @Override
        public long count() {
            return scale == Scale.INT ? (long) (to - from) + 1 : Long.MAX_VALUE;
        }

        @Override
        public String draw(RandomGenerator random) {
            return switch (scale) {
                case INT -> String.valueOf((long) from + random.nextLong(count()));
                case UNIFORM -> rounded(from + (to - from) * random.nextDouble());
                case LOG -> rounded(Math.exp(Math.log(from) + (Math.log(to) - Math.log(from)) * random.nextDouble()));
            };
        }

        /** Rounding leads out of no range. */
        private String rounded(double value) {
            BigDecimal rounded = BigDecimal.valueOf(value).round(new MathContext(DIGITS));
            return rounded.max(BigDecimal.valueOf(from))
                    .min(BigDecimal.valueOf(to))
                    .toPlainString();
        }

        private static String text(Scale scale, double from, double to) {
            return scale == Scale.INT
                    ? String.format(Locale.ROOT, "int(%.0f, %.0f)", from, to)
                    : String.format(Locale.ROOT, "%s(%s, %s)", scale.word(), from, to);
        }

        @Override
        public String toString() {
            return text(scale, from, to);
        }
    }
}
