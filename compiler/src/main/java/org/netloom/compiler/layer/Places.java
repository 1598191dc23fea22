package org.netloom.compiler.layer;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.layer.OpClass.Kind;
import org.netloom.compiler.layer.OpClass.Place;
import org.netloom.compiler.layer.OpClass.Role;

/**
 * Reads what a method of a kernel takes: operands, each a parameter of its own or a component of a record of what belongs
 * together.
 */
final class Places {
    /** What a record may hold: what stays the same from call to call. */
    private static final Set<Kind> GROUPED = EnumSet.of(Kind.TENSOR, Kind.ARRAY);

    private final String method;
    private final List<Parameter> parameters;

    private Places(String method, List<Parameter> parameters) {
        this.method = method;
        this.parameters = parameters;
    }

    /**
     * The places of a call, in its order.
     *
     * @param method for messages
     * @throws IllegalArgumentException if a step cannot make this call
     */
    static List<Place> of(String method, Parameter[] parameters) {
        Places read = new Places(method, List.of(parameters));
        List<Place> places = read.parameters.stream().map(read::place).toList();
        read.requireDistinct(places.stream().flatMap(place -> place.roles().stream()));
        return places;
    }

    private Place place(Parameter parameter) {
        if (!parameter.isNamePresent()) {
            throw new IllegalArgumentException(
                    "%s has no names of its parameters in its class file: compile it with javac's -parameters"
                            .formatted(method));
        }
        String name = parameter.getName();
        boolean optional = isNullable(parameter.getAnnotatedType());
        Optional<Kind> kind = kind(parameter.getType());
        if (kind.isPresent()) {
            return new Place(name, null, List.of(new Role(name, kind.get(), optional)));
        }
        if (!parameter.getType().isRecord()) {
            throw new IllegalArgumentException("%s takes its %s as %s; the operands of a step are %s, and records of %s"
                    .formatted(
                            method,
                            name,
                            parameter.getType().getSimpleName(),
                            names(EnumSet.allOf(Kind.class)),
                            names(GROUPED)));
        }
        if (optional) {
            throw new IllegalArgumentException(
                    "%s takes its %s as a record that may be null; its components may be, and the record is always there"
                            .formatted(method, name));
        }
        return new Place(name, parameter.getType(), components(parameter));
    }

    private List<Role> components(Parameter parameter) {
        boolean gradients = isGradientOfAnother(parameter);
        return Arrays.stream(parameter.getType().getRecordComponents())
                .map(component -> role(parameter, component, gradients))
                .toList();
    }

    private Role role(Parameter parameter, RecordComponent component, boolean gradient) {
        Kind kind = kind(component.getType())
                .filter(GROUPED::contains)
                .orElseThrow(() -> new IllegalArgumentException(
                        "%s takes its %s as %s, whose %s is a %s; a record of operands holds %s"
                                .formatted(
                                        method,
                                        parameter.getName(),
                                        parameter.getType().getSimpleName(),
                                        component.getName(),
                                        component.getType().getSimpleName(),
                                        names(GROUPED))));
        return new Role(
                gradient ? gradient(component.getName()) : component.getName(),
                kind,
                isNullable(component.getAnnotatedType()));
    }

    /** Whether it has the gradients by what another parameter has, {@code dWeights} beside {@code weights}. */
    private boolean isGradientOfAnother(Parameter parameter) {
        return Place.isGradient(parameter.getName())
                && parameters.stream()
                        .anyMatch(
                                other -> other.getType() == parameter.getType() && !Place.isGradient(other.getName()));
    }

    /** {@code dGamma}. */
    private static String gradient(String component) {
        return "d" + component.substring(0, 1).toUpperCase(Locale.ROOT) + component.substring(1);
    }

    private static boolean isNullable(AnnotatedType type) {
        return type.isAnnotationPresent(Nullable.class);
    }

    private static Optional<Kind> kind(Class<?> type) {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.parameter() == type)
                .findFirst();
    }

    private static String names(Set<Kind> kinds) {
        return kinds.stream().map(kind -> kind.parameter().getSimpleName()).collect(Collectors.joining(", "));
    }

    private void requireDistinct(Stream<Role> roles) {
        Set<String> names = new HashSet<>();
        roles.map(Role::name).filter(name -> !names.add(name)).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException(
                    "%s has more than one %s, with the components of its records".formatted(method, name));
        });
    }
}
