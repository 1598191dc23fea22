package org.netloom.compiler.layer;

import java.util.Arrays;
import java.util.List;

/** How a generated constructor makes a layer's weights: {@code new ConvWeights(parameter(…), null)}. */
public record NewWeights(JavaType type, List<Argument> arguments) {

    /** What such a class is made of. */
    public sealed interface Argument {}

    /** {@code parameter("conv1.weight", Parameter.Role.WEIGHT, 6, 1, 5, 5)}, or {@code null} for a layer without it. */
    public record OwnParameter(String accessor) implements Argument {}

    /** {@code movingStatistics("bn1", 6, Estimator.ema(0.9))}. */
    public record MovingStatistics(int channels, JavaValue estimator) implements Argument {}

    public NewWeights {
        arguments = List.copyOf(arguments);
    }

    /** @param accessors of its parameters, those that a layer may lack included */
    public static NewWeights of(JavaType type, String... accessors) {
        return new NewWeights(
                type, Arrays.stream(accessors).<Argument>map(OwnParameter::new).toList());
    }
}
