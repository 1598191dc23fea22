package org.netloom.compiler.format;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.netloom.compiler.internal.syntax.Lexeme;
import org.netloom.compiler.internal.syntax.NetFile;
import org.netloom.compiler.internal.syntax.NetParser;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.source.SourceFile;

/**
 * The one layout of {@code .net} files: spaces, indentation and empty lines, and lines of at most {@value #WIDTH}
 * characters where they can be broken.
 *
 * <p>Where a line breaks is the author's choice, because a line is a thought: {@code conv(6, 5) bn sigmoid maxpool(2)}
 * stays on one line, and braces on one line stay there while they fit. Words, signs and comments stay as they are and in
 * their order, and formatting twice gives what formatting once gives.
 */
public final class NetFormatter {
    static final int WIDTH = 100;

    private NetFormatter() {}

    /**
     * The same file in the one layout; its lines end as the first one of the file does.
     *
     * @param problems gets what is wrong with the syntax
     * @return the text, or the old one where the syntax is wrong
     */
    public static String format(SourceFile source, Problems problems) {
        Problems syntax = new Problems();
        NetFile file = NetParser.parse(source, syntax);
        syntax.sorted().forEach(problems::add);
        if (syntax.hasErrors()) {
            return source.text();
        }
        String text = new Layout().file(Pieces.of(file));
        if (!words(new SourceFile(source.name(), text)).equals(words(source))) {
            throw new IllegalStateException("the layout of " + source.name() + " lost a word");
        }
        return crlf(source.text()) ? text.replace("\n", "\r\n") : text;
    }

    private static List<String> words(SourceFile source) {
        return Lexeme.of(source).stream()
                .map(lexeme -> lexeme.comment() ? withoutMargins(lexeme.text()) : lexeme.text())
                .toList();
    }

    private static String withoutMargins(String comment) {
        return Arrays.stream(comment.split("\n", -1))
                .map(String::strip)
                .collect(Collectors.joining("\n"))
                .strip();
    }

    private static boolean crlf(String text) {
        int end = text.indexOf('\n');
        return end > 0 && text.charAt(end - 1) == '\r';
    }
}
