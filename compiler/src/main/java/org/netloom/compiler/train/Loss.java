package org.netloom.compiler.train;

import org.netloom.compiler.layer.JavaType;
import org.netloom.compiler.layer.Signature;

/**
 * A loss that a train section can name: what can be written of it, and which class of the runtime, a {@code Loss}, computes
 * it. It never changes.
 *
 * <p>That class is made as that of an {@link Optimizer} is: by {@code of} with the arguments that go by position, and a
 * method {@code with…} for each that goes by name and is given: {@code cross_entropy(label_smoothing = 0.1)} becomes {@code
 * CrossEntropy.of().withLabelSmoothing(0.1)}.
 */
public final class Loss {
    private final Signature signature;
    private final JavaType type;

    private Loss(Signature signature, JavaType type) {
        this.signature = signature;
        this.type = type;
    }

    /**
     * A loss.
     *
     * @param signature its parameters are numbers, truth values and words; those by position have a value in each call
     * @param type the class of the runtime; the compiler needs its name only
     * @throws IllegalArgumentException if a parameter is of another type, or one by position may have no value
     */
    public static Loss of(Signature signature, JavaType type) {
        Constants.require("loss", signature);
        return new Loss(signature, type);
    }

    public String name() {
        return signature.name();
    }

    public Signature signature() {
        return signature;
    }

    /** The class that computes it. */
    public JavaType type() {
        return type;
    }
}
