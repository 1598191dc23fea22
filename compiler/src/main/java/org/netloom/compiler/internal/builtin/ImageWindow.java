package org.netloom.compiler.internal.builtin;

import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.arithmetic.Window;
import org.netloom.compiler.layer.Pair;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;

/** A window that slides over an image, as conv and the poolings have it. */
record ImageWindow(Pair kernel, Pair stride, Pair pad, Pair dilation) {

    long rows(Shape.Image in) {
        return Window.places(in.height(), kernel.height(), stride.height(), pad.height(), dilation.height());
    }

    long columns(Shape.Image in) {
        return Window.places(in.width(), kernel.width(), stride.width(), pad.width(), dilation.width());
    }

    boolean fits(Shape.Image in) {
        return rows(in) > 0 && columns(in) > 0;
    }

    /**
     * The stride that an engine needs: one past the end of the padded image, which leads nowhere, is one to its end, since
     * engines count places in ints.
     */
    Pair strideWithin(Shape.Image in) {
        return new Pair(
                within(stride.height(), in.height() + 2L * pad.height()),
                within(stride.width(), in.width() + 2L * pad.width()));
    }

    private static int within(int stride, long end) {
        return (int) Math.min(stride, end);
    }

    /** The dilation that an engine needs: between the elements of a kernel of one is nothing. */
    Pair dilationWithin() {
        return new Pair(kernel.height() == 1 ? 1 : dilation.height(), kernel.width() == 1 ? 1 : dilation.width());
    }

    private long extentOfRows() {
        return Window.extent(kernel.height(), dilation.height());
    }

    private long extentOfColumns() {
        return Window.extent(kernel.width(), dilation.width());
    }

    /** {@code pad=2 keeps 4x4}, where there is such a padding; otherwise the least with which the window fits. */
    String padThatKeeps(Shape.Image in) {
        long rows = extentOfRows();
        long columns = extentOfColumns();
        if (stride.is(1) && rows % 2 == 1 && columns % 2 == 1) {
            return "pad=%s keeps %sx%s"
                    .formatted(Pair.text((rows - 1) / 2, (columns - 1) / 2), in.height(), in.width());
        }
        long above = Math.max(0, (rows - in.height() + 1) / 2);
        long beside = Math.max(0, (columns - in.width() + 1) / 2);
        // A square window keeps a padding that is the same all around.
        String least = rows == columns ? String.valueOf(Math.max(above, beside)) : Pair.text(above, beside);
        return "pad=%s is the least with which it fits".formatted(least);
    }

    /** Reports that the window does not fit. */
    void reportTooLarge(ShapeRule rule, Parameter<?> at, Shape.Image in, @Nullable String help) {
        String spread = dilation.is(1)
                ? ""
                : " with dilation %s spans %sx%s and".formatted(dilation, extentOfRows(), extentOfColumns());
        String padded = pad.is(0)
                ? ""
                : ", which pad=%s makes %sx%s"
                        .formatted(pad, in.height() + 2L * pad.height(), in.width() + 2L * pad.width());
        rule.error(
                "shape.window-too-large",
                at,
                "a %s kernel%s does not fit the %sx%s input%s"
                        .formatted(kernel.by(), spread, in.height(), in.width(), padded),
                help);
    }
}
