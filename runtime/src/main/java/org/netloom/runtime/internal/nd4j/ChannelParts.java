package org.netloom.runtime.internal.nd4j;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.op.BatchStatistics;

/**
 * Sums over the channels of each part of a batch, and the backward pass from one value for each to a broadcast. A part's
 * examples are chosen by a product with a matrix of zeros and ones, [P,N]; of a whole batch that is a row of ones.
 */
final class ChannelParts implements AutoCloseable {
    private final Kernels kernels;
    private final Memory members;
    private final Memory sums;
    private final Memory values;
    private final Memory spread;
    private final Memory squares;
    /** What the matrix was made for. */
    private int membersOf;

    private int membersIn;

    ChannelParts(Kernels kernels) {
        this.kernels = kernels;
        this.members = new Memory(kernels.type());
        this.sums = new Memory(kernels.type());
        this.values = new Memory(kernels.type());
        this.spread = new Memory(kernels.type());
        this.squares = new Memory(kernels.type());
    }

    /** The sum of each channel in each part, [P,C], of a matrix laid out as {@code like} is. */
    double[] sums(INDArray matrix, BatchStatistics batch, Nd4jTensor like) {
        return sumsOf(kernels.exampleSums(matrix, like), batch);
    }

    /** The sum over the examples of each part, [P,C], of one value for each of their channels, [N,C]. */
    double[] sumsOf(INDArray examples, BatchStatistics batch) {
        INDArray result = sums.view(batch.parts(), batch.channels());
        kernels.matmul(members(batch), false, examples, false, result);
        return HostCopy.read(result);
    }

    /** For each part and channel the mean of the squares of these values, [N,C], each divided by {@code pixels}. */
    double[] meanSquares(INDArray examples, double pixels, BatchStatistics batch) {
        INDArray squared = squares.view(batch.examples(), batch.channels());
        kernels.multiply(examples, examples, squared);
        double[] result = sumsOf(squared, batch);
        for (int i = 0; i < result.length; i++) {
            result[i] /= pixels * pixels * batch.examples(i / batch.channels());
        }
        return result;
    }

    /** Divides sums by the number of values that they are over. */
    double[] means(double[] partSums, BatchStatistics batch, Nd4jTensor like) {
        for (int i = 0; i < partSums.length; i++) {
            partSums[i] /= (double) batch.examples(i / like.channels()) * like.pixels();
        }
        return partSums;
    }

    /** Rounds to the type of the arrays. */
    void round(double[] partValues) {
        for (int i = 0; i < partValues.length && kernels.type() == DataType.FLOAT; i++) {
            partValues[i] = (float) partValues[i];
        }
    }

    /** One value for each channel and part, [P,C], in a shape that broadcasts over {@link Nd4jTensor#matrix}. */
    INDArray spread(double[] partValues, BatchStatistics batch, Nd4jTensor like) {
        if (batch.parts() == 1) {
            return kernels.spread(partValues, like);
        }
        INDArray rows = values.view(batch.parts(), like.channels());
        HostCopy.write(partValues, rows);
        kernels.matmul(members(batch), true, rows, false, spread.view(like.batch(), like.channels()));
        return like.isImage()
                ? spread.view((long) like.batch() * like.channels(), 1)
                : spread.view(like.batch(), like.channels());
    }

    private INDArray members(BatchStatistics batch) {
        int examples = batch.examples();
        if (batch.parts() == 1) {
            return kernels.ones(1, examples);
        }
        INDArray matrix = members.view(batch.parts(), examples);
        if (membersOf != examples || membersIn != batch.parts()) {
            double[] belongs = new double[batch.parts() * examples];
            for (int part = 0; part < batch.parts(); part++) {
                for (int n = batch.firstExample(part); n < batch.firstExample(part + 1); n++) {
                    belongs[part * examples + n] = 1;
                }
            }
            HostCopy.write(belongs, matrix);
            membersOf = examples;
            membersIn = batch.parts();
        }
        return matrix;
    }

    @Override
    public void close() {
        members.close();
        sums.close();
        values.close();
        spread.close();
        squares.close();
    }
}
