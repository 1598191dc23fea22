package org.netloom.runtime.schedule;

/**
 * The rate rises from a small part to its full size and comes down to next to nothing, both by half a wave of the cosine
 * (Smith and Topin, 2018, Super-convergence): PyTorch's OneCycleLR without its momentum, with the optimizer's rate as the
 * largest.
 */
public final class OneCycle extends TimedSchedule {
    private final double rise;
    private final double divide;
    private final double divideEnd;

    private OneCycle(double rise, double divide, double divideEnd) {
        super(0);
        this.rise = part("rise", rise);
        this.divide = atLeast(1, "divide", divide);
        this.divideEnd = atLeast(1, "divide_end", divideEnd);
    }

    /** Rises in 0.3 of the time, from the 25th part, and ends 10,000 times below that. */
    public static OneCycle of() {
        return new OneCycle(0.3, 25, 1e4);
    }

    /** The same, rising in this part of the time. */
    public OneCycle withRise(double part) {
        return new OneCycle(part, divide, divideEnd);
    }

    /** The same, beginning so many times below the rate. */
    public OneCycle withDivide(double times) {
        return new OneCycle(rise, times, divideEnd);
    }

    /** The same, ending so many times below the beginning. */
    public OneCycle withDivideEnd(double times) {
        return new OneCycle(rise, divide, times);
    }

    @Override
    protected double factor(double step, double steps, double stepsPerEpoch) {
        double top = rise * steps - 1;
        double last = steps - 1;
        return step <= top
                ? between(1 / divide, 1, top == 0 ? 1 : step / top)
                : between(1, 1 / divide / divideEnd, last == top ? 1 : (step - top) / (last - top));
    }

    private static double between(double from, double to, double part) {
        return to + (from - to) * (1 + Math.cos(Math.PI * part)) / 2;
    }

    @Override
    public String toString() {
        return "one_cycle(rise=%s, divide=%s, divide_end=%s)".formatted(rise, divide, divideEnd);
    }
}
