package org.netloom.op;

/** The features of each of the steps of a sequence; a vector has one step. */
record DenseTaps(int features, int steps) implements Taps {
    @Override
    public int count() {
        return features;
    }

    @Override
    public void means(double[] sums, int examples, double[] means) {
        for (int f = 0; f < features; f++) {
            double sum = 0;
            for (int t = 0; t < steps; t++) {
                sum += sums[t * features + f];
            }
            means[f] = sum / ((double) examples * steps);
        }
    }
}
