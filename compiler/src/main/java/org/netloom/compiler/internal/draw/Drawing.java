package org.netloom.compiler.internal.draw;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.netloom.compiler.internal.arithmetic.Sizes;
import org.netloom.compiler.internal.draw.Graph.Arrow;
import org.netloom.compiler.internal.draw.Graph.Box;
import org.netloom.compiler.internal.draw.Graph.Row;
import org.netloom.compiler.internal.ir.Network;

/** A network as a picture. */
public final class Drawing {
    private Drawing() {}

    /**
     * An SVG without scripts: layers from top to bottom, the shapes on the arrows.
     *
     * @param folded whether a use of a block is one box, with the inside of each block beside the network
     */
    public static String svg(Network network, boolean folded) {
        List<Graph> blocks = folded ? Folding.blocks(network) : List.of();
        return new Svg().picture(Folding.network(network, folded), subtitle(network), blocks);
    }

    /** The same boxes and arrows for Graphviz; blocks are not drawn beside it. */
    public static String dot(Network network, boolean folded) {
        Graph graph = Folding.network(network, folded);
        List<String> lines = new ArrayList<>();
        lines.add("digraph " + quoted(network.name()) + " {");
        lines.add("  label=" + quoted(network.name() + ": " + subtitle(network)) + " labelloc=t");
        lines.add("  node [shape=box style=\"rounded,filled\" fontname=\"monospace\" fontsize=11]");
        lines.add("  edge [fontname=\"sans-serif\" fontsize=9]");
        for (Box box : graph.boxes()) {
            String rows = box.rows().stream().map(Row::text).collect(Collectors.joining("\n"));
            String text = rows
                    + (box.note().isEmpty() ? "" : "\n" + box.note())
                    + (box.times() == 1 ? "" : "\n× " + box.times());
            Kind kind = box.rows().get(0).kind();
            lines.add("  %s [label=%s fillcolor=\"%s\" color=\"%s\"]"
                    .formatted(box.id(), quoted(text), kind.fill(), kind.stroke()));
        }
        Map<String, String> shapes = new HashMap<>();
        graph.boxes().forEach(box -> shapes.putIfAbsent(box.id(), box.out()));
        for (Arrow arrow : graph.arrows()) {
            String shape = shapes.getOrDefault(arrow.from(), "");
            lines.add("  %s -> %s [label=%s]".formatted(arrow.from(), arrow.to(), quoted(" " + shape)));
        }
        lines.add("}");
        return String.join("\n", lines) + "\n";
    }

    private static String subtitle(Network network) {
        long flops = network.nodes().stream()
                .mapToLong(node -> node.layer().flops(node.use()))
                .reduce(0, Sizes::plus);
        return String.format(Locale.ROOT, "%,d parameters, %s for one example", network.parameters(), flops(flops));
    }

    private static String flops(long count) {
        if (count >= 1_000_000_000) {
            return String.format(Locale.ROOT, "%.2f GFLOPs", count / 1e9);
        }
        return count >= 1_000_000
                ? String.format(Locale.ROOT, "%.2f MFLOPs", count / 1e6)
                : String.format(Locale.ROOT, "%,d FLOPs", count);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
