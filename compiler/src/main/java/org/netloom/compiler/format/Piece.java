package org.netloom.compiler.format;

import java.util.List;
import org.netloom.compiler.internal.syntax.Lexeme;

/** What a sequence consists of, for the layout: nothing in it depends on where its lines break. */
sealed interface Piece {
    /** How many lines the author began before it: 0 where it stands behind something, 2 for an empty line and more. */
    int breaks();

    /** Words that stay together: {@code conv(6, 5)}, {@code batch 256}, {@code package a.b;}. */
    record Words(Line line, int breaks, boolean setting) implements Piece {}

    /** A comment that stands by itself or behind something. */
    record Comment(Lexeme lexeme, int breaks) implements Piece {}

    /** {@code |}, between branches. */
    record Bar(int breaks) implements Piece {}

    /**
     * What has braces: {@code repeat 2 { … }}, or {@code if (a) { … } else { … }} with several parts.
     *
     * @param declaration whether it is a net, a block or a train section
     */
    record Braces(List<Part> parts, int breaks, boolean declaration) implements Piece {
        public Braces {
            parts = List.copyOf(parts);
        }
    }

    /**
     * {@code repeat 2 { … }}, {@code else { … }}.
     *
     * @param oneLine whether the author has all between the braces on one line
     */
    record Part(Line header, List<Piece> body, boolean oneLine) {
        public Part {
            body = List.copyOf(body);
        }
    }
}
