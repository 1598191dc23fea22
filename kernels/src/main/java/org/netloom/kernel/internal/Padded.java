package org.netloom.kernel.internal;

/**
 * A copy of a single example in the Java heap, with padding around each channel, so that no kernel has to know where an
 * image ends: [C/V][rows][columns][V] of {@link Form#CHANNELS}, else [C][rows][columns].
 */
public final class Padded {
    private final Form form;
    private final int height;
    private final int width;
    private final int padHeight;
    private final int padWidth;
    private final int paddedWidth;
    private final int plane;
    private final int planes;
    private final int step;
    private final float[] values;

    /** Room for images of this size, with so many zeros on each side. */
    public Padded(Form form, int channels, int height, int width, int padHeight, int padWidth) {
        this.form = form;
        this.height = height;
        this.width = width;
        this.padHeight = padHeight;
        this.padWidth = padWidth;
        step = form == Form.CHANNELS ? Lanes.COUNT : 1;
        planes = form == Form.CHANNELS ? Lanes.blocks(channels) : channels;
        paddedWidth = width + 2 * padWidth;
        plane = Math.multiplyExact((height + 2 * padHeight) * paddedWidth, step);
        values = new float[Math.multiplyExact(planes, plane)];
    }

    /** Copies an example in. */
    public void load(long from) {
        boolean whole = padHeight == 0 && padWidth == 0 && form != Form.BLOCKS;
        int runs = whole ? 1 : planes * height;
        int length = whole ? values.length : width * step;
        long apart = (long) length * (form == Form.BLOCKS ? Lanes.BYTES : Float.BYTES);
        for (int run = 0; run < runs; run++) {
            int at = whole ? 0 : run / height * plane + ((run % height + padHeight) * paddedWidth + padWidth) * step;
            if (form == Form.BLOCKS) {
                for (int i = 0; i < length; i++) {
                    values[at + i] = Lanes.get(from + run * apart + (long) i * Lanes.BYTES);
                }
            } else {
                Lanes.copy(from + run * apart, values, at, length);
            }
        }
    }

    float[] values() {
        return values;
    }

    Form form() {
        return form;
    }

    /** Where a channel begins, its padding included. */
    int channel(int channel) {
        return form == Form.CHANNELS ? channel / Lanes.COUNT * plane + channel % Lanes.COUNT : channel * plane;
    }

    /** From one row to the next. */
    int rowStep() {
        return paddedWidth * step;
    }

    /** From one column to the next. */
    int columnStep() {
        return step;
    }

    /** Where an element of an example without padding lies, by its number in [C][H][W]. */
    int element(int number) {
        int pixels = height * width;
        return channel(number / pixels) + number % pixels * step;
    }
}
