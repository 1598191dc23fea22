package org.netloom.runtime.describe;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** From one number to another, in steps between which lines are drawn. */
record LinearAxis(double from, double to, double step) implements Axis {

    /** Around these numbers, with round numbers at the ends. */
    static LinearAxis of(double least, double greatest) {
        double low = greatest > least ? least : least - Math.max(1e-9, Math.abs(least) * 0.1);
        double high = greatest > least ? greatest : greatest + Math.max(1e-9, Math.abs(greatest) * 0.1);
        double step = round((high - low) / 5);
        return new LinearAxis(Math.floor(low / step) * step, Math.ceil(high / step) * step, step);
    }

    /** From 0 to this number and no further, in whole steps. */
    static LinearAxis ofCounts(double greatest) {
        return new LinearAxis(0, greatest, Math.max(1, round(greatest / 8)));
    }

    /** The next larger of 1, 2 and 5 times a power of ten. */
    private static double round(double rough) {
        double decade = Math.pow(10, Math.floor(Math.log10(rough)));
        return decade * (rough / decade > 5 ? 10 : rough / decade > 2 ? 5 : rough / decade > 1 ? 2 : 1);
    }

    @Override
    public double share(double value) {
        return (value - from) / (to - from);
    }

    @Override
    public List<Double> ticks() {
        int count = (int) Math.floor((to - from) / step + 1e-6);
        return IntStream.rangeClosed(0, count).mapToObj(i -> from + i * step).toList();
    }

    /** As many digits as two neighbors need to differ. */
    @Override
    public String text(double tick) {
        double shown = Math.abs(tick) < step / 2 ? 0 : tick;
        if (step >= 1e6 || step < 1e-4) {
            return String.format(Locale.ROOT, "%.2g", shown);
        }
        int digits = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
        return String.format(Locale.ROOT, "%,." + digits + "f", shown);
    }
}
