package org.netloom.compiler.internal.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.check.Scope.Named;
import org.netloom.compiler.internal.check.Scope.SharedLayers;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.internal.ir.Node.BlockUse;
import org.netloom.compiler.internal.ir.Value;
import org.netloom.compiler.internal.syntax.NetFile;
import org.netloom.compiler.layer.Arguments;
import org.netloom.compiler.layer.Layer;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.ShapeRule.Trail;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.source.Span;

/**
 * Walks the statements of a net or a block, with the values of its parameters and the shape that comes in, and makes
 * nodes of what it meets: blocks, repetitions and choices are gone behind it.
 *
 * <p>Each text is first walked dry, with nothing known of parameters and shapes: that finds every wrong name and every
 * wrong number that is written, in branches never taken and blocks never used, too. Where the shape is not known, in a
 * dry walk or behind a problem, no nodes are made, and nothing is said about what would follow from it.
 */
final class Expander {
    /** Far more than the layers that a class can hold: it bounds the time that statements without layers can take. */
    static final int MOST_STEPS = 10_000;

    /** What a class file can hold, with room to spare: its constant pool ends at 65,535 entries. */
    static final int MOST_LAYERS = 1_500;

    /** Braces inside braces, those of the blocks that are used included; far below what the stack holds. */
    static final int DEEPEST = 300;

    private static final int MOST_USES_SHOWN = 5;

    private final Blocks blocks;
    private final boolean dry;
    private final NetworkBuilder builder = new NetworkBuilder();
    private int steps;
    private int depth;
    private boolean stopped;
    private @Nullable Shape inputShape;

    private Expander(Blocks blocks, boolean dry) {
        this.blocks = blocks;
        this.dry = dry;
    }

    /**
     * What is the same for all statements of one body.
     *
     * @param net whether it is a net's, where {@code in} is the shape that comes into the statement at hand
     * @param environment for a block with the shape that comes into it
     * @param uses the uses of blocks that led there
     * @param problems where they go, the uses added to each
     */
    private record Frame(boolean net, Environment environment, List<BlockUse> uses, Problems problems) {
        Environment at(@Nullable Place place) {
            return net ? environment.in(place == null ? null : place.shape()) : environment;
        }
    }

    /** Looks for what is wrong in a body, whatever its parameters and the incoming shape may be. */
    static void walkDry(
            List<NetFile.Statement> body, boolean net, Environment environment, Blocks blocks, Problems problems) {
        Expander expander = new Expander(blocks, true);
        expander.walk(body, new Frame(net, environment, List.of(), problems), new Scope(null), null);
    }

    /** What came of a net. */
    record Expanded(Shape inputShape, List<Node> nodes) {}

    /** The nodes of a net, or null where a problem was reported, here or before. */
    static @Nullable Expanded expand(NetFile.Net net, Environment environment, Blocks blocks, Problems problems) {
        return new Expander(blocks, false).expand(net, new Frame(true, environment, List.of(), problems));
    }

    private @Nullable Expanded expand(NetFile.Net net, Frame frame) {
        Place end = walk(net.body(), frame, new Scope(null), null);
        Shape input = inputShape;
        if (end == null || input == null || stopped) {
            return null;
        }
        List<Node> nodes = builder.nodes();
        if (nodes.isEmpty()) {
            frame.problems().add(InputCheck.empty(net));
            return null;
        }
        List<Node> unused = builder.unused(end.value());
        for (Node node : unused) {
            within(frame.problems(), node.uses())
                    .add(Problem.error(
                                    "net.value-unused",
                                    node.span(),
                                    "nothing takes what %s puts out".formatted(node.call()))
                            .help("name it with as x, and go on from it with from x where it is needed"));
        }
        return unused.isEmpty() ? new Expanded(input, nodes) : null;
    }

    /** The place behind these statements, or null where it is not known. */
    private @Nullable Place walk(List<NetFile.Statement> body, Frame frame, Scope scope, @Nullable Place in) {
        Place place = in;
        depth++;
        for (NetFile.Statement statement : body) {
            if (!mayGoOn(statement, frame)) {
                break;
            }
            place = step(statement, frame, scope, place);
        }
        depth--;
        if (dry) {
            scope.reportUnused(frame.problems());
        }
        return stopped ? null : place;
    }

