package org.netloom.compiler.train;

import org.netloom.compiler.layer.JavaType;
import org.netloom.compiler.layer.Signature;

/**
 * An optimizer that a train section can name: what can be written of it, and which class of the runtime, an {@code
 * OptimizerConfig}, has its constants. It never changes.
 *
 * <p>That class has a static method {@code of}, which takes the arguments that go by position, in their order. For each
 * parameter that goes by name it has a method {@code with…}, which generated code calls where the file gives a value: {@code
 * sgd(lr = 0.1, weight_decay = 1e-4)} becomes {@code SgdConfig.of(0.1).withWeightDecay(1.0E-4)}. So both sides have the
 * same defaults, and a jar can add parameters by name to an optimizer that compiled nets use.
 */
public final class Optimizer {
    private final Signature signature;
    private final JavaType config;

    private Optimizer(Signature signature, JavaType config) {
        this.signature = signature;
        this.config = config;
    }

    /**
     * An optimizer.
     *
     * @param signature its parameters are numbers, truth values and words; those by position have a value in each call
     * @param config the class of its constants; the compiler needs its name only
     * @throws IllegalArgumentException if a parameter is of another type, or one by position may have no value
     */
    public static Optimizer of(Signature signature, JavaType config) {
        Constants.require("optimizer", signature);
        return new Optimizer(signature, config);
    }

    public String name() {
        return signature.name();
    }

    public Signature signature() {
        return signature;
    }

    /** The class of its constants. */
    public JavaType config() {
        return config;
    }
}
