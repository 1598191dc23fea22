package org.netloom.runtime.internal.nd4j;

import org.netloom.op.Conv2d;
import org.netloom.op.Pool2d;

/** The operations as their definitions say them, in float64: what the engine is compared with. */
final class Naive {
    private Naive() {}

    static int extent(int size, int kernel, int stride, int pad, int dilation) {
        return (size + 2 * pad - dilation * (kernel - 1) - 1) / stride + 1;
    }

    /** x [n,c,h,w], weight [o,c/groups,kh,kw], bias [o] or empty. */
    static double[] conv2d(Conv2d op, double[] x, int n, int c, int h, int w, double[] weight, double[] bias) {
        int kh = op.kernel().height();
        int kw = op.kernel().width();
        int oh = extent(
                h, kh, op.stride().height(), op.pad().height(), op.dilation().height());
        int ow = extent(
                w, kw, op.stride().width(), op.pad().width(), op.dilation().width());
        int in = c / op.groups();
        int o = weight.length / (in * kh * kw);
        int out = o / op.groups();
        double[] y = new double[n * o * oh * ow];
        int at = 0;
        for (int b = 0; b < n; b++) {
            for (int k = 0; k < o; k++) {
                for (int p = 0; p < oh; p++) {
                    for (int q = 0; q < ow; q++, at++) {
                        double sum = bias.length == 0 ? 0 : bias[k];
                        for (int ci = 0; ci < in; ci++) {
                            int channel = k / out * in + ci;
                            for (int i = 0; i < kh; i++) {
                                for (int j = 0; j < kw; j++) {
                                    int row = p * op.stride().height()
                                            - op.pad().height()
                                            + i * op.dilation().height();
                                    int col = q * op.stride().width()
                                            - op.pad().width()
                                            + j * op.dilation().width();
                                    if (row >= 0 && row < h && col >= 0 && col < w) {
                                        sum += weight[((k * in + ci) * kh + i) * kw + j]
                                                * x[((b * c + channel) * h + row) * w + col];
                                    }
                                }
                            }
                        }
                        y[at] = sum;
                    }
                }
            }
        }
        return y;
    }

    /** x [images,h,w], where an image is one channel of one example. */
    static double[] pool2d(Pool2d op, double[] x, int images, int h, int w) {
        int kh = op.kernel().height();
        int kw = op.kernel().width();
        int oh = extent(h, kh, op.stride().height(), op.pad().height(), 1);
        int ow = extent(w, kw, op.stride().width(), op.pad().width(), 1);
        double[] y = new double[images * oh * ow];
        int at = 0;
        for (int m = 0; m < images; m++) {
            for (int p = 0; p < oh; p++) {
                for (int q = 0; q < ow; q++, at++) {
                    double largest = Double.NEGATIVE_INFINITY;
                    double sum = 0;
                    int inside = 0;
                    for (int i = 0; i < kh; i++) {
                        for (int j = 0; j < kw; j++) {
                            int row = p * op.stride().height() - op.pad().height() + i;
                            int col = q * op.stride().width() - op.pad().width() + j;
                            if (row >= 0 && row < h && col >= 0 && col < w) {
                                double value = x[(m * h + row) * w + col];
                                largest = Math.max(largest, value);
                                sum += value;
                                inside++;
                            }
                        }
                    }
                    y[at] = op.kind() == Pool2d.Kind.MAX ? largest : sum / (op.countPadding() ? kh * kw : inside);
                }
            }
        }
        return y;
    }

    /** Mean and biased variance of each channel of x [n,c,pixels]: {mean, variance}. */
    static double[][] statistics(double[] x, int n, int c, int pixels) {
        double[] mean = new double[c];
        double[] variance = new double[c];
        for (int k = 0; k < c; k++) {
            for (int b = 0; b < n; b++) {
                for (int p = 0; p < pixels; p++) {
                    mean[k] += x[(b * c + k) * pixels + p] / ((double) n * pixels);
                }
            }
            for (int b = 0; b < n; b++) {
                for (int p = 0; p < pixels; p++) {
                    double d = x[(b * c + k) * pixels + p] - mean[k];
                    variance[k] += d * d / ((double) n * pixels);
                }
            }
        }
        return new double[][] {mean, variance};
    }

    /** gamma (x - mean) / √(variance + eps) + beta over x [n,c,pixels]. */
    static double[] normalize(
            double[] x, int n, int c, int pixels, double[][] meanVariance, double[] gamma, double[] beta, double eps) {
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            int k = i / pixels % c;
            y[i] = gamma[k] * (x[i] - meanVariance[0][k]) / Math.sqrt(meanVariance[1][k] + eps) + beta[k];
        }
        if (x.length != n * c * pixels) {
            throw new AssertionError("x has " + x.length + " elements");
        }
        return y;
    }
}