    private boolean mayGoOn(NetFile.Statement statement, Frame frame) {
        if (stopped || dry) {
            return !stopped;
        }
        Span span = statement.span();
        if (++steps > MOST_STEPS) {
            stop(
                    frame,
                    Problem.error(
                            "net.too-long",
                            span,
                            String.format(Locale.ROOT, "the network grows beyond %,d statements here", MOST_STEPS)));
        } else if (depth > DEEPEST) {
            stop(
                    frame,
                    Problem.error(
                            "block.too-deep",
                            span,
                            String.format(Locale.ROOT, "blocks and braces are nested deeper than %,d here", DEEPEST)));
        }
        return !stopped;
    }

    private void stop(Frame frame, Problem problem) {
        stopped = true;
        frame.problems().add(problem);
    }

    private @Nullable Place step(NetFile.Statement statement, Frame frame, Scope scope, @Nullable Place place) {
        if (statement instanceof NetFile.Call call) {
            return call(call, frame, place);
        }
        if (statement instanceof NetFile.Merge merge) {
            return merge(merge, frame, scope, place);
        }
        if (statement instanceof NetFile.Repeat repeat) {
            return repeat(repeat, frame, scope, place);
        }
        if (statement instanceof NetFile.If choice) {
            return choice(choice, frame, scope, place);
        }
        if (statement instanceof NetFile.As as) {
            scope.name(as.name(), place, frame.problems());
            return place;
        }
        if (statement instanceof NetFile.From from) {
            Named named = scope.use(Scope.Kind.VALUE, from.name(), frame.problems());
            return named == null ? null : named.place();
        }
        if (statement instanceof NetFile.Share share) {
            return share(share, frame, scope, place);
        }
        if (statement instanceof NetFile.BrokenCall broken) {
            layer(broken.call().name(), frame);
        }
        if (dry) {
            Blocks.inside(statement).forEach(body -> walk(body, frame, new Scope(scope), null));
        }
        return null;
    }

    private @Nullable Place call(NetFile.Call call, Frame frame, @Nullable Place place) {
        Optional<NetFile.Block> block = block(call);
        if (block.isPresent()) {
            return use(block.get(), call, frame, place);
        }
        Layer layer = layer(call.name(), frame);
        if (layer == null) {
            return null;
        }
        if (layer.merges()) {
            frame.problems()
                    .add(Problem.error(
                                    "merge.no-branches",
                                    call.name().span(),
                                    "%s needs branches to merge".formatted(layer.name()))
                            .help("write %s { conv(8, 3, pad=1) | id }".formatted(layer.name())));
            return null;
        }
        Arguments arguments = ArgumentCheck.check(layer.signature(), call, frame.at(place), frame.problems());
        if (arguments == null || dry) {
            return null;
        }
        if (InputCheck.isInput(call)) {
            return input(layer, call, arguments, frame, place);
        }
        return place == null ? null : node(layer, call, arguments, List.of(place), frame);
    }

    /** The beginning; an input anywhere else is reported already. */
    private @Nullable Place input(
            Layer layer, NetFile.Call call, Arguments arguments, Frame frame, @Nullable Place place) {
        if (place != null || inputShape != null || steps != 1) {
            return null;
        }
        Shape shape = layer.shape(
                new ShapeRule(layer.signature(), call.name().span(), arguments, List.of(), null, frame.problems()));
        if (shape == null) {
            return null;
        }
        inputShape = shape;
        return new Place(new Value(Network.INPUT, shape), new Trail(shape, null));
    }

    /** The output of a layer with these inputs. */
    private @Nullable Place node(Layer layer, NetFile.Call call, Arguments arguments, List<Place> inputs, Frame frame) {
        Trail trail = inputs.get(0).trail();
        List<Shape> shapes = inputs.stream().map(Place::shape).toList();
        Shape shape = layer.shape(
                new ShapeRule(layer.signature(), call.name().span(), arguments, shapes, trail, frame.problems()));
        if (shape == null) {
            return null;
        }
        if (!(layer instanceof Operator operator)) {
            return inputs.get(0);
        }
        if (builder.nodes().size() == MOST_LAYERS) {
            stop(
                    frame,
                    Problem.error(
                            "net.too-deep",
                            call.span(),
                            String.format(
                                    Locale.ROOT,
                                    "the network grows beyond %,d layers here, which is what a Java class can hold",
                                    MOST_LAYERS)));
            return null;
        }
        Node node = builder.add(
                operator,
                arguments,
                CallText.evaluated(call, frame.at(inputs.get(0))),
                inputs.stream().map(Place::value).toList(),
                shape,
                frame.uses(),
                call.span(),
                frame.problems());
        return node == null ? null : new Place(node.output(), new Trail(shape, trail));
    }

