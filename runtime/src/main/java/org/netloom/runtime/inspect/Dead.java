package org.netloom.runtime.inspect;

/** Why a channel of a batch normalization says nothing to the layers behind it. */
public enum Dead {
    /**
     * What comes in hardly varies: its variance is at most the layer's eps, so that eps, not the variance, decides what it
     * is divided by. The variance is that of the data where there are data, otherwise the moving one.
     */
    CONSTANT("constant"),
    /** Its |γ| is at most a thousandth of the layer's largest, so that what goes out is β whatever comes in. */
    NO_SCALE("no scale"),
    /** A relu is right behind, and nothing that comes out of the normalization is above 0 for any of the data. */
    SILENT("silent");

    /** How small |γ| is beside the layer's largest where a channel has no scale: it carries a millionth of the power. */
    public static final double SMALL_SCALE = 1e-3;

    private final String text;

    Dead(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
