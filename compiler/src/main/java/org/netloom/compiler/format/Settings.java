package org.netloom.compiler.format;

import java.util.ArrayList;
import java.util.List;
import org.netloom.compiler.format.Piece.Comment;
import org.netloom.compiler.format.Piece.Words;

/**
 * Arranges the settings of a train section as a table: values stand below one another on lines that follow one another
 * and have one setting each. Several settings on a line stay there while they fit.
 */
final class Settings {
    private static final String BETWEEN = "  ";

    private Settings() {}

    /** The same pieces with other line breaks and spaces; as they are where comments stand among the words. */
    static List<Piece> arranged(List<Piece> pieces, int indent) {
        return pieces.stream().allMatch(Settings::plain) ? aligned(onLinesThatFit(pieces, indent)) : pieces;
    }

    private static boolean plain(Piece piece) {
        if (piece instanceof Comment comment) {
            return comment.lexeme().lineComment();
        }
        return piece instanceof Words words && words.setting() && !words.line().breaks();
    }

    /** Where the settings of a line are too long for it, each has a line of its own. */
    private static List<Piece> onLinesThatFit(List<Piece> pieces, int indent) {
        List<Piece> fitting = new ArrayList<>();
        for (int start = 0; start < pieces.size(); ) {
            int end = lineEnd(pieces, start);
            int length = indent - BETWEEN.length();
            for (Piece piece : pieces.subList(start, end)) {
                length += piece instanceof Words words
                        ? BETWEEN.length() + words.line().text().length()
                        : 0;
            }
            for (Piece piece : pieces.subList(start, end)) {
                fitting.add(
                        length > NetFormatter.WIDTH && piece instanceof Words words
                                ? new Words(words.line(), Math.max(1, words.breaks()), true)
                                : piece);
            }
            start = end;
        }
        return fitting;
    }

    private static int lineEnd(List<Piece> pieces, int start) {
        int end = start + 1;
        while (end < pieces.size() && pieces.get(end).breaks() == 0) {
            end++;
        }
        return end;
    }

    private static List<Piece> aligned(List<Piece> pieces) {
        List<Piece> aligned = new ArrayList<>(pieces);
        for (int start = 0; start < pieces.size(); ) {
            int end = start;
            int width = 0;
            while (end < pieces.size()
                    && single(pieces, end)
                    && (end == start || pieces.get(end).breaks() == 1)) {
                width = Math.max(
                        width,
                        pieces.get(end) instanceof Words words ? words.line().keyLength() : 0);
                end = lineEnd(pieces, end);
            }
            for (int i = start; i < end; i++) {
                if (pieces.get(i) instanceof Words words) {
                    aligned.set(i, new Words(words.line().withKeyWidth(width), words.breaks(), true));
                }
            }
            start = Math.max(end, lineEnd(pieces, start));
        }
        return aligned;
    }

    /** Whether the line that begins here has one setting. */
    private static boolean single(List<Piece> pieces, int start) {
        long settings = pieces.subList(start, lineEnd(pieces, start)).stream()
                .filter(Words.class::isInstance)
                .count();
        return settings == 1;
    }
}
