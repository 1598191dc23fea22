package org.netloom.compiler.internal.lower;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.netloom.compiler.internal.arithmetic.Sizes;
import org.netloom.compiler.layer.Operand;

/**
 * Which tensors of a pass have their memory together, because they are never alive at a time.
 *
 * <pre>
 * before   dSigmoid2 ▔▔▔              after   slot 1   dSigmoid2 ▔▔▔  dSigmoid1 ▔▔▔
 *          dBn2        ▔▔▔                    slot 2     dBn2 ▔▔▔        dBn1 ▔▔▔
 *          dSigmoid1        ▔▔▔
 *          dBn1               ▔▔▔
 * </pre>
 *
 * <p>The calls of the pass are its time: a tensor is alive from the first call that names it to the last. So no two
 * tensors of one call have the same memory. Tensors get their slots the largest first, each the smallest slot that is free
 * for all of its life (best fit); since a slot then is as large as its first tensor, no slot ever grows.
 */
public final class MemoryPlan {
    private final List<Slot> slots = new ArrayList<>();
    private final Map<Operand.Tensor, Slot> slotOf = new HashMap<>();
    private final Map<Operand.Tensor, Integer> numbers = new LinkedHashMap<>();
    private final long alone;

    /**
     * A tensor and when it is alive.
     *
     * @param size its numbers for each example
     * @param between whether an engine may leave it alone, because it is between the parts of one call
     * @param from the first call that names it
     * @param to the last one
     */
    public record Lifetime(Operand.Tensor tensor, long size, boolean between, int from, int to) {
        /** Whether there is a call at which both are alive. */
        public boolean overlaps(Lifetime other) {
            return from <= other.to && other.from <= to;
        }
    }

    /** @param byStart the tensors by the call that begins them; no two of them are alive at a time */
    private record Slot(long size, boolean between, List<Lifetime> tensors, TreeMap<Integer, Lifetime> byStart) {
        boolean isFreeFor(Lifetime tensor) {
            if (between != tensor.between()) {
                return false;
            }
            Map.Entry<Integer, Lifetime> before = byStart.floorEntry(tensor.to());
            return before == null || before.getValue().to() < tensor.from();
        }
    }

    private MemoryPlan(List<Lifetime> tensors, boolean share) {
        this.alone = tensors.stream().mapToLong(Lifetime::size).reduce(0, Sizes::plus);
        tensors.stream()
                .sorted(Comparator.comparingLong(Lifetime::size).reversed())
                .forEach(tensor -> place(tensor, share));
        for (Lifetime tensor : tensors) {
            Slot slot = slotOf.get(tensor.tensor());
            if (slot != null && slot.tensors().size() > 1) {
                Operand.Tensor first = slot.tensors().get(0).tensor();
                numbers.computeIfAbsent(first, key -> numbers.size() + 1);
            }
        }
    }

    /** The plan for these tensors, in the order in which they are declared. */
    public static MemoryPlan of(List<Lifetime> tensors) {
        return new MemoryPlan(tensors, true);
    }

    /** The plan in which each has memory of its own. */
    public static MemoryPlan withoutSharing(List<Lifetime> tensors) {
        return new MemoryPlan(tensors, false);
    }

    private void place(Lifetime tensor, boolean share) {
        Slot best = null;
        if (share) {
            for (Slot slot : slots) {
                if ((best == null || slot.size() < best.size()) && slot.isFreeFor(tensor)) {
                    best = slot;
                }
            }
        }
        if (best == null) {
            best = new Slot(tensor.size(), tensor.between(), new ArrayList<>(), new TreeMap<>());
            slots.add(best);
        }
        best.tensors().add(tensor);
        best.byStart().put(tensor.from(), tensor);
        slotOf.put(tensor.tensor(), best);
    }

    /** The slot that a tensor shares with others, counted from 1 in the order of the tensors; empty for one by itself. */
    public OptionalInt slot(Operand.Tensor tensor) {
        Slot slot = slotOf.get(tensor);
        if (slot == null) {
            throw new IllegalArgumentException("no tensor " + tensor + " in the plan");
        }
        Integer number = numbers.get(slot.tensors().get(0).tensor());
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /** Numbers for each example in all slots, but for {@link #between}. */
    public long touched() {
        return size(false);
    }

    /** Numbers for each example in the slots of what is between the parts of fused calls. */
    public long between() {
        return size(true);
    }

    /** Numbers for each example if nothing were shared, what is between included. */
    public long alone() {
        return alone;
    }

    private long size(boolean between) {
        return slots.stream()
                .filter(slot -> slot.between() == between)
                .mapToLong(Slot::size)
                .reduce(0, Sizes::plus);
    }
}
