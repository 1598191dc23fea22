package org.netloom.compiler.internal.arithmetic;

/**
 * The arithmetic of windows that slide along one axis, for convolutions and poolings alike (Dumoulin and Visin, 2016, "A
 * guide to convolution arithmetic for deep learning").
 */
public final class Window {
    private Window() {}

    /**
     * How many places a window has: {@code (in + 2 pad - extent) / stride + 1}, rounded down, with {@code extent =
     * dilation (kernel - 1) + 1}.
     *
     * <pre>
     *  in  kernel  stride  pad  dilation   places
     *  28       5       1    0         1       24
     *  28       5       1    2         1       28   pad = (kernel - 1) / 2 keeps the size
     *  24       2       2    0         1       12
     *   5       2       2    0         1        2   the last row is not used
     *  96       7       2    3         1       48
     *   7       3       1    0         2        3   extent 5
     *   4       5       1    0         1        0   does not fit
     * </pre>
     *
     * @param in the size of the axis, at least 1
     * @param kernel the window's size, at least 1
     * @param stride from one place to the next, at least 1
     * @param pad added at both ends, at least 0
     * @param dilation from one element of the window to the next, at least 1
     * @return the number of places, 0 where the window does not fit
     */
    public static long places(int in, int kernel, int stride, int pad, int dilation) {
        long room = in + 2L * pad - extent(kernel, dilation);
        return room < 0 ? 0 : room / stride + 1;
    }

    /** From the first to the last element of a window: {@code dilation (kernel - 1) + 1}. */
    public static long extent(int kernel, int dilation) {
        return (long) dilation * (kernel - 1) + 1;
    }

    /** How many elements at the far end no window reaches; padding does not count. */
    public static long unused(int in, int kernel, int stride, int pad, int dilation) {
        long room = in + 2L * pad - extent(kernel, dilation);
        return room < 0 ? 0 : Math.max(0, room % stride - pad);
    }
}
