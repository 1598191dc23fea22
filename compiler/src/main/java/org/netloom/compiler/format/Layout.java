package org.netloom.compiler.format;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.format.Piece.Bar;
import org.netloom.compiler.format.Piece.Braces;
import org.netloom.compiler.format.Piece.Comment;
import org.netloom.compiler.format.Piece.Part;
import org.netloom.compiler.format.Piece.Words;
import org.netloom.compiler.internal.syntax.Lexeme;

/** Puts pieces on lines. */
final class Layout {
    private static final int STEP = 2;

    private final List<String> lines = new ArrayList<>();
    private final StringBuilder line = new StringBuilder();
    /** Whether the line ends with a comment, behind which nothing can stand. */
    private boolean full;

    String file(List<Piece> pieces) {
        sequence(pieces, 0, true);
        endLine();
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    /** @param top whether declarations are among them, each on lines of its own */
    private void sequence(List<Piece> pieces, int indent, boolean top) {
        Piece before = null;
        boolean beforeOnOneLine = true;
        for (Piece piece : Settings.arranged(pieces, indent)) {
            String flat = flat(piece);
            int breaks = top ? breaks(before, beforeOnOneLine, piece) : before == null ? 1 : piece.breaks();
            boolean behindBar = before instanceof Bar;
            if (piece instanceof Bar) {
                begin(0, indent - STEP);
                line.append('|');
                beforeOnOneLine = true;
            } else if (flat != null && fits(flat, indent, piece)) {
                beforeOnOneLine = true;
                boolean joins = breaks == 0 && !full && (behindBar || piece instanceof Comment || room(piece, flat));
                if (!behindBar && !joins) {
                    begin(breaks, indent);
                }
                append(gap(before, piece) + flat);
            } else {
                if (!behindBar && (breaks > 0 || full || !(piece instanceof Comment))) {
                    begin(breaks, indent);
                }
                write(piece, indent);
                beforeOnOneLine = false;
            }
            full = (piece instanceof Comment comment && comment.lexeme().lineComment()) || (full && flat == null);
            before = piece;
        }
    }

    /** Empty lines between declarations, none between a documentation comment and its net. */
    private static int breaks(@Nullable Piece before, boolean beforeOnOneLine, Piece piece) {
        if (before == null) {
            return 0;
        }
        if (before instanceof Comment comment && comment.lexeme().documentation() && piece instanceof Braces) {
            return 1;
        }
        boolean trailing = piece instanceof Comment && piece.breaks() == 0;
        if (before instanceof Braces braces && braces.declaration() && !trailing) {
            return beforeOnOneLine ? Math.max(1, piece.breaks()) : 2;
        }
        if (before instanceof Words words && words.line().text().endsWith(";") && !trailing) {
            return words.line().text().startsWith("package") ? 2 : Math.max(1, piece.breaks());
        }
        boolean declaration = piece instanceof Braces next && next.declaration();
        return declaration ? Math.max(1, piece.breaks()) : piece.breaks();
    }

    private boolean fits(String flat, int indent, Piece piece) {
        return piece instanceof Comment || indent + flat.length() <= NetFormatter.WIDTH;
    }

    private boolean room(Piece piece, String flat) {
        return line.length() + gap(null, piece).length() + 1 + flat.length() <= NetFormatter.WIDTH;
    }

    /** Settings on one line are further apart than a setting and its value. */
    private static String gap(@Nullable Piece before, Piece piece) {
        return before instanceof Words a && a.setting() && piece instanceof Words b && b.setting() ? " " : "";
    }

    private void append(String text) {
        boolean fresh = line.toString().isBlank();
        line.append(fresh ? text.stripLeading() : " " + text);
    }

    /** Begins a line, behind an empty one where two breaks are asked for and something stands before. */
    private void begin(int breaks, int indent) {
        endLine();
        boolean opened = lines.isEmpty() || lines.get(lines.size() - 1).endsWith("{");
        if (breaks > 1 && !opened) {
            lines.add("");
        }
        line.append(" ".repeat(indent));
        full = false;
    }

    private void endLine() {
        if (!line.toString().isBlank()) {
            lines.addAll(List.of(line.toString().split("\n", -1)));
        }
        line.setLength(0);
    }

    /** What does not go on one line. */
    private void write(Piece piece, int indent) {
        if (piece instanceof Words words) {
            append(words.line().wrapped(indent, NetFormatter.WIDTH));
        } else if (piece instanceof Comment comment) {
            append(indented(comment.lexeme(), indent));
        } else if (piece instanceof Braces braces) {
            braces.parts().forEach(part -> write(part, indent));
        }
    }

    private void write(Part part, int indent) {
        append(part.header().wrapped(indent, NetFormatter.WIDTH - " {".length()));
        if (part.header().endsWithComment()) {
            begin(1, indent);
        }
        append("{");
        if (part.body().isEmpty()) {
            line.append('}');
            return;
        }
        List<Piece> body = part.body();
        if (body.get(0) instanceof Comment comment && comment.breaks() == 0) {
            append(indented(comment.lexeme(), indent));
            body = body.subList(1, body.size());
        }
        endLine();
        sequence(body, indent + STEP, false);
        begin(0, indent);
        line.append('}');
    }

    /** The lines of a comment below one another: those that begin with a star below the first star. */
    private static String indented(Lexeme comment, int indent) {
        String[] rows = comment.text().replace("\r", "").split("\n", -1);
        StringBuilder text = new StringBuilder(rows[0].stripTrailing());
        for (int i = 1; i < rows.length; i++) {
            String row = rows[i].stripTrailing();
            text.append('\n')
                    .append(row.stripLeading().startsWith("*") ? " ".repeat(indent + 1) + row.stripLeading() : row);
        }
        return text.toString();
    }

    /** On one line, or null where the author has more or a comment forbids it. */
    private static @Nullable String flat(Piece piece) {
        if (piece instanceof Words words) {
            return words.line().breaks() ? null : words.line().text();
        }
        if (piece instanceof Comment comment) {
            return comment.lexeme().text().contains("\n")
                    ? null
                    : comment.lexeme().text().stripTrailing();
        }
        if (piece instanceof Bar) {
            return "|";
        }
        StringBuilder text = new StringBuilder();
        for (Part part : ((Braces) piece).parts()) {
            String inside = part.oneLine() && !part.header().breaks() ? flat(part.body()) : null;
            if (inside == null) {
                return null;
            }
            text.append(text.isEmpty() ? "" : " ").append(part.header().text());
            text.append(inside.isEmpty() ? " {}" : " { " + inside + " }");
        }
        return text.toString();
    }

    private static @Nullable String flat(List<Piece> pieces) {
        StringBuilder text = new StringBuilder();
        Piece before = null;
        for (Piece piece : pieces) {
            String flat = flat(piece);
            if (flat == null) {
                return null;
            }
            text.append(text.isEmpty() ? "" : " ").append(gap(before, piece)).append(flat);
            before = piece;
        }
        return text.toString();
    }
}
