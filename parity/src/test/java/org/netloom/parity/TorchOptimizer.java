package org.netloom.parity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.netloom.compiler.internal.ir.TrainPlan.Part;
import org.netloom.compiler.layer.Parameter;

/**
 * PyTorch's own optimizers: the fused kernels behind {@code torch.optim.SGD(…, fused=True)}, {@code Adam}, {@code AdamW} and
 * {@code Adagrad}, and the operations that those without one call with {@code foreach=True}. Lion and LAMB, which PyTorch
 * does not have, are their papers' formulas in its operations.
 *
 * <p>Parameters are in two groups, as {@code torch.optim} takes them, because biases may have another weight decay.
 */
final class TorchOptimizer {
    private static final String NONE = "annotate(List[Tensor], [])";
    /** A call's arrays that are kept, by their names in the script. */
    private static final List<String> KEPT = List.of("m", "v", "b");

    private final Arguments arguments;
    private final String name;
    private final double rate;
    /** How many arrays each parameter has that are kept. */
    private final int kept;
    /** What they begin with. */
    private final double begin;

    private final Group weights = new Group("");
    private final Group biases = new Group("_bias");
    private boolean first = true;

    /** Parameters with one weight decay. */
    private static final class Group {
        final String suffix;
        final List<NDList> states = new ArrayList<>();
        /** How many steps were made; of NAdam the product of its factors as well. */
        NDList steps = new NDList();

        Group(String suffix) {
            this.suffix = suffix;
        }
    }

    /** Reads an optimizer's arguments and remembers which. */
    private record Arguments(Part plan, Set<String> asked) {
        double number(String name) {
            return ((Number) value(name)).doubleValue();
        }

        boolean flag(String name) {
            return (Boolean) value(name);
        }

        private Object value(String name) {
            asked.add(name);
            Parameter<?> parameter =
                    plan.component().signature().parameter(name).orElseThrow();
            Object value = plan.arguments().find(parameter);
            if (value == null) {
                throw new AssertionError("no value for " + name);
            }
            return value;
        }
    }

    /** @param slower what the learning rate is divided by */
    TorchOptimizer(Part plan, double slower) {
        arguments = new Arguments(plan, new HashSet<>());
        name = plan.component().signature().name();
        rate = arguments.number("lr") / slower;
        begin = name.equals("adagrad") ? arguments.number("initial_accumulator_value") : 0;
        kept = switch (name) {
            case "sgd" -> arguments.number("momentum") == 0 ? 0 : 1;
            case "adagrad", "lion" -> 1;
            case "adam", "adamw", "adadelta", "nadam", "lamb" -> 2;
            case "rmsprop" -> 3;
            default ->
                throw new AssertionError(
                        "the PyTorch reference has no case for the optimizer %s: add one to TorchOptimizer"
                                .formatted(name));
        };
    }

    /** The methods that {@link #step} calls. */
    List<String> methods() {
        List<String> methods = new ArrayList<>();
        for (Group group : List.of(weights, biases)) {
            double decay = group == biases && !arguments.flag("decay_biases") ? 0 : arguments.number("weight_decay");
            methods.add(method("first_step" + group.suffix, body(decay, true)));
            methods.add(method("next_step" + group.suffix, body(decay, false)));
        }
        for (Parameter<?> parameter : arguments.plan().component().signature().parameters()) {
            if (!arguments.asked().contains(parameter.name())) {
                throw new AssertionError("the PyTorch reference does not look at the optimizer's argument %s: see %s"
                        .formatted(parameter.name(), TorchOptimizer.class.getSimpleName()));
            }
        }
        return methods;
    }

    private String method(String method, String body) {
        StringBuilder text =
                new StringBuilder("def %s(self: __torch__.Program, p: List[Tensor], g: List[Tensor]".formatted(method));
        KEPT.subList(0, kept).forEach(array -> text.append(", ").append(array).append(": List[Tensor]"));
        text.append(", t: List[Tensor]) -> Tensor:\n");
        text.append(body.indent(2));
        return text.append("  torch._foreach_zero_(g)\n  return p[0]\n").toString();
    }

