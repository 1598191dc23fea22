package org.netloom.compiler.layer;

/** What a step of a pass takes or makes: its role in the network, not a name in some language. */
public sealed interface Operand {

    /** Memory of a pass, for the examples of a batch. */
    sealed interface Tensor extends Operand {}

    /** What a node puts out, or the network's input. */
    record Value(String node) implements Tensor {}

    /** The gradient of the loss by a value. */
    record Gradient(String node) implements Tensor {}

    /**
     * What one of several users of a value contributes to its gradient.
     *
     * @param input which of the user's inputs the value is, from 1 where the user takes it a second time; else 0
     */
    record Contribution(String value, String user, int input) implements Tensor {}

    /** What the forward pass keeps of a node beside its output, {@code dropout1Mask}. */
    record Kept(String node, String suffix) implements Tensor {}

    /** Numbers that the size of the batch does not change. */
    sealed interface Array extends Operand {}

    /** A parameter or a moving statistic, of the node that owns it: {@code net.bn1.gamma()}. */
    record Weight(String owner, String accessor) implements Array {}

    /** A parameter with a batch normalization folded in. */
    record FoldedWeight(String node, String accessor) implements Array {}

    /** What a node contributes to the gradient of the loss by a parameter. */
    record WeightGradient(String node, String accessor) implements Array {}

    /** The description of a node's operation: {@code CONV1}. */
    record Operation(String node) implements Operand {}

    /** What a batch says at a batch normalization, on the host: {@code bn1Batch}. */
    record BatchStatistics(String node, String suffix) implements Operand {}

    /** The seed of a random operation of the pass, which are counted from 1. */
    record Seed(int ordinal) implements Operand {}

    /** A number that the compiler knows. */
    record Whole(int value) implements Operand {}

    /** What nobody needs, or the layer does not have. */
    enum Absent implements Operand {
        ABSENT
    }
}
