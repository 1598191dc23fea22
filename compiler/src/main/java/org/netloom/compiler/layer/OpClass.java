package org.netloom.compiler.layer;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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
    private final Map<String, List<Role>> roles = new ConcurrentHashMap<>();

    private OpClass(Class<?> type) {
        this.type = type;
        this.kernel = kernel(type);
        this.parts = FusedOp.class.isAssignableFrom(type) ? parts(type) : List.of(type);
    }

    /**
     * What this class says.
     *
     * @throws IllegalArgumentException which says what it lacks
     */
    public static OpClass of(Class<? extends Op<?>> type) {
        return KNOWN.get(type);
    }

    /** What stands at a place of a call. */
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
    }

    /**
     * A place of a call.
     *
     * @param optional whether there may be nothing
     */
    public record Role(String name, Kind kind, boolean optional) {
        /** Whether this may stand there. */
        public boolean takes(Operand given) {
            return given == Operand.Absent.ABSENT ? optional : kind.operand.isInstance(given);
        }
    }

    /** The interface of its kernels, {@code Conv2d.Kernel}. */
    public Class<?> kernel() {
        return kernel;
    }

    /** The classes of the operations that it computes in one, in the order of the network; itself, if it is one. */
    public List<Class<?>> parts() {
        return parts;
    }

    /**
     * What a method of its kernels takes, in the order of the call.
     *
     * @throws IllegalArgumentException if there is no such method, or it cannot be a step of a pass
     */
    public List<Role> roles(String method) {
        return roles.computeIfAbsent(method, this::read);
    }

    /** {@code Conv2d.backward}, for messages. */
    public String described(String method) {
        return type.getSimpleName() + "." + method;
    }

    private List<Role> read(String name) {
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
        Parameter[] parameters = named.get(0).getParameters();
        return Arrays.stream(parameters)
                .map(parameter -> role(described(name), parameter))
                .toList();
    }

    private List<Method> methods() {
        return Arrays.stream(kernel.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .toList();
    }

    private static Role role(String method, Parameter parameter) {
        if (!parameter.isNamePresent()) {
            throw new IllegalArgumentException(
                    "%s has no names of its parameters in its class file: compile it with javac's -parameters"
                            .formatted(method));
        }
        AnnotatedType type = parameter.getAnnotatedType();
        for (Kind kind : Kind.values()) {
            if (kind.parameter == parameter.getType()) {
                return new Role(parameter.getName(), kind, type.isAnnotationPresent(Nullable.class));
            }
        }
        throw new IllegalArgumentException("%s takes its %s as %s; the operands of a step are %s"
                .formatted(
                        method,
                        parameter.getName(),
                        parameter.getType().getSimpleName(),
                        Arrays.stream(Kind.values())
                                .map(kind -> kind.parameter.getSimpleName())
                                .collect(Collectors.joining(", "))));
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
