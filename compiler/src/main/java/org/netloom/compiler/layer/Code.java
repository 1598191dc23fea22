package org.netloom.compiler.layer;

/**
 * Names and calls for one layer in one pass of a generated class. Names are Java expressions; {@code null} is one for
 * what nobody needs or the layer does not have.
 */
public interface Code {
    /** The layer in its place, for its arguments and shapes. */
    Use use();

    /** The operation's constant: {@code CONV1}. */
    String op();

    /** An input, counted from 0: {@code maxpool1}. */
    String x(int input);

    /** The only input. */
    default String x() {
        return x(0);
    }

    /** The output: {@code conv2}. */
    String y();

    /** The gradient by the output: {@code dConv2}. */
    String dy();

    /** Where the gradient by an input goes: {@code dMaxpool1}, or {@code null} where nobody needs it. */
    String dx(int input);

    /** Whether somebody needs the gradient by an input. */
    boolean needsDx(int input);

    /** The one by the only input. */
    default String dx() {
        return dx(0);
    }

    /** A weight: {@code net.bn1.gamma()}, or {@code null} where the layer has none such. */
    String weight(String accessor);

    /** Something else that the class of the layer's weights offers: {@code net.bn1.statistics()}. */
    String property(String accessor);

    /** The gradient by a weight: {@code dBn1Gamma}, or {@code null} where it has no such weight. */
    String gradient(String accessor);

    /** What the training pass keeps for the way back: {@code bn1Mean}. */
    String kept(String suffix);

    /** A seed for random numbers that no other layer and no other step has: {@code seed(1)}. */
    String seed();

    /** Writes {@code engine.<operation>(arguments);}. */
    void engine(String operation, String... arguments);

    /** Writes {@code <target>(arguments);}. */
    void call(String target, String... arguments);
}