    private @Nullable Place merge(NetFile.Merge merge, Frame frame, Scope scope, @Nullable Place place) {
        NetFile.Call call = merge.call();
        Layer layer = block(call).isPresent() ? null : layer(call.name(), frame);
        List<Place> branches = new ArrayList<>();
        for (NetFile.Branch branch : merge.branches()) {
            if (branch.body().isEmpty()) {
                frame.problems()
                        .add(Problem.error("merge.empty-branch", branch.span(), "a branch is empty")
                                .help("id passes on what comes in"));
            }
            Place end = walk(branch.body(), frame, new Scope(scope), place);
            if (end != null && !branch.body().isEmpty()) {
                branches.add(end);
            }
        }
        if (layer == null || !layer.merges()) {
            if (layer != null || block(call).isPresent()) {
                frame.problems()
                        .add(Problem.error(
                                        "merge.unexpected-branches",
                                        call.name().span(),
                                        "%s takes no branches"
                                                .formatted(call.name().text()))
                                .help("add { … | … } adds branches up, concat { … | … } lines them up"));
            }
            return null;
        }
        Arguments arguments = ArgumentCheck.check(layer.signature(), call, frame.at(place), frame.problems());
        if (merge.branches().size() == 1) {
            frame.problems()
                    .add(Problem.error(
                                    "merge.one-branch",
                                    call.name().span(),
                                    "%s has one branch, and nothing to merge it with".formatted(layer.name()))
                            .help("'|' divides branches, and id passes on what comes in: %s { … | id }"
                                    .formatted(layer.name())));
            return null;
        }
        boolean complete = branches.size() == merge.branches().size();
        return arguments == null || !complete || stopped ? null : node(layer, call, arguments, branches, frame);
    }

    private @Nullable Place repeat(NetFile.Repeat repeat, Frame frame, Scope scope, @Nullable Place in) {
        Object count = new Evaluator(frame.at(in), frame.problems()).value(repeat.count());
        if (count != null && !(count instanceof Long times && times >= 1)) {
            String what = count instanceof Long ? "a count of at least 1" : "a whole number";
            String is = CallText.isLiteral(repeat.count()) ? "" : CallText.of(repeat.count()) + " is ";
            frame.problems()
                    .add(Problem.error(
                            "repeat.count",
                            repeat.count().span(),
                            "repeat needs %s but %s%s"
                                    .formatted(what, is.isEmpty() ? "gets " : is, Evaluator.text(count))));
            return null;
        }
        if (dry || !(count instanceof Long times)) {
            walk(repeat.body(), frame, new Scope(scope), null);
            return null;
        }
        Place place = in;
        for (long i = 0; i < times && place != null && mayGoOn(repeat, frame); i++) {
            place = walk(repeat.body(), frame, new Scope(scope), place);
        }
        return stopped ? null : place;
    }

    private @Nullable Place choice(NetFile.If choice, Frame frame, Scope scope, @Nullable Place place) {
        Evaluator evaluator = new Evaluator(frame.at(place), frame.problems());
        for (NetFile.Case one : choice.cases()) {
            Object holds = evaluator.value(one.condition());
            if (holds != null && !(holds instanceof Boolean)) {
                frame.problems()
                        .add(Problem.error(
                                        "if.condition",
                                        one.condition().span(),
                                        "a condition is true or false but this is %s".formatted(Evaluator.text(holds)))
                                .help("compare it: if (%s == 1)".formatted(CallText.of(one.condition()))));
            }
            if (!dry && !(holds instanceof Boolean)) {
                return null;
            }
            if (!dry && Boolean.TRUE.equals(holds)) {
                return walk(one.body(), frame, new Scope(scope), place);
            }
        }
        if (dry) {
            Blocks.inside(choice).forEach(body -> walk(body, frame, new Scope(scope), null));
            return null;
        }
        return choice.otherwise() == null ? place : walk(choice.otherwise(), frame, new Scope(scope), place);
    }

