package org.netloom.runtime.init;

import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * How the weights of a layer start. It never changes, and any thread may call it.
 *
 * <p>The values follow from the seed and the parameter's name: another layer in the network changes the values of no parameter
 * that keeps its name. They are the same on every machine.
 */
public interface Initializer {
    /** Uniform, for layers before tanh and sigmoid: what nets have that say nothing. */
    Initializer XAVIER_UNIFORM = XavierUniform.of();

    Initializer XAVIER_NORMAL = XavierNormal.of();
    /** Uniform, for layers before relu. */
    Initializer KAIMING_UNIFORM = KaimingUniform.of();

    Initializer KAIMING_NORMAL = KaimingNormal.of();

    /**
     * What is to be drawn.
     *
     * @param seed the network's
     * @param name the parameter's, for example {@code conv1.weight}
     * @param shape [out, in] of a dense layer, [out, in/groups, height, width] of a convolution
     */
    record Weight(long seed, String name, List<Long> shape) {
        public Weight {
            shape = List.copyOf(shape);
        }

        /** How many numbers it holds. */
        public long size() {
            return shape.stream().reduce(1L, Math::multiplyExact);
        }

        /** PyTorch's: how many inputs one output is the sum of, in/groups · height · width. */
        public long fanIn() {
            return size() / shape.get(0);
        }

        /** PyTorch's: how many outputs one input goes into with a stride of 1, out · height · width. */
        public long fanOut() {
            return shape.size() < 2 ? size() : size() / shape.get(1);
        }

        /** The streams of random numbers that belong to it. */
        public Draw draw() {
            return new Draw(seed, name);
        }
    }

    /**
     * Draws a weight's values, in row-major order.
     *
     * @return one value after the other, so that a large weight needs no memory beside its own
     */
    DoubleSupplier draw(Weight weight);
}
