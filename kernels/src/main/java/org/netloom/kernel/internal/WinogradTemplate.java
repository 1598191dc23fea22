package org.netloom.kernel.internal;

import static org.netloom.kernel.internal.Addresses.CHECKED;
import static org.netloom.kernel.internal.Lanes.BYTES;

import java.lang.invoke.MethodHandles;

/**
 * What {@link WinogradTransforms} does, for the one form that is the class data of each {@linkplain Specialized copy}.
 *
 * <p>Where one class serves both forms and a process has met both, HotSpot inlines a choice of two bodies for each column,
 * and depending on what it compiled when, leaves a vector of one of them an object.
 */
final class WinogradTemplate implements WinogradTransforms {
    private static final WinogradForm FORM = given();
    private static final int INPUTS = FORM.inputs();
    private static final int OUTPUTS = FORM.outputs();
    private static final int PRODUCTS = FORM.products();
    private static final int KERNEL = WinogradForm.KERNEL;

    WinogradTemplate() {}

    static WinogradTransforms copyFor(WinogradForm form) {
        return Specialized.copy(MethodHandles.lookup(), WinogradTransforms.class, form);
    }

    /** The template itself, which nobody runs, has none. */
    private static WinogradForm given() {
        try {
            WinogradForm given = MethodHandles.classData(MethodHandles.lookup(), "_", WinogradForm.class);
            return given == null ? WinogradForm.F2 : given;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void transformInputs(long d, long row, long column, long to, long next, long between) {
        if (CHECKED) {
            Addresses.image(d, 1, 0, INPUTS, row, INPUTS, column);
            Addresses.vectors(to, PRODUCTS, next);
            Addresses.vectors(between, PRODUCTS);
        }
        for (int j = 0; j < INPUTS; j++) {
            FORM.inputs(d + j * column, row, between + (long) j * BYTES, (long) INPUTS * BYTES);
        }
        for (int i = 0; i < INPUTS; i++) {
            FORM.inputs(between + (long) i * INPUTS * BYTES, BYTES, to + i * INPUTS * next, next);
        }
    }

    @Override
    public void transformWeights(long g, long row, long column, long to, long next, long between) {
        if (CHECKED) {
            Addresses.image(g, 1, 0, KERNEL, row, KERNEL, column);
            Addresses.vectors(to, PRODUCTS, next);
            Addresses.vectors(between, PRODUCTS);
        }
        for (int j = 0; j < KERNEL; j++) {
            FORM.weights(g + j * column, row, between + (long) j * BYTES, (long) KERNEL * BYTES);
        }
        for (int i = 0; i < INPUTS; i++) {
            FORM.weights(between + (long) i * KERNEL * BYTES, BYTES, to + i * INPUTS * next, next);
        }
    }

    @Override
    public void transformOutputs(long m, long next, long to, long row, long column, long between) {
        if (CHECKED) {
            Addresses.vectors(m, PRODUCTS, next);
            Addresses.image(to, 1, 0, OUTPUTS, row, OUTPUTS, column);
            Addresses.vectors(between, PRODUCTS);
        }
        for (int j = 0; j < INPUTS; j++) {
            FORM.outputs(m + j * next, INPUTS * next, between + (long) j * BYTES, (long) INPUTS * BYTES);
        }
        for (int i = 0; i < OUTPUTS; i++) {
            FORM.outputs(between + (long) i * INPUTS * BYTES, BYTES, to + i * row, column);
        }
    }

    @Override
    public void transformOutputGradients(long dy, long row, long column, long to, long next, long between) {
        if (CHECKED) {
            Addresses.image(dy, 1, 0, OUTPUTS, row, OUTPUTS, column);
            Addresses.vectors(to, PRODUCTS, next);
            Addresses.vectors(between, PRODUCTS);
        }
        for (int j = 0; j < OUTPUTS; j++) {
            FORM.outputGradients(dy + j * column, row, between + (long) j * BYTES, (long) OUTPUTS * BYTES);
        }
        for (int i = 0; i < INPUTS; i++) {
            FORM.outputGradients(between + (long) i * OUTPUTS * BYTES, BYTES, to + i * INPUTS * next, next);
        }
    }

    @Override
    public void transformWeightGradients(long u, long next, long to, long row, long column, long between) {
        if (CHECKED) {
            Addresses.vectors(u, PRODUCTS, next);
            Addresses.image(to, 1, 0, KERNEL, row, KERNEL, column);
            Addresses.vectors(between, PRODUCTS);
        }
        for (int j = 0; j < INPUTS; j++) {
            FORM.weightGradients(u + j * next, INPUTS * next, between + (long) j * BYTES, (long) INPUTS * BYTES);
        }
        for (int i = 0; i < KERNEL; i++) {
            FORM.weightGradients(between + (long) i * INPUTS * BYTES, BYTES, to + i * row, column);
        }
    }
}
