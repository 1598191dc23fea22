package org.netloom.runtime.engine.nd4j;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.op.Positions;
import org.netloom.runtime.op.SequencePool;

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
        double[] values = HostCopy.read(x.array());
        double[] pooled = new double[x.batch() * features];
        for (int i = 0; i < values.length; i++) {
            double share = share(kind, i / features % steps, steps);
            if (share > 0) {
                pooled[i / features / steps * features + i % features] += share * values[i];
            }
        }
        HostCopy.write(pooled, y.array());
    }

    void poolBackward(SequencePool.Kind kind, Nd4jTensor dy, Nd4jTensor dx) {
        int steps = dx.shape().get(0);
        int features = dx.shape().get(1);
        double[] pooled = HostCopy.read(dy.array());
        double[] values = new double[Math.toIntExact(dx.array().length())];
        for (int i = 0; i < values.length; i++) {
            double share = share(kind, i / features % steps, steps);
            if (share > 0) {
                values[i] = share * pooled[i / features / steps * features + i % features];
            }
        }
        HostCopy.write(values, dx.array());
    }

    private static double share(SequencePool.Kind kind, int step, int steps) {
        return switch (kind) {
            case FIRST -> step == 0 ? 1 : 0;
            case LAST -> step == steps - 1 ? 1 : 0;
            case MEAN -> 1.0 / steps;
        };
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
        double[] values = HostCopy.read(x.array());
        double[] token = HostCopy.read(weight);
        double[] all = new double[Math.toIntExact(y.array().length())];
        for (int n = 0; n < x.batch(); n++) {
            System.arraycopy(token, 0, all, n * (before + features), features);
            System.arraycopy(values, n * before, all, n * (before + features) + features, before);
        }
        HostCopy.write(all, y.array());
    }

    void classTokenBackward(Nd4jTensor dy, @Nullable Nd4jTensor dx, INDArray dWeight) {
        int features = Math.toIntExact(dWeight.length());
        int with = Math.toIntExact(dy.elements());
        double[] gradient = HostCopy.read(dy.array());
        double[] sums = new double[features];
        double[] rest = new double[dy.batch() * (with - features)];
        for (int n = 0; n < dy.batch(); n++) {
            for (int k = 0; k < features; k++) {
                sums[k] += gradient[n * with + k];
            }
            System.arraycopy(gradient, n * with + features, rest, n * (with - features), with - features);
        }
        HostCopy.write(sums, dWeight);
        if (dx != null) {
            HostCopy.write(rest, dx.array());
        }
    }
}
