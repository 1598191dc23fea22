package org.netloom.runtime;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.op.Op;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.Buffers;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.ThreadGuard;
import org.netloom.runtime.engine.ThreadGuard.Turn;
import org.netloom.runtime.exception.ClosedException;
import org.netloom.runtime.exception.ConcurrentUseException;
import org.netloom.runtime.exception.NetworkException;

/**
 * One way through a network, with the memory for its activations.
 *
 * <p>For one thread at a time, like its engine, and together with all else that runs on that: a call of a second thread
 * while one is inside throws a {@link ConcurrentUseException}, one after {@link #close}, or after that of the network or
 * the engine, a {@link ClosedException}. What {@link #forward} returns is overwritten by the next call, whichever thread
 * makes it; {@link InferencePass#predict} returns a copy, and {@link ThreadGuard} keeps others away for longer than a call.
 */
public abstract class Pass implements AutoCloseable {
    private final Network network;
    /** What computes. */
    final Engine engine;

    private final Buffers buffers;
    private final List<Integer> inputShape;
    private long revision = -1;
    private boolean closed;

    Pass(Network network) {
        this(network, opened(network).buffers());
    }

    Pass(Network network, Buffers buffers) {
        this.network = network;
        this.engine = network.engine();
        this.buffers = buffers;
        this.inputShape = network.inputShape();
    }

    /** The engine of a network that is not closed. */
    static Engine opened(Network network) {
        network.requireOpen();
        return network.engine();
    }

    /**
     * Computes the network's output for a batch.
     *
     * @param x [N, …input shape]
     * @return the output, [N, …output shape]; the next call overwrites it
     * @throws NetworkException where the input is of another shape
     */
    public final Tensor forward(INDArray x) {
        try (Turn turn = enter()) {
            begin();
            return runForward(x);
        }
    }

    /** What a kind of pass has to do before {@link #runForward}. */
    void begin() {
        // Unless a pass says more, nothing.
    }

    /** For generated code: {@link #forward}, layer by layer. */
    protected abstract Tensor runForward(INDArray x);

    /** Lets the calling thread in, if it can be let in and all that is needed is open. */
    final Turn enter() {
        Turn turn = engine.guard().enter();
        if (closed || network.isClosed()) {
            turn.close();
            network.requireOpen();
            throw new ClosedException("this pass of " + network.name() + " is closed; the network makes another");
        }
        return turn;
    }

    /**
     * A copy of a tensor as an array of its own, [N, …shape] in row-major order, which the caller closes. A layer's output
     * that its engine computed in one with the next layer's, and did not write, is computed for this.
     *
     * @throws IllegalStateException if the tensor is a layer's output that is gone: see {@link TracedPass#layerOutputs}
     */
    public final INDArray copy(Tensor tensor) {
        List<Integer> shape = tensor.shape();
        long[] full = new long[shape.size() + 1];
        full[0] = tensor.batch();
        for (int i = 0; i < shape.size(); i++) {
            full[i + 1] = shape.get(i);
        }
        try (Turn turn = enter()) {
            requireReadable(tensor);
            buffers.complete(tensor);
            INDArray values = Nd4j.createUninitialized(engine.dataType(), full);
            engine.read(tensor, values);
            return values;
        }
    }

    /** Whether the network's parameters are others than those of the last {@link #forward}. */
    final boolean hasOtherParameters() {
        return revision != network.revision();
    }

    /** Refuses a tensor whose memory holds something else by now. */
    void requireReadable(Tensor tensor) {
        // Unless a pass knows better, its tensors stay.
    }

    /** The engine that the pass runs on. */
    public final Engine engine() {
        return engine;
    }

    /** Whether {@link #close} was called. */
    public final boolean isClosed() {
        return closed;
    }

    /**
     * Gives the memory back; a second time changes nothing.
     *
     * @throws ConcurrentUseException while another thread is inside; the pass stays open then
     */
    @Override
    public final void close() {
        try (Turn turn = engine.guard().enterToClose()) {
            if (!closed) {
                closed = true;
                buffers.close();
                closeArrays();
            }
        }
    }

    /** Gives back what a kind of pass has besides its tensors. */
    void closeArrays() {
        // Nothing but tensors.
    }

    /** For generated fields: what computes this operation. */
    protected final <K> K kernel(Op<K> op) {
        return engine.kernel(op);
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

    /** For generated code, in {@link #runForward}: makes all tensors as large as this input's batch, and copies it in. */
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
