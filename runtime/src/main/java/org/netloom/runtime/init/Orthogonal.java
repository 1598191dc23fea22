package org.netloom.runtime.init;

import java.util.function.DoubleSupplier;
import org.netloom.runtime.exception.NetworkException;

/**
 * Rows that are orthogonal to one another and of length {@code gain}, or columns where there are fewer of these (Saxe et al.,
 * 2014): the weight as a matrix [out, in · height · width]. Each such matrix is as likely as any other.
 *
 * <p>Rows of normal numbers, made orthogonal one after another by Gram and Schmidt, twice each against rounding (Giraud et
 * al., 2005). It takes the memory of the matrix in double.
 */
public record Orthogonal(double gain) implements Initializer {
    public Orthogonal {
        if (!(gain > 0) || Double.isInfinite(gain)) {
            throw new NetworkException("the gain of weights is above 0, not " + gain);
        }
    }

    /** With rows of length 1. */
    public static Orthogonal of() {
        return new Orthogonal(1);
    }

    /** The same with rows of this length. */
    public Orthogonal withGain(double length) {
        return new Orthogonal(length);
    }

    @Override
    public DoubleSupplier draw(Weight weight) {
        int rows = Math.toIntExact(weight.shape().get(0));
        int columns = Math.toIntExact(weight.fanIn());
        boolean wide = rows <= columns;
        double[][] vectors = vectors(weight.draw().normal(1), Math.min(rows, columns), Math.max(rows, columns));
        return new DoubleSupplier() {
            private int at;

            @Override
            public double getAsDouble() {
                int row = at / columns;
                int column = at % columns;
                at++;
                return gain * (wide ? vectors[row][column] : vectors[column][row]);
            }
        };
    }

    private static double[][] vectors(DoubleSupplier normal, int count, int length) {
        double[][] vectors = new double[count][length];
        for (int i = 0; i < count; i++) {
            double[] vector = vectors[i];
            for (int k = 0; k < length; k++) {
                vector[k] = normal.getAsDouble();
            }
            for (int time = 0; time < 2; time++) {
                for (int j = 0; j < i; j++) {
                    add(-dot(vectors[j], vector), vectors[j], vector);
                }
            }
            double norm = Math.sqrt(dot(vector, vector));
            for (int k = 0; k < length; k++) {
                vector[k] /= norm;
            }
        }
        return vectors;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }

    private static void add(double factor, double[] from, double[] to) {
        for (int k = 0; k < to.length; k++) {
            to[k] += factor * from[k];
        }
    }

    @Override
    public String toString() {
        return gain == 1 ? "orthogonal" : "orthogonal(gain=" + gain + ")";
    }
}
