package org.netloom.compiler.layer;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netloom.op.Array;
import org.netloom.op.BatchStatistics;
import org.netloom.op.FusedOp;
import org.netloom.op.Op;
import org.netloom.op.Tensor;

/**
 * What the class of an operation says of it: which methods its kernels have, which operands those take, and of which
 * operations it is one. It is read from the class, once, when a pass is lowered.
 */
public final class OpClass {
    private static final ClassValue<OpClass> KNOWN = new ClassValue<>() {
        @Override
        protected OpClass computeValue(Class<?> type) {
            return new OpClass(type);
        }
    };

    private final Class<?> type;
    private final Class<?> kernel;
    private final List<Class<?>> parts;
    private final boolean madeOfOthers;
    private final Map<String, Call> calls = new ConcurrentHashMap<>();

    private OpClass(Class<?> type) {
        this.type = type;
        this.kernel = kernel(type);
        this.madeOfOthers = FusedOp.class.isAssignableFrom(type) || isRecordOfOps(type);
        this.parts = madeOfOthers ? parts(type) : List.of(type);
    }

    /**
     * What this class says.
     *
     * @throws IllegalArgumentException which says what it lacks
     */
    public static OpClass of(Class<? extends Op<?>> type) {
        return KNOWN.get(type);
    }

    /** What an operand is. */
    public enum Kind {
        TENSOR(Tensor.class, Operand.Tensor.class),
        ARRAY(Array.class, Operand.Array.class),
        STATISTICS(BatchStatistics.class, Operand.BatchStatistics.class),
        SEED(long.class, Operand.Seed.class),
        NUMBER(int.class, Operand.Whole.class);

        private final Class<?> parameter;
        private final Class<? extends Operand> operand;

        Kind(Class<?> parameter, Class<? extends Operand> operand) {
            this.parameter = parameter;
            this.operand = operand;
        }

        Class<?> parameter() {
            return parameter;
        }
    }

    /**
     * An operand of a call.
     *
     * @param optional whether there may be nothing
     */
    public record Role(String name, Kind kind, boolean optional) {
        /** Whether this may stand there. */
        public boolean takes(Operand given) {
            return given == Operand.Absent.ABSENT ? optional : kind.operand.isInstance(given);
        }
    }

    /**
     * A place of a call: one operand, or several that go as one.
     *
     * @param name of the parameter
     * @param group the record of which the operands are the components; null for one operand
     */
    public record Place(String name, @Nullable Class<?> group, List<Role> roles) {
        private static final Pattern GRADIENT = Pattern.compile("d[A-Z].*");

        public Place {
            roles = List.copyOf(roles);
        }

        /** Whether its name says that it is a gradient: {@code dWeights}, and not {@code dilation}. */
        public boolean isGradient() {
            return isGradient(name);
        }

        static boolean isGradient(String name) {
            return GRADIENT.matcher(name).matches();
        }
    }

    private record Call(List<Place> places, List<Role> roles) {}

    /** The interface of its kernels, {@code Conv2d.Kernel}. */
    public Class<?> kernel() {
        return kernel;
    }

    /** Whether it is a record of other operations, which stand in the network: a pass adds it. */
    public boolean isMadeOfOthers() {
        return madeOfOthers;
    }

    /** The classes of the operations that it computes in one, in the order of the network; itself, if it is one. */
    public List<Class<?>> parts() {
        return parts;
    }

    /**
     * What a method of its kernels takes, in the order of the call, with the components of a record where it stands: {@code
     * gamma} and {@code beta} of a {@code BatchNorm.Affine affine}, {@code dGamma} and {@code dBeta} of the {@code dAffine}
     * beside it.
     *
     * @throws IllegalArgumentException if there is no such method, or it cannot be a step of a pass
     */
    public List<Role> roles(String method) {
        return call(method).roles();
    }

    /**
     * The parameters of a method of its kernels, whose operands one after the other are its {@link #roles}.
     *
     * @throws IllegalArgumentException as {@link #roles}
     */
    public List<Place> places(String method) {
        return call(method).places();
    }

    private Call call(String method) {
        return calls.computeIfAbsent(method, this::read);
    }

    /** {@code Conv2d.backward}, for messages. */
    public String described(String method) {
        return type.getSimpleName() + "." + method;
    }

    private Call read(String name) {
        List<Method> methods = methods();
        List<Method> named =
                methods.stream().filter(method -> method.getName().equals(name)).toList();
        if (named.size() != 1) {
            throw new IllegalArgumentException("%s has %s method %s: it has %s"
                    .formatted(
                            simpleName(kernel),
                            named.isEmpty() ? "no" : "more than one",
                            name,
                            methods.stream().map(Method::getName).sorted().collect(Collectors.joining(", "))));
        }
        List<Place> places = Places.of(described(name), named.get(0).getParameters());
        return new Call(
                places, places.stream().flatMap(place -> place.roles().stream()).toList());
    }

    private List<Method> methods() {
        return Arrays.stream(kernel.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .toList();
    }

    /** K of the {@code Op<K>} or {@code FusedOp<K>} that a class implements, itself or by an interface between. */
    private static Class<?> kernel(Class<?> type) {
        return kernelOf(type)
                .orElseThrow(() -> new IllegalArgumentException(
                        "%s does not say of which interface its kernels are: it has to implement Op<%s.Kernel>"
                                .formatted(simpleName(type), simpleName(type))));
    }

    private static Optional<Class<?>> kernelOf(Class<?> type) {
        for (Type implemented : type.getGenericInterfaces()) {
            if (implemented instanceof Class<?> between && Op.class.isAssignableFrom(between)) {
                return kernelOf(between);
            }
            if (implemented instanceof ParameterizedType of
                    && of.getRawType() instanceof Class<?> raw
                    && Op.class.isAssignableFrom(raw)
                    && of.getActualTypeArguments()[0] instanceof Class<?> kernel
                    && kernel.isInterface()) {
                return Optional.of(kernel);
            }
        }
        return Optional.empty();
    }

    private static boolean isRecordOfOps(Class<?> type) {
        RecordComponent[] components = type.isRecord() ? type.getRecordComponents() : new RecordComponent[0];
        return components.length > 0
                && Arrays.stream(components).allMatch(component -> Op.class.isAssignableFrom(component.getType()));
    }

    private static List<Class<?>> parts(Class<?> type) {
        List<Class<?>> parts = new ArrayList<>();
        if (type.isRecord()) {
            for (RecordComponent component : type.getRecordComponents()) {
                if (Op.class.isAssignableFrom(component.getType())) {
                    parts.add(component.getType());
                }
            }
        }
        if (parts.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s is no record of the operations that it computes in one".formatted(simpleName(type)));
        }
        return List.copyOf(parts);
    }

    /** {@code Conv2d.Kernel}. */
    private static String simpleName(Class<?> type) {
        Class<?> outer = type.getDeclaringClass();
        return outer == null ? type.getSimpleName() : simpleName(outer) + "." + type.getSimpleName();
    }
}
