package org.netloom.compiler.internal.emit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;

/** The Javadoc of a generated class: the documentation comment and a table of the layers. */
final class ClassDoc {
    private ClassDoc() {}

    /** Whether the documentation says so in Java's way, which javac wants said twice. */
    static boolean deprecates(Network network) {
        String doc = network.heading().doc();
        return doc != null && doc.lines().anyMatch(line -> line.strip().startsWith("@deprecated"));
    }

    static String of(Network network) {
        List<String> rows = new ArrayList<>();
        int names = network.nodes().stream()
                .mapToInt(node -> node.name().length())
                .max()
                .orElse(0);
        String format = " %-" + Math.max(names, "layer".length()) + "s  %-16s %,12d";
        rows.add(" %-" + Math.max(names, "layer".length()) + "s  %-16s %12s");
        rows.set(0, String.format(Locale.ROOT, rows.get(0), "layer", "output", "parameters"));
        rows.add(String.format(
                Locale.ROOT, format, Network.INPUT, network.inputShape().batched(), 0));
        for (Node node : network.nodes()) {
            rows.add(
                    String.format(Locale.ROOT, format, node.name(), node.shape().batched(), node.parameters()));
        }
        rows.add(String.format(Locale.ROOT, format, "total", "", network.parameters()));
        String doc = network.heading().doc();
        String first = doc == null || doc.isBlank() ? "The network " + network.name() + "." : Harmless.doc(doc.strip());
        return first + "\n\n<pre>\n" + String.join("\n", rows) + "\n</pre>\n";
    }
}
