package org.netloom.runtime.schedule;

/**
 * The rate comes down by half a wave of the cosine: {@code end + (1 - end) (1 + cos(π t / T)) / 2}. With restarts (Loshchilov
 * and Hutter, 2017, SGDR) the first wave takes so many epochs, and each one some times as long as the one before.
 */
public final class CosineDecay extends TimedSchedule {
    private static final double WITHOUT = 0;

    private final double end;
    private final double restart;
    private final double longer;

    private CosineDecay(double end, double restart, double longer, double warmup) {
        super(warmup);
        this.end = part("end", end);
        this.restart = restart;
        this.longer = atLeast(1, "how many times longer each wave is", longer);
    }

    /** One wave to the end, down to 0. */
    public static CosineDecay of() {
        return new CosineDecay(0, WITHOUT, 1, 0);
    }

    /** The same with this part of the rate left at the end. */
    public CosineDecay withEnd(double part) {
        return new CosineDecay(part, restart, longer, warmup());
    }

    /** The same with a first wave of so many epochs, above 0. */
    public CosineDecay withRestart(double epochs) {
        return new CosineDecay(end, atLeast(Double.MIN_VALUE, "the time of a wave", epochs), longer, warmup());
    }

    /** The same with each wave so many times as long as the one before, from 1 on. */
    public CosineDecay withLonger(double times) {
        return new CosineDecay(end, restart, times, warmup());
    }

    /** The same with so many epochs in which the rate rises. */
    public CosineDecay withWarmup(double epochs) {
        return new CosineDecay(end, restart, longer, epochs);
    }

    @Override
    protected double factor(double step, double steps, double stepsPerEpoch) {
        double from = step;
        double wave = steps;
        if (restart != WITHOUT) {
            wave = Math.max(1, Math.rint(restart * stepsPerEpoch));
            while (from >= wave) {
                from -= wave;
                wave *= longer;
            }
        }
        return end + (1 - end) * (1 + Math.cos(Math.PI * Math.min(1, from / wave))) / 2;
    }

    @Override
    public String toString() {
        String waves = restart == WITHOUT ? "" : ", restart=%s, longer=%s".formatted(restart, longer);
        return "cosine(end=%s%s%s)".formatted(end, waves, warmupText());
    }
}
