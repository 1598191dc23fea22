/**
 * Plots as SVG without library and script: lines, strips of points and bars, for a page and for print.
 *
 * <pre>{@code
 * String svg = new LineChart("Training", Axis.linear("step"), Axis.log("loss"))
 *         .line("with bn", steps, losses)
 *         .band("with bn", steps, lowest, highest)
 *         .svg();
 * }</pre>
 *
 * <p>The same values give the same bytes.
 */
@NullMarked
package org.netloom.experiments.plot;

import org.jspecify.annotations.NullMarked;
