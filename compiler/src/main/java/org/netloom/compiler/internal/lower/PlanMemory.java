package org.netloom.compiler.internal.lower;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.netloom.compiler.internal.arithmetic.Sizes;
import org.netloom.compiler.internal.lower.MemoryPlan.Lifetime;
import org.netloom.compiler.layer.Operand;

/**
 * When each tensor of a program is alive, and from that its {@link MemoryPlan}.
 *
 * <p>In training every layer's output stays until backward begins, because until then it can be looked at, and the loss
 * writes its gradient in between; the output and the gradient by it stay to the end.
 */
final class PlanMemory {
    /** A tensor that is another one's memory under another shape, and that one. */
    private final Map<Operand.Tensor, Operand.Tensor> memoryOf = new HashMap<>();
    /** The first and the last line that names a tensor. */
    private final Map<Operand.Tensor, int[]> uses = new HashMap<>();

    private int now;

    private PlanMemory() {}

    static MemoryPlan of(Draft draft, boolean share) {
        PlanMemory plan = new PlanMemory();
        for (Declaration declaration : draft.declarations()) {
            if (declaration instanceof Declaration.Buffer buffer && buffer.memoryOf() != null) {
                plan.memoryOf.put(buffer.tensor(), buffer.memoryOf());
            }
        }
        plan.walk(draft);
        List<Lifetime> lifetimes = plan.lifetimes(draft);
        return share ? MemoryPlan.of(lifetimes) : MemoryPlan.withoutSharing(lifetimes);
    }

    private void walk(Draft draft) {
        use(List.of(draft.value(draft.network().input())));
        lines(draft.forward());
        Operand.Tensor gradient = draft.outputGradient();
        if (gradient == null) {
            use(List.of(draft.output()));
            return;
        }
        use(draft.network().nodes().stream()
                .map(node -> new Operand.Value(node.name()))
                .toList());
        use(List.of(draft.output(), gradient));
        lines(draft.backward());
        use(List.of(draft.output(), gradient));
    }

    private void lines(List<Section> sections) {
        sections.forEach(section -> section.lines().forEach(line -> use(line.operands())));
    }

    /** These are named at one moment. */
    private void use(List<? extends Operand> operands) {
        for (Operand operand : operands) {
            if (operand instanceof Operand.Tensor tensor) {
                uses.computeIfAbsent(root(tensor), key -> new int[] {now, now})[1] = now;
            }
        }
        now++;
    }

    private Operand.Tensor root(Operand.Tensor tensor) {
        Operand.Tensor root = tensor;
        for (Operand.Tensor source = memoryOf.get(root); source != null; source = memoryOf.get(root)) {
            root = source;
        }
        return root;
    }

    private List<Lifetime> lifetimes(Draft draft) {
        List<Lifetime> lifetimes = new ArrayList<>();
        for (Declaration declaration : draft.declarations()) {
            if (declaration instanceof Declaration.Buffer buffer && buffer.memoryOf() == null) {
                int[] use = uses.getOrDefault(buffer.tensor(), new int[] {0, now});
                long size = buffer.dims().stream().mapToLong(Integer::longValue).reduce(1, Sizes::times);
                boolean between = draft.between().contains(buffer.tensor());
                lifetimes.add(new Lifetime(buffer.tensor(), size, between, use[0], use[1]));
            }
        }
        return lifetimes;
    }
}
