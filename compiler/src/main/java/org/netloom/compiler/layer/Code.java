package org.netloom.compiler.layer;

/** The operands of one layer in one pass, and the steps that it adds to the pass. */
public interface Code {
    /** The layer in its place, for its arguments and shapes. */
    Use use();

    /** An input, counted from 0. */
    Operand x(int input);

    /** The only input. */
    default Operand x() {
        return x(0);
    }

    /** The output. */
    Operand y();

    /** The gradient by the output. */
    Operand dy();

    /** Where the gradient by an input goes; absent where nobody needs it. */
    Operand dx(int input);

    /** Whether somebody needs the gradient by an input. */
    boolean needsDx(int input);

    /** The one by the only input. */
    default Operand dx() {
        return dx(0);
    }

    /** A weight; absent where the layer has none such. */
    Operand weight(String accessor);

    /** The gradient by a weight; absent where the layer has no such weight. */
    Operand gradient(String accessor);

    /** What the training pass keeps for backward. */
    Operand kept(String suffix);

    /** A seed for random numbers that no other layer and no other step has. */
    Operand seed();

    /** A number that the compiler knows. */
    default Operand number(int value) {
        return new Operand.Whole(value);
    }

    /** What a call leaves out. */
    default Operand absent() {
        return Operand.Absent.ABSENT;
    }

    /**
     * Adds a step: a call of the kernel of the operation that the layer's constant describes.
     *
     * @param method of the interface of its kernels, {@code forward}
     * @param operands in the order of the method's parameters
     * @throws IllegalArgumentException if there is no such method, or an operand does not fit its parameter
     */
    void step(String method, Operand... operands);

    /** Adds the update of the moving statistics by those of the batch. */
    void updateStatistics(Operand batch);
}
