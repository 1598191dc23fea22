package org.netloom.compiler.internal.lower;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.internal.ir.PassClass;
import org.netloom.compiler.internal.ir.Value;
import org.netloom.compiler.layer.Operand;
import org.netloom.op.Op;

/** A program in the making, which the passes of {@link Lowering} change one after the other. */
final class Draft {
    private final PassClass pass;
    private final Network network;
    private final GradientFlow flow;
    private final Map<String, Integer> positions = new HashMap<>();
    private final List<Declaration> declarations = new ArrayList<>();
    private final List<Fold> folds = new ArrayList<>();
    private final @Nullable Section[] forward;
    private final @Nullable Section[] backward;
    /** What stands for the value of a node that passes its input on. */
    private final Map<String, Operand.Value> passedOn = new HashMap<>();

    private final Set<Operand.Tensor> between = new HashSet<>();
    private int seeds;

    Draft(PassClass pass, Network network) {
        this.pass = pass;
        this.network = network;
        this.flow = new GradientFlow(network);
        this.forward = new Section[network.nodes().size()];
        this.backward = new Section[network.nodes().size()];
        network.nodes().forEach(node -> positions.put(node.name(), positions.size()));
    }

    PassClass pass() {
        return pass;
    }

    Network network() {
        return network;
    }

    GradientFlow flow() {
        return flow;
    }

    int nextSeed() {
        return ++seeds;
    }

    void declare(Declaration declaration) {
        declarations.add(declaration);
    }

    List<Declaration> declarations() {
        return Collections.unmodifiableList(declarations);
    }

    void add(Fold fold) {
        folds.add(fold);
    }

    /** The tensor that holds a value. */
    Operand.Value value(Value value) {
        return passedOn.getOrDefault(value.name(), new Operand.Value(value.name()));
    }

    /** Says that a node puts out what comes in, so that it needs no memory of its own. */
    void passOn(Node node) {
        passedOn.put(node.name(), value(node.inputs().get(0)));
    }

    /** Says that this tensor lies between the parts of one step, so that an engine may leave it alone. */
    void between(Operand.Tensor tensor) {
        between.add(tensor);
    }

    Set<Operand.Tensor> between() {
        return Collections.unmodifiableSet(between);
    }

    Section forward(Node node) {
        return Objects.requireNonNull(forward[position(node)]);
    }

    void forward(Section section) {
        forward[position(section.node())] = section;
    }

    /** Null where backward does not pass. */
    @Nullable Section backward(Node node) {
        return backward[position(node)];
    }

    void backward(Section section) {
        backward[position(section.node())] = section;
    }

    private int position(Node node) {
        return Objects.requireNonNull(positions.get(node.name()));
    }

    /** The step of a section that calls this method, or null. */
    static Line.@Nullable Step step(@Nullable Section section, Class<? extends Op<?>> op, String method) {
        if (section != null) {
            for (Line line : section.lines()) {
                if (line instanceof Line.Step step && step.calls(op, method)) {
                    return step;
                }
            }
        }
        return null;
    }

    /** In the order of forward. */
    List<Section> forward() {
        return Arrays.stream(forward).map(Objects::requireNonNull).toList();
    }

    /** In the order of backward. */
    List<Section> backward() {
        List<Section> sections =
                new ArrayList<>(Arrays.stream(backward).filter(Objects::nonNull).toList());
        Collections.reverse(sections);
        return sections;
    }

    Operand.Tensor output() {
        return value(network.output());
    }

    Operand.@Nullable Tensor outputGradient() {
        return pass == PassClass.TRAINING
                ? new Operand.Gradient(network.output().name())
                : null;
    }

    Program with(MemoryPlan memory) {
        Program.Result result = new Program.Result(output(), outputGradient());
        return new Program(pass, network, declarations, folds, forward(), backward(), result, memory);
    }
}