    private String body(double decay, boolean firstStep) {
        return switch (name) {
            case "sgd" -> sgd(decay, firstStep);
            case "adam" -> adam("_fused_adam_", decay);
            case "adamw" -> adam("_fused_adamw_", decay);
            case "rmsprop" -> rmsprop(decay);
            case "adagrad" -> """
                torch._foreach_add_(t, 1)
                torch._fused_adagrad_(p, g, m, t, lr=%s, lr_decay=%s, weight_decay=%s, eps=%s, maximize=False)
                """.formatted(literal(rate), real("lr_decay"), literal(decay), real("eps"));
            case "adadelta" -> adadelta(decay);
            case "nadam" -> nadam(decay);
            case "lion" -> lion(decay);
            default -> lamb(decay);
        };
    }

    private String sgd(double decay, boolean firstStep) {
        return "torch._fused_sgd_(p, g, %s, weight_decay=%s, momentum=%s, lr=%s, dampening=%s, nesterov=%s, maximize=False, is_first_step=%s)"
                .formatted(
                        kept == 0 ? NONE : "m",
                        literal(decay),
                        real("momentum"),
                        literal(rate),
                        real("dampening"),
                        Call.literal(arguments.flag("nesterov")),
                        Call.literal(firstStep));
    }

    private String adam(String kernel, double decay) {
        return """
                torch._foreach_add_(t, 1)
                torch.%s(p, g, m, v, %s, t, lr=%s, beta1=%s, beta2=%s, weight_decay=%s, eps=%s, amsgrad=False, maximize=False)
                """.formatted(kernel, NONE, literal(rate), real("beta1"), real("beta2"), literal(decay), real("eps"));
    }

    /** {@code means = beta means + (1 - beta) values²}. */
    private static String squares(String means, double beta, String values) {
        return """
                torch._foreach_mul_(%s, %s)
                torch._foreach_addcmul_(%s, %s, %s, value=%s)
                """.formatted(means, literal(beta), means, values, values, literal(1 - beta));
    }

    private static String decayed(double decay) {
        return "d = torch._foreach_add(g, p, alpha=%s)\n".formatted(literal(decay));
    }

    private String rmsprop(double decay) {
        double alpha = arguments.number("alpha");
        String centered = """
                torch._foreach_lerp_(v, d, %s)
                size = torch._foreach_addcmul(m, v, v, value=-1)
                torch._foreach_sqrt_(size)
                """.formatted(literal(1 - alpha));
        String direction = arguments.number("momentum") == 0
                ? "torch._foreach_addcdiv_(p, d, size, value=%s)\n".formatted(literal(-rate))
                : """
                torch._foreach_mul_(b, %s)
                torch._foreach_addcdiv_(b, d, size)
                torch._foreach_add_(p, b, alpha=%s)
                """.formatted(real("momentum"), literal(-rate));
        return decayed(decay)
                + squares("m", alpha, "d")
                + (arguments.flag("centered") ? centered : "size = torch._foreach_sqrt(m)\n")
                + "torch._foreach_add_(size, %s)\n".formatted(real("eps"))
                + direction;
    }

    private String adadelta(double decay) {
        double rho = arguments.number("rho");
        return decayed(decay)
                + squares("m", rho, "d")
                + """
                size = torch._foreach_add(m, %s)
                torch._foreach_sqrt_(size)
                s = torch._foreach_add(v, %s)
                torch._foreach_sqrt_(s)
                torch._foreach_div_(s, size)
                torch._foreach_mul_(s, d)
                """.formatted(real("eps"), real("eps"))
                + squares("v", rho, "s")
                + "torch._foreach_add_(p, s, alpha=%s)\n".formatted(literal(-rate));
    }

    private String nadam(double decay) {
        String factor = "torch.mul(torch.rsub(torch.mul(torch.pow(0.96, torch.mul(%%s, %s)), 0.5), 1), %s)"
                .formatted(real("momentum_decay"), real("beta1"));
        String apart =
                "torch._foreach_mul_(p, %s)\nd = torch._foreach_add(g, 0)\n".formatted(literal(1 - rate * decay));
        return """
                torch.add_(t[0], 1)
                now = %s
                next = %s
                torch.mul_(t[1], now)
                """.formatted(factor.formatted("t[0]"), factor.formatted("torch.add(t[0], 1)"))
                + (arguments.flag("decoupled_weight_decay") ? apart : decayed(decay))
                + "torch._foreach_lerp_(m, d, %s)\n".formatted(literal(1 - arguments.number("beta1")))
                + squares("v", arguments.number("beta2"), "d")
                + """
                size = torch._foreach_div(v, torch.rsub(torch.pow(%s, t[0]), 1))
                torch._foreach_sqrt_(size)
                torch._foreach_add_(size, %s)
                x = torch._foreach_div(d, size)
                torch._foreach_mul_(x, torch.div(torch.mul(torch.rsub(now, 1), %s), torch.rsub(t[1], 1)))
                torch._foreach_add_(p, x)
                y = torch._foreach_div(m, size)
                torch._foreach_mul_(y, torch.div(torch.mul(next, %s), torch.rsub(torch.mul(t[1], next), 1)))
                torch._foreach_add_(p, y)
                """.formatted(real("beta2"), real("eps"), literal(-rate), literal(-rate));
    }

