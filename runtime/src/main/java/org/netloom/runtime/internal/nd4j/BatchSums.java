package org.netloom.runtime.internal.nd4j;

import java.util.Arrays;
import org.netloom.op.BatchStatistics;
import org.netloom.op.InputMeans;
import org.netloom.op.Tensor;

/** Sums over the examples of a batch, in their order, and what a linear layer makes of them. */
final class BatchSums implements InputMeans.Kernel {
    private final InputMeans op;
    private final Calls calls;
    private final InputMeans.Sums sums;

    BatchSums(InputMeans op, Calls calls) {
        this.op = op;
        this.calls = calls;
        this.sums = new InputMeans.Sums(op);
    }

    @Override
    public void compute(Tensor x, BatchStatistics statistics) {
        calls.run(op, () -> {
            if (statistics.inputMeans().length > 0) {
                compute(Nd4jTensor.of(x), statistics);
            }
        });
    }

    private void compute(Nd4jTensor x, BatchStatistics statistics) {
        double[] ofElements = sums.of(x);
        Arrays.fill(ofElements, 0);
        HostArray values = HostArray.read(x.array());
        for (int n = 0; n < x.batch(); n++) {
            int at = n * ofElements.length;
            for (int i = 0; i < ofElements.length; i++) {
                ofElements[i] += values.get(at + i);
            }
        }
        sums.means(x, statistics);
    }
}
