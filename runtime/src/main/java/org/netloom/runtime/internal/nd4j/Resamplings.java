package org.netloom.runtime.internal.nd4j;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.op.Pad2d;
import org.netloom.op.Upsample2d;
import org.netloom.op.Upsample2d.Mode;

/** Larger images: zeros around them, or more pixels. */
final class Resamplings {
    private final Kernels kernels;
    private final Map<Weights, INDArray> weights = new HashMap<>();

    Resamplings(Kernels kernels) {
        this.kernels = kernels;
    }

    void pad(Pad2d op, Nd4jTensor x, Nd4jTensor y) {
        y.array().assign(0);
        inside(op, y, x).assign(x.array());
    }

    void padBackward(Pad2d op, Nd4jTensor dy, Nd4jTensor dx) {
        dx.array().assign(inside(op, dy, dx));
    }

    /** The part of a padded image that is the image itself: a view. */
    private static INDArray inside(Pad2d op, Nd4jTensor padded, Nd4jTensor plain) {
        return padded.array()
                .get(
                        all(),
                        all(),
                        interval(op.top(), op.top() + plain.shape().get(1)),
                        interval(op.left(), op.left() + plain.shape().get(2)));
    }

    /** Linear along each axis: {@code y = R x Cᵀ} for each channel, with a matrix for the rows and one for the columns. */
    void upsample(Upsample2d op, Nd4jTensor x, Nd4jTensor y) {
        resample(op, x, y, x, true);
    }

    /** {@code dx = Rᵀ dy C}. */
    void upsampleBackward(Upsample2d op, Nd4jTensor dy, Nd4jTensor dx) {
        resample(op, dy, dx, dx, false);
    }

    /** First the columns, then, with each image transposed, the rows. */
    private void resample(Upsample2d op, Nd4jTensor from, Nd4jTensor to, Nd4jTensor small, boolean transposed) {
        long images = (long) from.batch() * from.channels();
        long height = from.shape().get(1);
        long width = from.shape().get(2);
        long newHeight = to.shape().get(1);
        long newWidth = to.shape().get(2);
        INDArray rows =
                matrix(new Weights(op.mode(), op.scaleHeight(), small.shape().get(1)));
        INDArray columns =
                matrix(new Weights(op.mode(), op.scaleWidth(), small.shape().get(2)));

        INDArray wide = kernels.scratch(0, images * height, newWidth);
        kernels.matmul(from.memory().view(images * height, width), false, columns, transposed, wide);
        INDArray turned = kernels.scratch(1, images, newWidth, height);
        turned.assign(kernels.scratch(0, images, height, newWidth).permute(0, 2, 1));
        INDArray high = kernels.scratch(0, images * newWidth, newHeight);
        kernels.matmul(kernels.scratch(1, images * newWidth, height), false, rows, transposed, high);
        to.memory()
                .view(images, newHeight, newWidth)
                .assign(kernels.scratch(0, images, newWidth, newHeight).permute(0, 2, 1));
    }

    private INDArray matrix(Weights of) {
        return weights.computeIfAbsent(of, key -> {
            INDArray matrix = kernels.own(new Memory(kernels.type())).view((long) key.scale * key.size, key.size);
            HostCopy.write(key.values(), matrix);
            return matrix;
        });
    }

    /** What each of {@code scale · size} new values takes of each of {@code size} old ones. */
    private record Weights(Mode mode, int scale, int size) {
        double[] values() {
            double[] values = new double[Math.multiplyExact(scale * size, size)];
            for (int i = 0; i < scale * size; i++) {
                if (mode == Mode.NEAREST) {
                    values[i * size + i / scale] = 1;
                } else {
                    double place = Math.max(0, (i + 0.5) / scale - 0.5);
                    int before = (int) place;
                    int after = Math.min(before + 1, size - 1);
                    values[i * size + before] += 1 - (place - before);
                    values[i * size + after] += place - before;
                }
            }
            return values;
        }
    }
}
