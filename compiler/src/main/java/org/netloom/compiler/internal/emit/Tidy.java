package org.netloom.compiler.internal.emit;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Makes a page of what JavaPoet prints: fields of one group stand together, a short comment takes one line. */
final class Tidy {
    private static final Pattern SHORT_DOC = Pattern.compile("(?m)^( *)/\\*\\*\n *\\* (.{1,100})\n *\\*/$");

    private Tidy() {}

    static String tidy(String source) {
        return SHORT_DOC.matcher(fields(source)).replaceAll("$1/** $2 */");
    }

    /** JavaPoet leaves an empty line between any two fields; one between groups is enough. */
    private static String fields(String source) {
        List<String> lines = source.lines().toList();
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            boolean between = i > 0
                    && i + 1 < lines.size()
                    && lines.get(i).isBlank()
                    && continuesFields(lines, i - 1)
                    && startsField(lines.get(i + 1))
                    && isConstant(lines.get(i + 1)) == isConstant(start(lines, i - 1));
            if (!between) {
                kept.add(lines.get(i).stripTrailing());
            }
        }
        return String.join("\n", kept) + "\n";
    }

    private static boolean continuesFields(List<String> lines, int last) {
        return lines.get(last).endsWith(";") && startsField(start(lines, last));
    }

    /** The first line of the declaration that ends here. */
    private static String start(List<String> lines, int last) {
        int first = last;
        while (first > 0 && !startsField(lines.get(first)) && !lines.get(first).isBlank()) {
            first--;
        }
        return lines.get(first);
    }

    private static boolean startsField(String line) {
        String code = line.strip();
        return code.startsWith("private ") && !code.endsWith("{");
    }

    private static boolean isConstant(String line) {
        return line.strip().startsWith("private static ");
    }
}
