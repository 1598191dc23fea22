package org.netloom.experiments.plot;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/** From values to places along an axis, and where its ticks are. */
final class Scale {
    private static final int TICKS = 6;

    private final Axis axis;
    private final double from;
    private final double to;
    private final double start;
    private final double end;
    private final List<Double> ticks = new ArrayList<>();

    /**
     * @param values that must fit
     * @param start the place of the least one, in pixels
     * @param end the place of the greatest one
     */
    Scale(Axis axis, List<Double> values, double start, double end) {
        this.axis = axis;
        this.start = start;
        this.end = end;
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            if (axis.shows(value)) {
                least = Math.min(least, value);
                greatest = Math.max(greatest, value);
            }
        }
        if (axis.from() != null) {
            least = Math.min(least, axis.from());
        }
        if (axis.to() != null) {
            greatest = Math.max(greatest, axis.to());
        }
        if (least > greatest) {
            least = axis.log() ? 0.1 : 0;
            greatest = 1;
        }
        if (axis.log()) {
            // A little more, so that no point lies on the edge.
            double room = least == greatest ? 2 : Math.pow(greatest / least, 0.04);
            from = least / room;
            to = greatest * room;
            logTicks();
        } else {
            double margin = least == greatest ? Math.max(Math.abs(least) * 0.1, 0.05) : 0;
            double step = Math.max(axis.whole() ? 1 : 0, step(least - margin, greatest + margin));
            from = Math.floor((least - margin) / step + 1e-9) * step;
            to = Math.ceil((greatest + margin) / step - 1e-9) * step;
            for (long i = Math.round(from / step); i <= Math.round(to / step); i++) {
                ticks.add(i * step);
            }
        }
    }

    /** 1, 2 or 5 times a power of ten, so that there are about {@link #TICKS}. */
    private static double step(double least, double greatest) {
        double rough = (greatest - least) / TICKS;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double factor = rough / power;
        return power * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10);
    }

    /**
     * Powers of ten; where these are few, 1, 3 or 1, 2, 5 of each; where they are many, some of them; and where not even
     * two of these lie on the axis, round numbers at equal distances.
     */
    private void logTicks() {
        powerTicks();
        if (ticks.size() < 2) {
            ticks.clear();
            double step = step(from, to);
            for (long i = (long) Math.ceil(from / step - 1e-9); i * step <= to * (1 + 1e-9); i++) {
                ticks.add(i * step);
            }
        }
    }

    private void powerTicks() {
        double decades = Math.log10(to / from);
        double[] factors =
                decades < 1.5 ? new double[] {1, 2, 5} : decades < 3.5 ? new double[] {1, 3} : new double[] {1};
        int every = Math.max(1, (int) Math.ceil(decades / 8));
        for (int exponent = (int) Math.floor(Math.log10(from)); exponent <= Math.log10(to); exponent++) {
            if (Math.floorMod(exponent, every) != 0) {
                continue;
            }
            for (double factor : factors) {
                double tick = Double.parseDouble((int) factor + "e" + exponent);
                if (tick >= from * (1 - 1e-9) && tick <= to * (1 + 1e-9)) {
                    ticks.add(tick);
                }
            }
        }
    }

    double place(double value) {
        double share = axis.log() ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
        return start + share * (end - start);
    }

    List<Double> ticks() {
        return ticks;
    }

    /** Where a bar begins: at 0 where that is on the axis. */
    double base() {
        return axis.log() ? from : Math.min(Math.max(0, from), to);
    }

    /** {@code 0.03}, {@code 95 %}, {@code 1e-7}. */
    String text(double tick) {
        if (axis.percent()) {
            return plain(tick * 100) + " %";
        }
        double size = Math.abs(tick);
        if (size != 0 && (size >= 1e6 || size < 1e-3)) {
            BigDecimal rounded = new BigDecimal(tick).round(new MathContext(3));
            int exponent = rounded.precision() - rounded.scale() - 1;
            String digits =
                    rounded.scaleByPowerOfTen(-exponent).stripTrailingZeros().toPlainString();
            return digits + "e" + exponent;
        }
        return plain(tick);
    }

    private static String plain(double value) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(6));
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
