package org.netloom.runtime.parameter;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.exception.ClosedException;
import org.netloom.runtime.init.Initializer;

/**
 * A named array of a network, trained by gradient descent or (a moving statistic) kept by the forward pass.
 *
 * <p>The name is the checkpoint's: {@code conv1.weight}, {@code bn1.running_mean}. The array is the engine's, in
 * row-major order; what is written into it is what the network computes with.
 */
public final class Parameter {

    private final String name;
    private final Role role;
    private final NdArray array;
    private final Runnable listener;
    private final @Nullable Initializer start;

    /**
     * A parameter of a network, which makes it and closes it.
     *
     * @param listener is told of changes
     */
    public Parameter(String name, Role role, NdArray array, Runnable listener) {
        this(name, role, array, listener, null);
    }

    private Parameter(String name, Role role, NdArray array, Runnable listener, @Nullable Initializer start) {
        this.name = name;
        this.role = role;
        this.array = array;
        this.listener = listener;
        this.start = start;
    }

    /** The same, which starts so whatever the network's initializer is. */
    public Parameter startingWith(Initializer own) {
        return new Parameter(name, role, array, listener, own);
    }

    /** How it starts, where its layer says so; null where its role and the network's initializer do. */
    public @Nullable Initializer start() {
        return start;
    }

    public String name() {
        return name;
    }

    /** The layer that it belongs to: {@code conv1} of {@code conv1.weight}. */
    public String layer() {
        int end = name.indexOf('.');
        return end < 0 ? name : name.substring(0, end);
    }

    public Role role() {
        return role;
    }

    /**
     * The array itself, no copy. Who writes into it says so by {@link #changed}, and does so while no other thread uses
     * the network.
     *
     * @throws ClosedException if the network is closed
     */
    public INDArray value() {
        return array().values();
    }

    /**
     * The same as kernels take it.
     *
     * @throws ClosedException if the network is closed
     */
    public NdArray array() {
        if (array.isClosed()) {
            throw new ClosedException("the parameter " + name + " went with its network, which is closed");
        }
        return array;
    }

    /** Gives the memory back: its network does, when it closes. */
    public void close() {
        array.close();
    }

    /** Says that its values were changed: see {@link org.netloom.runtime.Network#parametersChanged}. */
    public void changed() {
        listener.run();
    }

    public List<Long> shape() {
        return array.shape().stream().map(Integer::longValue).toList();
    }

    /** For a weight [out, in, …]: how many inputs one output is the sum of. */
    public long fanIn() {
        return value().length() / array.shape().get(0);
    }

    @Override
    public String toString() {
        return name + shape();
    }
}
