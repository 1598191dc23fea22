package org.netloom.compiler.internal.syntax;

import java.util.Locale;
import org.netloom.compiler.source.SourceFile;

/** What the net is called whose file holds its layers alone. */
final class BareName {
    private BareName() {}

    /**
     * {@code lenet_bn.net} gives {@code LenetBn}: each word of the file's name begins with a capital, and what no Java
     * name can have divides words.
     */
    static String of(SourceFile source) {
        String file = source.fileName();
        String stem = file.endsWith(".net") ? file.substring(0, file.length() - ".net".length()) : file;
        StringBuilder name = new StringBuilder();
        boolean begins = true;
        for (int i = 0; i < stem.length(); i++) {
            char c = stem.charAt(i);
            boolean part = c != '_' && Character.isJavaIdentifierPart(c) && !Character.isIdentifierIgnorable(c);
            if (part && name.isEmpty() && !Character.isJavaIdentifierStart(c)) {
                name.append("Net");
            }
            if (part) {
                name.append(begins ? String.valueOf(c).toUpperCase(Locale.ROOT) : String.valueOf(c));
            }
            begins = !part;
        }
        return name.isEmpty() ? "Net" : name.toString();
    }
}
