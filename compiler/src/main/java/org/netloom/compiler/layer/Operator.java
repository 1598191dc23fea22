package org.netloom.compiler.layer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A layer that becomes a node of the network, and calls to the engine in the generated class. */
public interface Operator extends Layer {

    /** The arrays that it owns, in the order of checkpoints. */
    default List<Weight> weights(Use use) {
        return List.of();
    }

    /** Floating-point operations of the forward pass for one example; a multiplication and an addition are two. */
    long flops(Use use);

    /**
     * What the training pass keeps beside the output for the backward pass.
     *
     * @see Code#kept
     */
    default List<Kept> kept(Use use) {
        return List.of();
    }

    /** Whether inference needs room for what is {@link #kept} too. */
    default boolean keepsInInference() {
        return false;
    }

    /** Whether the output is the input's memory under another shape. */
    default boolean reshapes() {
        return false;
    }

    /** Whether inference passes the input on as it is. */
    default boolean trainingOnly() {
        return false;
    }

    /**
     * Whether its weights can take in a scale and a shift of each channel that follows it: then it has a "weight" [C, …]
     * with a row for each channel, and its engine's operation takes a "bias" [C].
     */
    default boolean takesScaleAndShift() {
        return false;
    }

    /** Whether it passes on what comes in as it is, in training too, so that a person would rather leave it out. */
    default boolean changesNothing(Use use) {
        return false;
    }

    /** Whether it pools by the largest value of each window, so that a function that never decreases may come behind it. */
    default boolean takesMaximum() {
        return false;
    }

    /** Whether it is a function of each value by itself. */
    default boolean isActivation() {
        return false;
    }

    /**
     * Whether a larger x never gives a smaller y, for every x that there is: then the function of the largest value is the
     * largest value of the function. Of activations only.
     */
    default boolean neverDecreases(Use use) {
        return false;
    }

    /** Whether every value that it puts out is 0 or more, whatever comes in. */
    default boolean putsOutNoNegative(Use use) {
        return false;
    }

    /** The constant that describes the operation to the engine: {@code Conv2d.of("conv1", "lenet.net:4:3", 5, 5)}. */
    Constant constant(Use use);

    /** The expression that makes the weights in the constructor, or null where there are none. */
    default @Nullable NewWeights newWeights(Use use) {
        return null;
    }

    /** The calls of the forward pass in training. */
    void forward(Code code);

    /** The calls of the forward pass in inference. */
    default void inference(Code code) {
        forward(code);
    }

    /** The calls of the backward pass. */
    void backward(Code code);

    /**
     * Room for what a batch says of each channel ({@code statistics}), or a tensor for each example, named
     * {@code <layer><suffix>}.
     */
    record Kept(String suffix, boolean statistics, List<Integer> shape) {
        public Kept {
            shape = List.copyOf(shape);
        }

        /** The statistics of a batch: some numbers for each of C channels, on the host. */
        public static Kept statistics(String suffix, int channels) {
            return new Kept(suffix, true, List.of(channels));
        }

        /** [N, shape]. */
        public static Kept tensor(String suffix, Shape shape) {
            return new Kept(suffix, false, shape.dims());
        }
    }
}
