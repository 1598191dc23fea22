package org.netloom.compiler.internal.draw;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.netloom.compiler.internal.arithmetic.Sizes;
import org.netloom.compiler.internal.draw.Graph.Arrow;
import org.netloom.compiler.internal.draw.Graph.Box;
import org.netloom.compiler.internal.draw.Graph.Row;
import org.netloom.compiler.internal.ir.Consumers;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.internal.ir.Node.BlockUse;
import org.netloom.compiler.internal.ir.Value;
import org.netloom.compiler.layer.Shape;

/**
 * Makes boxes of nodes: a layer with what follows it and changes no sizes ({@code conv}, {@code bn}, {@code relu}) is one
 * box, a use of a block is one box unless there is but one layer inside, and equal ones in a row are one box with a
 * number.
 */
final class Folding {
    private final Consumers consumers;
    private final List<Node> nodes;
    private final int depth;
    private final boolean folded;
    /** The layers inside of each use of a block, by its ordinal. */
    private final Map<Integer, Long> inside;

    private final Map<String, List<Node>> boxes = new LinkedHashMap<>();
    private final Map<String, String> boxOf = new HashMap<>();

    private Folding(Network network, List<Node> nodes, int depth, boolean folded) {
        this.consumers = new Consumers(network);
        this.nodes = nodes;
        this.depth = depth;
        this.folded = folded;
        this.inside = nodes.stream()
                .flatMap(node -> node.uses().stream())
                .collect(Collectors.groupingBy(BlockUse::ordinal, Collectors.counting()));
    }

    /** The whole network. */
    static Graph network(Network network, boolean folded) {
        return new Folding(network, network.nodes(), 0, folded).graph(network.name());
    }

    /** The inside of each block that the network uses: of its largest use, where uses differ. */
    static List<Graph> blocks(Network network) {
        Map<String, List<Node>> uses = new LinkedHashMap<>();
        Map<String, BlockUse> largest = new LinkedHashMap<>();
        Map<String, Integer> depths = new HashMap<>();
        Map<Integer, List<Node>> inside = new LinkedHashMap<>();
        for (Node node : network.nodes()) {
            node.uses()
                    .forEach(use -> inside.computeIfAbsent(use.ordinal(), key -> new ArrayList<>())
                            .add(node));
        }
        for (Node node : network.nodes()) {
            for (int depth = 0; depth < node.uses().size(); depth++) {
                BlockUse use = node.uses().get(depth);
                String name = use.call().replaceFirst("\\(.*", "");
                List<Node> its = inside.getOrDefault(use.ordinal(), List.of());
                if (its.size() > uses.getOrDefault(name, List.of()).size()) {
                    uses.put(name, its);
                    largest.put(name, use);
                    depths.put(name, depth + 1);
                }
            }
        }
        List<Graph> graphs = new ArrayList<>();
        uses.forEach((name, its) -> {
            BlockUse use = largest.get(name);
            Integer depth = depths.get(name);
            if (use != null && depth != null && its.size() > 1) {
                graphs.add(new Folding(network, its, depth, true).graph(use.call()));
            }
        });
        return graphs;
    }

    private Graph graph(String title) {
        nodes.forEach(this::assign);
        Set<Arrow> arrows = new LinkedHashSet<>();
        Map<String, Shape> sources = new LinkedHashMap<>();
        for (Node node : nodes) {
            for (Value input : node.inputs()) {
                String from = boxOf.getOrDefault(input.name(), input.name());
                if (!boxOf.containsKey(input.name())) {
                    sources.put(input.name(), input.shape());
                }
                String to = boxOf.getOrDefault(node.name(), node.name());
                if (!from.equals(to)) {
                    arrows.add(new Arrow(from, to));
                }
            }
        }
        List<Box> all = new ArrayList<>();
        sources.forEach((name, shape) -> {
            String text = depth > 0 && sources.size() == 1 ? "in" : name;
            all.add(new Box(name, List.of(new Row(text, Kind.INPUT)), "", size(shape), 1));
        });
        boxes.forEach((id, its) -> all.add(box(id, its)));
        return Repeats.folded(new Graph(title, all, new ArrayList<>(arrows)));
    }

    private void assign(Node node) {
        String id = node.name();
        if (folded && node.uses().size() > depth && hidesSomething(node.uses().get(depth))) {
            id = "use" + node.uses().get(depth).ordinal();
        } else if (Kind.of(node).joins() && node.inputs().size() == 1) {
            String before = node.inputs().get(0).name();
            String box = boxOf.get(before);
            boolean only = consumers.of(node.inputs().get(0)).size() == 1;
            if (box != null && !box.startsWith("use") && only && !followsMerge(box)) {
                id = box;
            }
        }
        boxes.computeIfAbsent(id, key -> new ArrayList<>()).add(node);
        boxOf.put(node.name(), id);
    }

    /** A box for a single layer would tell less than the layer does. */
    private boolean hidesSomething(BlockUse use) {
        return inside.getOrDefault(use.ordinal(), 0L) > 1;
    }

    private boolean followsMerge(String box) {
        List<Node> its = boxes.getOrDefault(box, List.of());
        return its.get(its.size() - 1).layer().reshapes() && its.size() > 3;
    }

    private Box box(String id, List<Node> its) {
        Node last = its.get(its.size() - 1);
        if (!id.startsWith("use")) {
            List<Row> rows = its.stream()
                    .map(node -> new Row(node.call(), Kind.of(node)))
                    .toList();
            return new Box(id, rows, "", size(last.shape()), 1);
        }
        long parameters = its.stream().mapToLong(Node::parameters).reduce(0, Sizes::plus);
        String note = parameters == 0 ? "" : String.format(Locale.ROOT, "%,d parameters", parameters);
        return new Box(
                id, List.of(new Row(its.get(0).uses().get(depth).call(), Kind.BLOCK)), note, size(last.shape()), 1);
    }

    /** {@code 6 × 24 × 24}. */
    static String size(Shape shape) {
        return shape.text().replace("x", " × ");
    }
}
