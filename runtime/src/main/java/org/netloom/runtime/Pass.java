package org.netloom.runtime;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.runtime.engine.Buffers;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.Tensor;

/** One way through a network, with the memory for its activations. */
public abstract class Pass implements AutoCloseable {
    private final Network network;
    /** What computes. */
    protected final Engine engine;

    private final Buffers buffers;
    private final List<Integer> inputShape;
    private long revision = -1;

    Pass(Network network) {
        this(network, network.engine().buffers());
    }

    Pass(Network network, Buffers buffers) {
        this.network = network;
        this.engine = network.engine();
        this.buffers = buffers;
        this.inputShape = network.inputShape();
    }

    /** A copy of a tensor as an array of its own, [N, …shape] in row-major order, which the caller closes. */
    public final INDArray copy(Tensor tensor) {
        List<Integer> shape = tensor.shape();
        long[] full = new long[shape.size() + 1];
        full[0] = tensor.batch();
        for (int i = 0; i < shape.size(); i++) {
            full[i + 1] = shape.get(i);
        }
        INDArray values = Nd4j.createUninitialized(engine.dataType(), full);
        engine.read(tensor, values);
        return values;
    }

    /** The engine that the pass runs on. */
    public final Engine engine() {
        return engine;
    }

    @Override
    public void close() {
        buffers.close();
    }

    /** For generated fields: a tensor for examples of this shape. */
    protected final Tensor tensor(int... shape) {
        return buffers.tensor(shape);
    }

    /** For generated fields: a tensor that has its memory together with all others of this slot. */
    protected final Tensor shared(int slot, int... shape) {
        return buffers.shared(slot, shape);
    }

    /** For generated fields: a tensor under another shape, without a copy. */
    protected final Tensor reshape(Tensor source, int... shape) {
        return buffers.reshape(source, shape);
    }

    /** For generated code: makes all tensors as large as this input's batch, and copies it in. */
    protected final void start(INDArray x, Tensor input) {
        List<Integer> expected = inputShape;
        long[] got = x.shape();
        boolean fits = got.length == expected.size() + 1 && got[0] > 0 && got[0] <= Integer.MAX_VALUE;
        for (int i = 0; fits && i < expected.size(); i++) {
            fits = got[i + 1] == expected.get(i);
        }
        if (!fits) {
            throw new NetworkException("%s takes inputs of shape [N, %s] but was given %s"
                    .formatted(network.name(), join(expected), Arrays.toString(got)));
        }
        buffers.batch((int) got[0]);
        if (revision != network.revision()) {
            revision = network.revision();
            buffers.parametersChanged();
        }
        engine.write(x, input);
    }

    private static String join(List<Integer> shape) {
        return shape.toString().replaceAll("[\\[\\]]", "");
    }
}
