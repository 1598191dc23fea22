package org.netloom.runtime.describe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Positive numbers by their logarithms. */
record LogAxis(double from, double to) implements Axis {
    private static final double[] DIGITS = {1, 2, 5};
    /** Over more decades than these a line at each 2 and 5 is too much. */
    private static final double FEW_DECADES = 2.5;

    private static final int MOST_TICKS = 8;

    /** Around these numbers, with 1, 2 or 5 times a power of ten at the ends. */
    static LogAxis of(double least, double greatest) {
        double from = Double.MIN_NORMAL;
        double to = Double.POSITIVE_INFINITY;
        int first = (int) Math.floor(Math.log10(least)) - 1;
        int last = (int) Math.ceil(Math.log10(greatest)) + 1;
        for (int decade = first; decade <= last; decade++) {
            for (double digit : DIGITS) {
                double round = digit * Math.pow(10, decade);
                // A number that is one of the round ones but for its last bits is at the end itself.
                from = round <= least * (1 + 1e-9) ? round : from;
                to = round >= greatest * (1 - 1e-9) ? Math.min(to, round) : to;
            }
        }
        return to > from ? new LogAxis(from, to) : new LogAxis(from / 2, to * 2);
    }

    private double decades() {
        return Math.log10(to / from);
    }

    @Override
    public double share(double value) {
        return Math.log10(value / from) / decades();
    }

    @Override
    public List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        int apart = (int) Math.ceil(decades() / MOST_TICKS);
        int last = (int) Math.ceil(Math.log10(to));
        for (int decade = (int) Math.floor(Math.log10(from)); decade <= last; decade++) {
            for (double digit : DIGITS) {
                double tick = digit * Math.pow(10, decade);
                boolean shown = digit == 1 ? Math.floorMod(decade, apart) == 0 : decades() <= FEW_DECADES;
                if (shown && tick >= from * (1 - 1e-9) && tick <= to * (1 + 1e-9)) {
                    ticks.add(tick);
                }
            }
        }
        return ticks;
    }

    @Override
    public String text(double tick) {
        if (tick >= 1e6 || tick < 1e-4) {
            return String.format(Locale.ROOT, "%.0e", tick);
        }
        int digits = (int) Math.max(0, -Math.floor(Math.log10(tick) + 1e-9));
        return String.format(Locale.ROOT, "%,." + digits + "f", tick);
    }
}
