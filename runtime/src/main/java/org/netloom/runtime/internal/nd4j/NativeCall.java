package org.netloom.runtime.internal.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One of ND4J's native operations with its constant arguments, run again and again on different arrays.
 *
 * <p>The native context is kept between runs, because building one costs several times what a small operation does (2
 * instead of 9 microseconds in all).
 */
final class NativeCall implements AutoCloseable {
    private final DynamicCustomOp op;
    private final OpContext context;

    NativeCall(String name, long... integers) {
        op = DynamicCustomOp.builder(name).build();
        context = Nd4j.getExecutioner().buildContext();
        context.setIArguments(integers);
    }

    /** Adds floating-point arguments. */
    NativeCall reals(double... values) {
        context.setTArguments(values);
        return this;
    }

    /** Keeps to ND4J's own implementation where the build also has one of oneDNN or cuDNN. */
    NativeCall withoutHelpers() {
        context.allowHelpers(false);
        return this;
    }

    /** Sets the inputs of the run that {@link #into} starts. */
    NativeCall on(INDArray... inputs) {
        context.purge();
        context.setInputArrays(inputs);
        return this;
    }

    /** Runs on the inputs just set; the outputs are overwritten. */
    void into(INDArray... outputs) {
        context.setOutputArrays(outputs);
        Nd4j.getExecutioner().exec(op, context);
    }

    @Override
    public void close() {
        try {
            context.close();
        } catch (Exception e) {
            throw new IllegalStateException("cannot release the native context of " + op.opName(), e);
        }
    }
}
