package org.netloom.op;

/** Computes a function value by value, in arrays that it keeps for the size of the batch at hand. */
final class PointwiseKernel implements Activation.Kernel {
    private final Pointwise function;
    private final Kernels kernels;
    private double[] xs = new double[0];
    private double[] ys = new double[0];
    private double[] gradients = new double[0];

    PointwiseKernel(Pointwise function, Kernels kernels) {
        this.function = function;
        this.kernels = kernels;
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        xs = room(xs, x);
        kernels.read(x, xs);
        for (int i = 0; i < xs.length; i++) {
            xs[i] = function.value(xs[i]);
        }
        kernels.write(xs, y);
    }

    @Override
    public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
        xs = room(xs, x);
        ys = room(ys, y);
        gradients = room(gradients, dy);
        kernels.read(x, xs);
        kernels.read(y, ys);
        kernels.read(dy, gradients);
        for (int i = 0; i < gradients.length; i++) {
            gradients[i] *= function.slope(xs[i], ys[i]);
        }
        kernels.write(gradients, dx);
    }

    /** An array for all examples of the batch at hand. */
    private static double[] room(double[] present, Tensor x) {
        int length = x.shape().stream().reduce(x.batch(), Math::multiplyExact);
        return present.length == length ? present : new double[length];
    }
}
