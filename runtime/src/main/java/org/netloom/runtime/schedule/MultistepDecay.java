package org.netloom.runtime.schedule;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.netloom.runtime.exception.NetworkException;

/** The rate is multiplied with gamma at each of some epochs: PyTorch's MultiStepLR. */
public final class MultistepDecay extends TimedSchedule {
    private final double[] at;
    private final double gamma;

    private MultistepDecay(double[] at, double gamma, double warmup) {
        super(warmup);
        this.at = at;
        this.gamma = part("gamma", gamma);
    }

    /**
     * With a gamma of 0.1.
     *
     * @param epochs behind which the rate changes, above 0, in ascending order
     * @throws NetworkException for others
     */
    public static MultistepDecay of(double... epochs) {
        double before = 0;
        for (double epoch : epochs) {
            if (!(epoch > before)) {
                throw new NetworkException(
                        "the rate changes at epochs in ascending order, not at " + Arrays.toString(epochs));
            }
            before = epoch;
        }
        return new MultistepDecay(epochs.clone(), 0.1, 0);
    }

    /** The same with another factor. */
    public MultistepDecay withGamma(double factor) {
        return new MultistepDecay(at, factor, warmup());
    }

    /** The same with so many epochs in which the rate rises. */
    public MultistepDecay withWarmup(double epochs) {
        return new MultistepDecay(at, gamma, epochs);
    }

    @Override
    protected double factor(double step, double steps, double stepsPerEpoch) {
        double factor = 1;
        for (double epoch : at) {
            if (step >= Math.rint(epoch * stepsPerEpoch)) {
                factor *= gamma;
            }
        }
        return factor;
    }

    @Override
    public String toString() {
        String epochs = Arrays.stream(at).mapToObj(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
        return "multistep(%s, gamma=%s%s)".formatted(epochs, gamma, warmupText());
    }
}
