package org.netloom.compiler.layer.builtin;

import org.netloom.compiler.layer.Code;
import org.netloom.compiler.layer.Constant;
import org.netloom.compiler.layer.EngineOperation;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.RuntimeNames;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.Sizes;
import org.netloom.compiler.layer.Use;

/** An activation: one function of each value alone, so that every shape passes through it. */
public interface Elementwise extends Operator {

    /** The engine's name for the function: {@code SIGMOID}. */
    String function(Use use);

    /** Operations for each value; an elementary function such as the exponential counts as one. */
    int operations(Use use);

    /**
     * Whether a larger x never gives a smaller y, for every x that there is: then the function of the largest value is the
     * largest value of the function.
     */
    default boolean neverDecreases(Use use) {
        return false;
    }

    /** Whether the derivative follows from y alone, so that the backward pass needs no x. */
    default boolean slopeFollowsFromOutput(Use use) {
        return false;
    }

    @Override
    default Shape shape(ShapeRule rule) {
        return rule.in();
    }

    @Override
    default long flops(Use use) {
        return Sizes.times(operations(use), use.out().size());
    }

    /** {@code Activation.of("sigmoid1", "lenet.net:4:18", Activation.Function.SIGMOID)}. */
    @Override
    default Constant constant(Use use) {
        return Constant.of(RuntimeNames.ACTIVATION, RuntimeNames.FUNCTION.constant(function(use)));
    }

    /** The same with the function's constant as a last argument. */
    static Constant constant(String function, double constant) {
        return Constant.of(RuntimeNames.ACTIVATION, RuntimeNames.FUNCTION.constant(function), constant);
    }

    @Override
    default void forward(Code code) {
        code.engine(EngineOperation.ACTIVATION, code.x(), code.y());
    }

    @Override
    default void backward(Code code) {
        // dy times the derivative, which follows from x or from y: each layer's documentation has it
        code.engine(EngineOperation.ACTIVATION_BACKWARD, code.x(), code.y(), code.dy(), code.dx());
    }
}
