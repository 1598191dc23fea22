package org.netloom.kernel.internal;

import java.util.Arrays;

/**
 * The numbers of a batch normalization, of each channel: {@code y = factor (x - mean) + offset}, and backward {@code dx =
 * ofGradient g + ofCentered (x - mean) + rest}. They are set before and used again.
 */
public final class ChannelAffines {
    public float[] mean = new float[0];
    public float[] factor = new float[0];
    public float[] offset = new float[0];
    public float[] ofGradient = new float[0];
    public float[] ofCentered = new float[0];
    public float[] rest = new float[0];

    /** Makes room for so many channels; those that there were stay. */
    public void room(int channels) {
        if (mean.length < channels) {
            mean = Arrays.copyOf(mean, channels);
            factor = Arrays.copyOf(factor, channels);
            offset = Arrays.copyOf(offset, channels);
            ofGradient = Arrays.copyOf(ofGradient, channels);
            ofCentered = Arrays.copyOf(ofCentered, channels);
            rest = Arrays.copyOf(rest, channels);
        }
    }
}
