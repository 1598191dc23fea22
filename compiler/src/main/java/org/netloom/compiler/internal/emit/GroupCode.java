package org.netloom.compiler.internal.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.lower.Line;
import org.netloom.compiler.layer.OpClass;
import org.netloom.compiler.layer.OpClass.Place;
import org.netloom.compiler.layer.Operand;

/**
 * What goes as one into the kernels of a pass, as fields: a record is made with the pass, and a step makes none.
 *
 * <p>What the steps of a node name at a place is one record where it fits into one: forward of {@code bn1} names no
 * gradients, and finds those of backward in its {@code bn1Between}. Where two steps name different operands there are two
 * records.
 */
final class GroupCode {
    private final Map<Owner, List<Group>> groups = new LinkedHashMap<>();
    private final Map<Argument, Group> arguments = new HashMap<>();
    private final Set<String> names;

    /** Whose records may be one. */
    private record Owner(String node, String place, Class<?> type) {}

    /** Where a record is handed over. */
    private record Argument(Line.Step step, String place) {}

    /** A record, with what the steps before have named of it. */
    private static final class Group {
        private final String name;
        private final List<Operand> operands;

        Group(String name, List<Operand> operands) {
            this.name = name;
            this.operands = new ArrayList<>(operands);
        }

        /** Takes what one more step names, unless a component would have to be two operands. */
        boolean add(List<Operand> more) {
            List<Operand> merged = new ArrayList<>(more);
            for (int i = 0; i < merged.size(); i++) {
                Operand known = operands.get(i);
                if (merged.get(i) == Operand.Absent.ABSENT) {
                    merged.set(i, known);
                } else if (known != Operand.Absent.ABSENT && !known.equals(merged.get(i))) {
                    return false;
                }
            }
            operands.clear();
            operands.addAll(merged);
            return true;
        }

        /** Whether it can be made in the constructor only, which has the network. */
        boolean needsNetwork() {
            return operands.stream()
                    .anyMatch(
                            operand -> operand instanceof Operand.Weight || operand instanceof Operand.WeightGradient);
        }
    }

    /**
     * @param steps of the pass, in its order
     * @param taken the names of its other fields
     */
    GroupCode(List<Line.Step> steps, Set<String> taken) {
        names = new HashSet<>(taken);
        steps.forEach(this::add);
    }

    private void add(Line.Step step) {
        String node = step.parts().get(0).node();
        int at = 0;
        for (Place place : OpClass.of(step.op()).places(step.method())) {
            List<Operand> operands =
                    step.operands().subList(at, at + place.roles().size());
            at += operands.size();
            if (place.group() != null) {
                List<Group> known =
                        groups.computeIfAbsent(new Owner(node, place.name(), place.group()), key -> new ArrayList<>());
                arguments.put(
                        new Argument(step, place.name()),
                        known.stream()
                                .filter(group -> group.add(operands))
                                .findFirst()
                                .orElseGet(() -> group(known, name(node, place), operands)));
            }
        }
    }

    private static Group group(List<Group> known, String name, List<Operand> operands) {
        Group group = new Group(name, operands);
        known.add(group);
        return group;
    }

    /** {@code bn1Affine}, {@code dBn1Affine}; {@code bn1Affine2}, where that is something else. */
    private String name(String node, Place place) {
        String name = place.isGradient()
                ? Names.gradient(node, place.name().substring(1))
                : Names.variable(node) + Names.capitalized(place.name());
        String free = name;
        for (int number = 2; !names.add(free); number++) {
            free = name + number;
        }
        return free;
    }

    /** {@code private final BatchNorm.Affine bn1Affine;} and the like. */
    void declare(Fields fields) {
        @Nullable String doc = "What goes as one into a kernel.";
        for (Map.Entry<Owner, List<Group>> entry : groups.entrySet()) {
            for (Group group : entry.getValue()) {
                declare(ClassName.get(entry.getKey().type()), group, fields, doc);
                doc = null;
            }
        }
    }

    /** What a step hands over: its operands, and the names of the records of those that go as one. */
    List<String> arguments(Line.Step step) {
        List<String> texts = new ArrayList<>();
        int at = 0;
        for (Place place : OpClass.of(step.op()).places(step.method())) {
            texts.add(
                    place.group() == null
                            ? JavaOperand.name(step.operands().get(at))
                            : Objects.requireNonNull(arguments.get(new Argument(step, place.name()))).name);
            at += place.roles().size();
        }
        return texts;
    }

    private static void declare(ClassName type, Group group, Fields fields, @Nullable String doc) {
        CodeBlock made = CodeBlock.of("new $T", type);
        List<CodeBlock> operands = group.operands.stream()
                .map(operand -> CodeBlock.of("$L", JavaOperand.name(operand)))
                .toList();
        if (group.needsNetwork()) {
            fields.assigned(type, group.name, Wrap.assignedInPass(group.name, made, operands), doc);
        } else {
            CodeBlock value = CodeBlock.of("$L($L)", made, CodeBlock.join(operands, ", "));
            fields.initialized(
                    type, group.name, Wrap.field(String.join(".", type.simpleNames()), group.name, value), doc);
        }
    }
}
