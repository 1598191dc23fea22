package org.netloom.compiler.internal.builtin;

import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.arithmetic.Sizes;
import org.netloom.compiler.layer.Code;
import org.netloom.compiler.layer.Constant;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.Use;
import org.netloom.op.Activation;

/** An activation: one function of each value alone, so that every shape passes through it. */
public interface Elementwise extends Operator {

    /** Which function. */
    Activation.Function function(Use use);

    /** The function's constant; null where it has none. */
    default @Nullable Double constantOfFunction(Use use) {
        return null;
    }

    /** Operations for each value; an elementary function such as the exponential counts as one. */
    int operations(Use use);

    @Override
    default boolean isActivation() {
        return true;
    }

    /** See {@link Activation.Function#neverDecreases}. */
    @Override
    default boolean neverDecreases(Use use) {
        return function(use).neverDecreases(constantOrZero(use));
    }

    /** Whether the backward pass needs no x: see {@link Activation.Function#slopeFollowsFromOutput}. */
    default boolean slopeFollowsFromOutput(Use use) {
        return function(use).slopeFollowsFromOutput(constantOrZero(use));
    }

    private double constantOrZero(Use use) {
        Double constant = constantOfFunction(use);
        return constant == null ? 0 : constant;
    }

    @Override
    default Shape shape(ShapeRule rule) {
        return rule.in();
    }

    @Override
    default long flops(Use use) {
        return Sizes.times(operations(use), use.out().size());
    }

    /** {@code Activation.of("relu1", "lenet.net:4:18", Activation.Function.CLIPPED_RELU, 6.0)}. */
    @Override
    default Constant constant(Use use) {
        Double constant = constantOfFunction(use);
        return constant == null
                ? Constant.of(Activation.class, function(use))
                : Constant.of(Activation.class, function(use), constant);
    }

    @Override
    default void forward(Code code) {
        code.step("forward", code.x(), code.y());
    }

    @Override
    default void backward(Code code) {
        // dy times the derivative, which follows from x or from y: each layer's documentation has it
        code.step("backward", code.x(), code.y(), code.dy(), code.dx());
    }
}
