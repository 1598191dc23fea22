package org.netloom.runtime.describe;

import java.util.List;

/** One of the two axes of a plot. */
interface Axis {
    /** Where a value stands: 0 at the beginning, 1 at the end. */
    double share(double value);

    /** Where lines are drawn, from the least to the greatest. */
    List<Double> ticks();

    /** What stands at a line. */
    String text(double tick);
}
