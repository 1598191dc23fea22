package org.netloom.compiler.layer;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.netloom.compiler.internal.arithmetic.Sizes;
import org.netloom.op.Pointwise;
import org.netloom.op.Site;

/**
 * An activation of somebody's own: what the language says of it, and the record of its function. The parameters of the
 * signature are the record's components behind the site, in the same order.
 */
public final class PointwiseLayer implements Operator {
    private static final Map<Class<?>, Class<?>> COMPONENTS = Map.of(
            Double.class, double.class, Integer.class, int.class, Long.class, long.class, Boolean.class, boolean.class);

    private final Class<? extends Pointwise> function;
    private final Signature signature;
    private final int operations;
    private final boolean neverDecreasing;
    private final boolean neverNegative;

    private PointwiseLayer(
            Class<? extends Pointwise> function,
            Signature signature,
            int operations,
            boolean neverDecreasing,
            boolean neverNegative) {
        this.function = function;
        this.signature = signature;
        this.operations = operations;
        this.neverDecreasing = neverDecreasing;
        this.neverNegative = neverNegative;
    }

    /**
     * The layer of a function; the methods below say more of it.
     *
     * @param signature whose parameters are numbers or truth values, each with a value
     * @throws IllegalArgumentException if the function is no public record of a site and these parameters
     */
    public static PointwiseLayer of(Class<? extends Pointwise> function, Signature signature) {
        List<Class<?>> wanted = signature.parameters().stream()
                .<Class<?>>map(parameter -> COMPONENTS.getOrDefault(parameter.type(), parameter.type()))
                .toList();
        boolean valued = signature.parameters().stream().noneMatch(Parameter::optional);
        RecordComponent[] components = function.getRecordComponents();
        List<Class<?>> found = components == null
                ? List.of()
                : Arrays.stream(components)
                        .<Class<?>>map(RecordComponent::getType)
                        .toList();
        if (!valued
                || !COMPONENTS.values().containsAll(wanted)
                || found.isEmpty()
                || found.get(0) != Site.class
                || !found.subList(1, found.size()).equals(wanted)) {
            throw new IllegalArgumentException(
                    "the layer %s needs a record of a Site and of its parameters, each of which has a value: %s(%s)"
                            .formatted(
                                    signature.name(),
                                    function.getSimpleName(),
                                    signature.parameters().stream()
                                            .map(parameter -> ", "
                                                    + COMPONENTS
                                                            .getOrDefault(parameter.type(), parameter.type())
                                                            .getSimpleName()
                                                    + " " + parameter.name())
                                            .collect(Collectors.joining("", "Site site", ""))));
        }
        return new PointwiseLayer(function, signature, 1, false, false);
    }

    /** The same of so many operations for each value, for the table of FLOPs; an exponential counts as one. */
    public PointwiseLayer operations(int each) {
        return new PointwiseLayer(function, signature, each, neverDecreasing, neverNegative);
    }

    /** The same of a function that never decreases: see {@link #neverDecreases}. */
    public PointwiseLayer neverDecreasing() {
        return new PointwiseLayer(function, signature, operations, true, neverNegative);
    }

    /** The same of a function that is 0 or more for every x. */
    public PointwiseLayer neverNegative() {
        return new PointwiseLayer(function, signature, operations, neverDecreasing, true);
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public Shape shape(ShapeRule rule) {
        return rule.in();
    }

    @Override
    public long flops(Use use) {
        return Sizes.times(operations, use.out().size());
    }

    @Override
    public boolean isActivation() {
        return true;
    }

    @Override
    public boolean neverDecreases(Use use) {
        return neverDecreasing;
    }

    @Override
    public boolean putsOutNoNegative(Use use) {
        return neverNegative;
    }

    @Override
    public Constant constant(Use use) {
        return Constant.ofRecord(
                function, signature.parameters().stream().map(use::get).toArray());
    }

    @Override
    public void forward(Code code) {
        code.step("forward", code.x(), code.y());
    }

    @Override
    public void backward(Code code) {
        code.step("backward", code.x(), code.y(), code.dy(), code.dx());
    }
}