    private @Nullable Place share(NetFile.Share share, Frame frame, Scope scope, @Nullable Place place) {
        List<NetFile.Statement> body = share.body();
        Place[] end = {null};
        if (body != null) {
            List<Node> owners = builder.recording(() -> end[0] = walk(body, frame, new Scope(scope), place));
            SharedLayers layers = end[0] == null ? null : new SharedLayers(body, scope, owners);
            scope.share(share.name(), layers, frame.problems());
            return end[0];
        }
        Named named = scope.use(Scope.Kind.LAYERS, share.name(), frame.problems());
        SharedLayers layers = named == null ? null : named.layers();
        if (layers == null || place == null) {
            return null;
        }
        BlockUse use = new BlockUse("share " + share.name().text(), builder.nextUse(), share.span());
        Frame inside = entered(frame, frame.environment(), use, frame.net());
        builder.sharing(layers.owners(), () -> end[0] = walk(layers.body(), inside, new Scope(layers.scope()), place));
        return end[0];
    }

    private Optional<NetFile.Block> block(NetFile.Call call) {
        return blocks.find(call.name().span().file(), call.name().text());
    }

    /** The place behind a block. */
    private @Nullable Place use(NetFile.Block block, NetFile.Call call, Frame frame, @Nullable Place place) {
        Map<String, NetFile.Argument> given = ArgumentMatch.match(Parameters.callee(block), call, frame.problems());
        if (given == null) {
            return null;
        }
        Environment outside = frame.at(place);
        Evaluator evaluator = new Evaluator(outside, frame.problems());
        Map<String, Object> values = new LinkedHashMap<>();
        given.forEach((name, argument) -> {
            Object value = evaluator.value(argument.value());
            if (value != null) {
                values.put(name, value);
            }
        });
        if (dry || place == null || values.size() < given.size() || blocks.isRecursive(block)) {
            return null;
        }
        BlockUse use = new BlockUse(CallText.evaluated(call, outside), builder.nextUse(), call.span());
        Problems inside = within(frame.problems(), frame.uses(), use);
        Environment environment = Parameters.environment(block, values, place.shape(), inside);
        return environment == null
                ? null
                : walk(block.body(), entered(frame, environment, use, false), new Scope(null), place);
    }

    private Frame entered(Frame frame, Environment environment, BlockUse use, boolean net) {
        List<BlockUse> uses = new ArrayList<>(frame.uses());
        uses.add(use);
        return new Frame(net, environment, List.copyOf(uses), within(frame.problems(), frame.uses(), use));
    }

    private static Problems within(Problems problems, List<BlockUse> uses, BlockUse last) {
        List<BlockUse> all = new ArrayList<>(uses);
        all.add(last);
        return within(problems, all);
    }

    /** Adds to each problem the uses of blocks that led to it, the innermost first. */
    private static Problems within(Problems problems, List<BlockUse> uses) {
        return problems.changing(problem -> {
            Problem changed = problem;
            for (int i = uses.size() - 1; i >= Math.max(0, uses.size() - MOST_USES_SHOWN); i--) {
                changed = changed.related(
                        uses.get(i).span(),
                        "in %s, used here".formatted(uses.get(i).call()));
            }
            return changed;
        });
    }

    /**
     * The layer of this name, or null where there is none: either a block has it, which hides a layer of others, or nobody,
     * which is reported.
     */
    private @Nullable Layer layer(NetFile.Name name, Frame frame) {
        LayerNames layers = blocks.layers();
        Layer inLanguage = layers.findInLanguage(name.text()).orElse(null);
        if (inLanguage != null || blocks.find(name.span().file(), name.text()).isPresent()) {
            return inLanguage;
        }
        Layer found = layers.find(name.text()).orElse(null);
        if (found == null) {
            Set<String> inFile = new LinkedHashSet<>(blocks.names(name.span().file()));
            frame.problems().add(layers.unknown(name, inFile));
        }
        return found;
    }
}
