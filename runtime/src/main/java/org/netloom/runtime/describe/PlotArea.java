package org.netloom.runtime.describe;

import java.util.Locale;

/**
 * A square with two axes.
 *
 * @param x of its left edge
 * @param y of its upper edge
 */
record PlotArea(double x, double y, double side, Axis across, Axis up) {

    /** From the least to the greatest number, in steps between which lines are drawn. */
    record Axis(double from, double to, double step) {
        /** Around these numbers, with round numbers at the ends. */
        static Axis of(double least, double greatest) {
            double low = greatest > least ? least : least - Math.max(1e-9, Math.abs(least) * 0.1);
            double high = greatest > least ? greatest : greatest + Math.max(1e-9, Math.abs(greatest) * 0.1);
            double rough = (high - low) / 5;
            double decade = Math.pow(10, Math.floor(Math.log10(rough)));
            double step = decade * (rough / decade > 5 ? 10 : rough / decade > 2 ? 5 : rough / decade > 1 ? 2 : 1);
            return new Axis(Math.floor(low / step) * step, Math.ceil(high / step) * step, step);
        }

        private double share(double value) {
            return (value - from) / (to - from);
        }
    }

    double atX(double value) {
        return x + side * across.share(value);
    }

    double atY(double value) {
        return y + side * (1 - up.share(value));
    }

    /** Lines, numbers and names of the axes. */
    void draw(Canvas canvas, String below, String beside) {
        for (int i = 0; across.from() + i * across.step() <= across.to() + across.step() / 2; i++) {
            double value = across.from() + i * across.step();
            canvas.line("grid", atX(value), y, atX(value), y + side);
            canvas.text("tick", atX(value), y + side + 15, "middle", number(value, across.step()));
        }
        for (int i = 0; up.from() + i * up.step() <= up.to() + up.step() / 2; i++) {
            double value = up.from() + i * up.step();
            canvas.line("grid", x, atY(value), x + side, atY(value));
            canvas.text("tick", x - 6, atY(value) + 4, "end", number(value, up.step()));
        }
        canvas.frame(x, y, side, side);
        canvas.text("", x + side / 2, y + side + 33, "middle", below);
        canvas.text("", x, y - 8, "start", beside);
    }

    /** As many digits as two neighbors need to differ. */
    private static String number(double value, double step) {
        double shown = Math.abs(value) < step / 2 ? 0 : value;
        if (step >= 1e6 || step < 1e-4) {
            return String.format(Locale.ROOT, "%.2g", shown);
        }
        int digits = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
        return String.format(Locale.ROOT, "%,." + digits + "f", shown);
    }
}
