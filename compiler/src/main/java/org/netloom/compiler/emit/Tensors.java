package org.netloom.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.ir.MemoryPlan;
import org.netloom.compiler.ir.MemoryPlan.Lifetime;
import org.netloom.compiler.layer.Sizes;

/**
 * The tensors of a pass and the calls that name them, for its {@link MemoryPlan}. The calls are those that are written, in
 * their order, so that the plan cannot say another thing than the class does.
 */
final class Tensors {
    private final boolean share;
    private final Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    /** A tensor that is another one's memory under another shape, and that one. */
    private final Map<String, String> aliases = new HashMap<>();

    private final Set<String> between = new HashSet<>();
    /** The first and the last call that names a tensor, or anything else that a call takes. */
    private final Map<String, int[]> uses = new HashMap<>();

    private int now;
    private @Nullable MemoryPlan plan;

    Tensors(boolean share) {
        this.share = share;
    }

    /** A tensor with memory. */
    void declare(String name, List<Integer> shape) {
        shapes.put(name, shape);
    }

    /** A tensor that is the memory of another. */
    void alias(String name, String source) {
        aliases.put(name, source);
    }

    /** Says that an engine may leave this tensor alone. */
    void between(String name) {
        between.add(name);
    }

    /** A call with these arguments, tensors or not. */
    void call(String... arguments) {
        for (String argument : arguments) {
            use(argument);
        }
        now++;
    }

    /** Says that these tensors are needed at this moment, between the call before and the next. */
    void need(List<String> names) {
        call(names.toArray(String[]::new));
    }

    private void use(String name) {
        String root = name;
        for (String source = aliases.get(root); source != null; source = aliases.get(root)) {
            root = source;
        }
        uses.computeIfAbsent(root, key -> new int[] {now, now})[1] = now;
    }

    /** {@code tensor(6, 24, 24)}, or {@code shared(3, 6, 24, 24)} for one that has its memory together with others. */
    CodeBlock memory(String name) {
        String list = JavaEmitter.list(shapes.getOrDefault(name, List.of()));
        OptionalInt slot = plan().slot(name);
        return slot.isEmpty()
                ? CodeBlock.of("tensor($L)", list)
                : CodeBlock.of("shared($L, $L)", slot.getAsInt(), list);
    }

    /** Whether a tensor has its memory together with others. */
    boolean isShared(String name) {
        return plan().slot(name).isPresent();
    }

    /** The plan, once all tensors and calls are known. */
    MemoryPlan plan() {
        MemoryPlan known = plan;
        if (known == null) {
            known = share ? MemoryPlan.of(lifetimes()) : MemoryPlan.withoutSharing(lifetimes());
            plan = known;
        }
        return known;
    }

    private List<Lifetime> lifetimes() {
        List<Lifetime> lifetimes = new ArrayList<>();
        shapes.forEach((name, shape) -> {
            int[] use = uses.getOrDefault(name, new int[] {0, now});
            long size = shape.stream().mapToLong(Integer::longValue).reduce(1, Sizes::times);
            lifetimes.add(new Lifetime(name, size, between.contains(name), use[0], use[1]));
        });
        return lifetimes;
    }
}