    private String lion(double decay) {
        return """
                c = torch._foreach_lerp(m, g, %s)
                torch._foreach_sign_(c)
                torch._foreach_mul_(p, %s)
                torch._foreach_add_(p, c, alpha=%s)
                torch._foreach_lerp_(m, g, %s)
                """.formatted(
                        literal(1 - arguments.number("beta1")),
                        literal(1 - rate * decay),
                        literal(-rate),
                        literal(1 - arguments.number("beta2")));
    }

    private String lamb(double decay) {
        return """
                torch.add_(t[0], 1)
                torch._foreach_lerp_(m, g, %s)
                """.formatted(literal(1 - arguments.number("beta1")))
                + squares("v", arguments.number("beta2"), "g")
                + """
                size = torch._foreach_div(v, torch.rsub(torch.pow(%s, t[0]), 1))
                torch._foreach_sqrt_(size)
                torch._foreach_add_(size, %s)
                u = torch._foreach_div(m, torch.rsub(torch.pow(%s, t[0]), 1))
                torch._foreach_div_(u, size)
                torch._foreach_add_(u, p, alpha=%s)
                ratio = torch._foreach_norm(p)
                torch._foreach_div_(ratio, torch._foreach_norm(u))
                torch._foreach_mul_(u, ratio)
                torch._foreach_add_(p, u, alpha=%s)
                """.formatted(real("beta2"), real("eps"), real("beta1"), literal(decay), literal(-rate));
    }

    private String real(String argument) {
        return literal(arguments.number(argument));
    }

    private static String literal(double value) {
        return Call.literal(value);
    }

    /**
     * Changes parameters in place by gradients, which are zero then: autograd adds to them.
     *
     * @param gradients of the parameters, in their order
     * @param bias of each parameter whether it is a bias, or a scale or shift of a normalization
     */
    void step(TorchScript script, NDList parameters, NDList gradients, List<Boolean> bias, NDManager manager) {
        for (Group group : List.of(weights, biases)) {
            NDList moving = new NDList();
            NDList by = new NDList();
            for (int i = 0; i < parameters.size(); i++) {
                if (bias.get(i) == (group == biases)) {
                    moving.add(parameters.get(i));
                    by.add(gradients.get(i));
                }
            }
            if (!moving.isEmpty()) {
                step(script, group, moving, by, manager);
            }
        }
        first = false;
    }

    private void step(TorchScript script, Group group, NDList parameters, NDList gradients, NDManager manager) {
        if (first) {
            for (int i = 0; i < kept; i++) {
                group.states.add(filled(parameters));
            }
            group.steps = name.equals("nadam") || name.equals("lamb")
                    ? new NDList(manager.create(0.0), manager.create(1.0))
                    : new NDList(parameters.stream()
                            .map(parameter -> manager.zeros(new Shape(), DataType.FLOAT32))
                            .toList());
        }
        NDList all = new NDList();
        add(all, "p[]", parameters);
        add(all, "g[]", gradients);
        for (int i = 0; i < kept; i++) {
            add(all, KEPT.get(i) + "[]", group.states.get(i));
        }
        add(all, "t[]", group.steps);
        script.call((first ? "first_step" : "next_step") + group.suffix, false, all);
    }

    private NDList filled(NDList like) {
        return new NDList(like.stream()
                .map(array -> array.getManager()
                        .zeros(array.getShape(), array.getDataType())
                        .addi(begin))
                .toList());
    }

    private static void add(NDList all, String name, NDList arrays) {
        for (NDArray array : arrays) {
            array.setName(name);
            all.add(array);
        }
    }
}
