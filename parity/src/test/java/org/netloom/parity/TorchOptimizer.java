package org.netloom.parity;

import static org.netloom.parity.Call.literal;

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

/** PyTorch's own optimizers: the fused kernels behind {@code torch.optim.SGD(…, fused=True)} and {@code Adam}. */
final class TorchOptimizer {
    private static final String NONE = "annotate(List[Tensor], [])";

    private final Arguments arguments;
    private final double slower;
    private final boolean adam;
    /** Adam's two; SGD's buffer, where it has a momentum. */
    private final int moments;

    private final List<NDList> states = new ArrayList<>();
    /** Adam's count of steps, one for each parameter. */
    private NDList steps = new NDList();

    private boolean first = true;

    /** Reads an optimizer's arguments and remembers which. */
    private record Arguments(Part plan, Set<String> asked) {
        String real(String name) {
            return literal(((Number) value(name)).doubleValue());
        }

        Object value(String name) {
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
        this.slower = slower;
        arguments = new Arguments(plan, new HashSet<>());
        String name = plan.component().signature().name();
        adam = name.equals("adam");
        if (!adam && !name.equals("sgd")) {
            throw new AssertionError("the PyTorch reference has no case for the optimizer %s: add one to TorchOptimizer"
                    .formatted(name));
        }
        moments = adam ? 2 : ((Number) arguments.value("momentum")).doubleValue() == 0 ? 0 : 1;
    }

    /** The methods that {@link #step} calls. */
    List<String> methods() {
        List<String> methods = adam ? List.of(adam()) : List.of(sgd("first_step", true), sgd("next_step", false));
        for (Parameter<?> parameter : arguments.plan().component().signature().parameters()) {
            if (!arguments.asked().contains(parameter.name())) {
                throw new AssertionError("the PyTorch reference does not look at the optimizer's argument %s: see %s"
                        .formatted(parameter.name(), TorchOptimizer.class.getSimpleName()));
            }
        }
        return methods;
    }

    private String sgd(String name, boolean firstStep) {
        return """
                def %s(self: __torch__.Program, p: List[Tensor], g: List[Tensor]%s) -> Tensor:
                  torch._fused_sgd_(p, g, %s, weight_decay=%s, momentum=%s, lr=%s, dampening=%s, nesterov=%s, maximize=False, is_first_step=%s)
                  torch._foreach_zero_(g)
                  return p[0]
                """.formatted(
                        name,
                        moments == 0 ? "" : ", m: List[Tensor]",
                        moments == 0 ? NONE : "m",
                        arguments.real("weight_decay"),
                        arguments.real("momentum"),
                        literal(((Number) arguments.value("lr")).doubleValue() / slower),
                        arguments.real("dampening"),
                        literal((Boolean) arguments.value("nesterov")),
                        literal(firstStep));
    }

    private String adam() {
        return """
                def step(self: __torch__.Program, p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], t: List[Tensor]) -> Tensor:
                  torch._foreach_add_(t, 1)
                  torch._fused_adam_(p, g, m, v, %s, t, lr=%s, beta1=%s, beta2=%s, weight_decay=%s, eps=%s, amsgrad=False, maximize=False)
                  torch._foreach_zero_(g)
                  return p[0]
                """.formatted(
                        NONE,
                        literal(((Number) arguments.value("lr")).doubleValue() / slower),
                        arguments.real("beta1"),
                        arguments.real("beta2"),
                        arguments.real("weight_decay"),
                        arguments.real("eps"));
    }

    /** Changes the parameters in place by their gradients, which are zero then: autograd adds to them. */
    void step(TorchScript script, NDList parameters, NDManager manager) {
        NDList gradients =
                new NDList(parameters.stream().map(NDArray::getGradient).toList());
        if (first) {
            for (int i = 0; i < moments; i++) {
                states.add(zeros(parameters));
            }
            steps = new NDList(parameters.stream()
                    .map(parameter -> manager.zeros(new Shape(), DataType.FLOAT32))
                    .toList());
        }
        NDList all = new NDList();
        add(all, "p[]", parameters);
        add(all, "g[]", gradients);
        for (int i = 0; i < moments; i++) {
            add(all, i == 0 ? "m[]" : "v[]", states.get(i));
        }
        if (adam) {
            add(all, "t[]", steps);
        }
        script.call(adam ? "step" : first ? "first_step" : "next_step", false, all);
        first = false;
    }

    private static NDList zeros(NDList like) {
        return new NDList(like.stream()
                .map(array -> array.getManager().zeros(array.getShape(), array.getDataType()))
                .toList());
    }

    private static void add(NDList all, String name, NDList arrays) {
        for (NDArray array : arrays) {
            array.setName(name);
            all.add(array);
        }
    }
}
