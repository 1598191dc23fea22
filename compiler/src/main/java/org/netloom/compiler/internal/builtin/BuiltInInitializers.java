package org.netloom.compiler.internal.builtin;

import static org.netloom.compiler.layer.Parameter.real;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.layer.Arguments;
import org.netloom.compiler.layer.JavaValue;
import org.netloom.compiler.layer.Option;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;
import org.netloom.compiler.train.Component;
import org.netloom.compiler.train.Component.Kind;

/** How weights begin, of a net by its train section and of a layer by a parameter: each listed once. */
final class BuiltInInitializers {
    private static final String FANS =
            "fan_in of a weight is in / groups × height × width, fan_out is out × height × width";

    private static final Component XAVIER_UNIFORM = initializer(
            Signature.of(
                            "xavier_uniform",
                            "Uniform in ±√(6 / (fan_in + fan_out)), for tanh and sigmoid: the usual one.")
                    .formula(FANS, "Glorot and Bengio, 2010; PyTorch's fans")
                    .example("xavier_uniform")
                    .alsoCalled("xavier", "glorot", "glorot_uniform"),
            "XavierUniform");

    private static final Component XAVIER_NORMAL = initializer(
            Signature.of("xavier_normal", "Normal with deviation √(2 / (fan_in + fan_out)).")
                    .formula("", "Glorot and Bengio, 2010")
                    .example("xavier_normal")
                    .alsoCalled("glorot_normal"),
            "XavierNormal");

    private static final Component KAIMING_UNIFORM = initializer(
            Signature.of("kaiming_uniform", "Uniform in ±√(6 / fan_in), for relu.")
                    .formula("", "He et al., 2015")
                    .example("kaiming_uniform")
                    .alsoCalled("he", "he_uniform"),
            "KaimingUniform");

    private static final Component KAIMING_NORMAL = initializer(
            Signature.of("kaiming_normal", "Normal with deviation √(2 / fan_in), for relu.")
                    .formula("", "He et al., 2015")
                    .example("kaiming_normal")
                    .alsoCalled("kaiming", "he_normal"),
            "KaimingNormal");

    private static final Component LECUN_UNIFORM = initializer(
            Signature.of("lecun_uniform", "Uniform in ±√(3 / fan_in).")
                    .formula("", "LeCun et al., 1998, Efficient BackProp")
                    .example("lecun_uniform"),
            "LecunUniform");

    private static final Component LECUN_NORMAL = initializer(
            Signature.of("lecun_normal", "Normal with deviation √(1 / fan_in).")
                    .formula("", "LeCun et al., 1998, Efficient BackProp")
                    .example("lecun_normal")
                    .alsoCalled("lecun"),
            "LecunNormal");

    private static final Component ORTHOGONAL = initializer(
            Signature.of(
                            "orthogonal",
                            "Rows that are orthogonal to one another, or columns where there are fewer: the weight as a matrix"
                                    + " of out rows.")
                    .parameters(real("gain", "length of each")
                            .moreThan(0)
                            .orElse(1.0)
                            .named())
                    .formula("", "Saxe et al., 2014")
                    .example("orthogonal(gain=1.4)"),
            "Orthogonal");

    private static final Parameter<Double> DEVIATION =
            real("deviation", "standard deviation").moreThan(0).alsoCalled("std", "stddev", "sigma");

    private static final Component NORMAL = initializer(
            Signature.of("normal", "Normal around 0.")
                    .parameters(DEVIATION)
                    .example("normal(0.01)")
                    .alsoCalled("random_normal", "gaussian"),
            "Normal");

    private static final Component TRUNCATED_NORMAL = initializer(
            Signature.of("truncated_normal", "Normal around 0; what lies beyond two deviations is drawn again.")
                    .parameters(DEVIATION)
                    .example("truncated_normal(0.02)")
                    .alsoCalled("trunc_normal"),
            "TruncatedNormal");

    private static final Component CONSTANT = initializer(
            Signature.of("constant", "All values are one number.")
                    .parameters(real("value", "that number"))
                    .example("constant(0.1)"),
            "Constant");

    private static final Component ZEROS = initializer(
            Signature.of("zeros", "All values are 0: of the last layer of a branch, which then adds nothing at first.")
                    .example("zeros")
                    .alsoCalled("zero"),
            "Zeros");

    static final List<Component> ALL = List.of(
            XAVIER_UNIFORM,
            XAVIER_NORMAL,
            KAIMING_UNIFORM,
            KAIMING_NORMAL,
            LECUN_UNIFORM,
            LECUN_NORMAL,
            ORTHOGONAL,
            NORMAL,
            TRUNCATED_NORMAL,
            CONSTANT,
            ZEROS);

    /** Of a layer. */
    static final Parameter<Option> PARAMETER = Parameter.option(
                    "init",
                    "how its weights begin; as the train section says where nothing is said",
                    ALL.stream().map(Component::signature).toArray(Signature[]::new))
            .orNothing()
            .alsoCalled("kernel_initializer", "initializer", "weight_init")
            .named();

    private BuiltInInitializers() {}

    private static Component initializer(Signature signature, String type) {
        return Component.of(Kind.INIT, signature, RuntimeNames.initializer(type));
    }

    /** {@code Normal.of(0.01)}; null where the layer says nothing. */
    static @Nullable JavaValue of(Use use) {
        Option chosen = use.find(PARAMETER);
        if (chosen == null) {
            return null;
        }
        Component component = ALL.stream()
                .filter(each -> chosen.is(each.signature()))
                .findFirst()
                .orElseThrow();
        return made(component, chosen.arguments());
    }

    /** {@code Constant.of(0.0)}. */
    static JavaValue constant(double value) {
        return CONSTANT.type().call("of", value);
    }

    private static JavaValue made(Component component, Arguments arguments) {
        List<Parameter<?>> parameters = component.signature().parameters();
        JavaValue made = component
                .type()
                .call(
                        "of",
                        parameters.stream()
                                .filter(parameter -> !parameter.byName())
                                .map(parameter -> (Object) arguments.get(parameter))
                                .toArray());
        for (Parameter<?> parameter : parameters) {
            if (parameter.byName() && arguments.given(parameter)) {
                String name = parameter.name();
                made = made.then(
                        "with" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1),
                        arguments.get(parameter));
            }
        }
        return made;
    }
}
