package org.netloom.runtime.internal.nd4j;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.op.Positions;
import org.netloom.op.SequencePool;

/** What adds, takes away or rearranges the steps of sequences [N,T,F]. */
final class Steps {
    private final Kernels kernels;
    /** The sinusoids [T,F] of each size that occurs. */
    private final Map<List<Integer>, Memory> sinusoids = new HashMap<>();

    Steps(Kernels kernels) {
        this.kernels = kernels;
    }

    void positions(Nd4jTensor x, @Nullable INDArray weight, Nd4jTensor y) {
        long values = x.elements();
        INDArray offset = weight == null
                ? sinusoids.computeIfAbsent(x.shape(), this::sinusoids).view(1, values)
                : weight.reshape(1, values);
        kernels.add(x.memory().view(x.batch(), values), offset, y.memory().view(x.batch(), values));
    }

    void positionsBackward(Nd4jTensor dy, @Nullable Nd4jTensor dx, @Nullable INDArray dWeight) {
        if (dWeight != null) {
            INDArray examples = dy.memory().view(dy.batch(), dy.elements());
            kernels.matmul(kernels.ones(1, dy.batch()), false, examples, false, dWeight.reshape(1, dWeight.length()));
        }
        if (dx != null) {
            dx.array().assign(dy.array());
        }
    }

    private Memory sinusoids(List<Integer> shape) {
        int features = shape.get(1);
        double[] values = new double[shape.get(0) * features];
        for (int i = 0; i < values.length; i++) {
            values[i] = Positions.sinusoid(i / features, i % features, features);
        }
        Memory memory = kernels.own(new Memory(kernels.type()));
        HostCopy.write(values, memory.view(values.length));
        return memory;
    }

    void pool(SequencePool.Kind kind, Nd4jTensor x, Nd4jTensor y) {
        int steps = x.shape().get(0);
        int features = x.shape().get(1);
        HostArray values = HostArray.read(x.array());
        HostArray pooled = HostArray.write(y.array());
        HostLoop.forEach(x.batch(), steps * features, n -> {
            for (int k = 0; k < features; k++) {
                double sum = 0;
                for (int t = first(kind, steps); t <= last(kind, steps); t++) {
                    sum += values.get((n * steps + t) * features + k);
                }
                pooled.set(n * features + k, sum / (last(kind, steps) - first(kind, steps) + 1));
            }
        });
    }

    void poolBackward(SequencePool.Kind kind, Nd4jTensor dy, Nd4jTensor dx) {
        int steps = dx.shape().get(0);
        int features = dx.shape().get(1);
        int first = first(kind, steps);
        int last = last(kind, steps);
        HostArray pooled = HostArray.read(dy.array());
        HostArray values = HostArray.write(dx.array());
        HostLoop.forEach(dy.batch(), steps * features, n -> {
            values.clear(n * steps * features, steps * features);
            for (int t = first; t <= last; t++) {
                for (int k = 0; k < features; k++) {
                    values.set((n * steps + t) * features + k, pooled.get(n * features + k) / (last - first + 1));
                }
            }
        });
    }

    /** The steps from first to last are averaged. */
    private static int first(SequencePool.Kind kind, int steps) {
        return kind == SequencePool.Kind.LAST ? steps - 1 : 0;
    }

    private static int last(SequencePool.Kind kind, int steps) {
        return kind == SequencePool.Kind.FIRST ? 0 : steps - 1;
    }

    static void tokens(Nd4jTensor x, Nd4jTensor y) {
        long channels = x.channels();
        y.array().assign(x.memory().view(x.batch(), channels, x.pixels()).permute(0, 2, 1));
    }

    static void tokensBackward(Nd4jTensor dy, Nd4jTensor dx) {
        long channels = dx.channels();
        dx.memory().view(dx.batch(), channels, dx.pixels()).assign(dy.array().permute(0, 2, 1));
    }

    void classToken(Nd4jTensor x, INDArray weight, Nd4jTensor y) {
        int features = Math.toIntExact(weight.length());
        int before = Math.toIntExact(x.elements());
        int with = before + features;
        HostArray values = HostArray.read(x.array());
        HostArray token = HostArray.read(weight);
        HostArray all = HostArray.write(y.array());
        for (int n = 0; n < x.batch(); n++) {
            all.copy(n * with, token, 0, features);
            all.copy(n * with + features, values, n * before, before);
        }
    }

    void classTokenBackward(Nd4jTensor dy, @Nullable Nd4jTensor dx, INDArray dWeight) {
        int features = Math.toIntExact(dWeight.length());
        int with = Math.toIntExact(dy.elements());
        HostArray gradient = HostArray.read(dy.array());
        HostArray sums = HostArray.write(dWeight);
        for (int k = 0; k < features; k++) {
            double sum = 0;
            for (int n = 0; n < dy.batch(); n++) {
                sum += gradient.get(n * with + k);
            }
            sums.set(k, sum);
        }
        if (dx != null) {
            HostArray rest = HostArray.write(dx.array());
            for (int n = 0; n < dy.batch(); n++) {
                rest.copy(n * (with - features), gradient, n * with + features, with - features);
            }
        }
    }
}
