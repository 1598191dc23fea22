package org.netloom.compiler.layer.builtin;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.Window;

/** A window with the same numbers along both axes, as conv and the poolings have it. */
record SquareWindow(int kernel, int stride, int pad, int dilation) {

    long rows(Shape.Image in) {
        return Window.places(in.height(), kernel, stride, pad, dilation);
    }

    long columns(Shape.Image in) {
        return Window.places(in.width(), kernel, stride, pad, dilation);
    }

    boolean fits(Shape.Image in) {
        return rows(in) > 0 && columns(in) > 0;
    }

    /** {@code pad=2 keeps 4x4}, where there is such a padding; otherwise the least with which the window fits. */
    String padThatKeeps(Shape.Image in) {
        long extent = Window.extent(kernel, dilation);
        if (stride == 1 && extent % 2 == 1) {
            return String.format(Locale.ROOT, "pad=%d keeps %dx%d", (extent - 1) / 2, in.height(), in.width());
        }
        long least = (extent - Math.min(in.height(), in.width()) + 1) / 2;
        return String.format(Locale.ROOT, "pad=%d is the least with which it fits", least);
    }

    /** Reports that the window does not fit. */
    void reportTooLarge(ShapeRule rule, Parameter<?> at, Shape.Image in, @Nullable String help) {
        long extent = Window.extent(kernel, dilation);
        String spread = dilation == 1
                ? ""
                : String.format(Locale.ROOT, " with dilation %d spans %dx%d and", dilation, extent, extent);
        String padded = pad == 0
                ? ""
                : String.format(
                        Locale.ROOT, ", which pad=%d makes %dx%d", pad, in.height() + 2L * pad, in.width() + 2L * pad);
        rule.error(
                "shape.window-too-large",
                at,
                String.format(
                        Locale.ROOT,
                        "a %dx%d kernel%s does not fit the %dx%d input%s",
                        kernel,
                        kernel,
                        spread,
                        in.height(),
                        in.width(),
                        padded),
                help);
    }
}
