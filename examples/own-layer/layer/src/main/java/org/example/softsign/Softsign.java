package org.example.softsign;

import org.netloom.op.Pointwise;
import org.netloom.op.Site;

/**
 * {@code y = x / (scale + |x|)}: what engines compute.
 *
 * @param scale above 0
 */
public record Softsign(Site site, double scale) implements Pointwise {

    @Override
    public double value(double x) {
        return x / (scale + Math.abs(x));
    }

    @Override
    public double slope(double x, double y) {
        double below = scale + Math.abs(x);
        return scale / (below * below);
    }
}
