package org.netloom.compiler.format;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.netloom.compiler.format.Piece.Bar;
import org.netloom.compiler.format.Piece.Braces;
import org.netloom.compiler.format.Piece.Comment;
import org.netloom.compiler.format.Piece.Part;
import org.netloom.compiler.format.Piece.Words;
import org.netloom.compiler.internal.syntax.Lexeme;
import org.netloom.compiler.internal.syntax.NetFile;

/** Takes a file apart: the tree says where statements begin, the lexemes what is there, comments included. */
final class Pieces {
    private static final Set<String> DECLARATIONS = Set.of("net", "block", "train");

    private final List<Lexeme> lexemes;
    private final Set<Integer> statements = new HashSet<>();
    private final Set<Integer> settings = new HashSet<>();
    private final Set<Integer> declarations = new HashSet<>();
    private int next;

    private Pieces(NetFile file, List<Lexeme> lexemes) {
        this.lexemes = lexemes;
        file.imports().forEach(clause -> statements.add(clause.span().start()));
        for (NetFile.Declaration declaration : file.declarations()) {
            if (declaration instanceof NetFile.Net net) {
                collect(net.body());
            } else if (declaration instanceof NetFile.Block block) {
                collect(block.body());
            } else if (declaration instanceof NetFile.Train train) {
                train.settings().forEach(setting -> settings.add(setting.span().start()));
            }
            if (!(declaration instanceof NetFile.Net net && net.bare())) {
                declarations.add(declaration.span().start());
            }
        }
        statements.addAll(settings);
        statements.addAll(declarations);
    }

    /** The pieces of a file that has no syntax problem. */
    static List<Piece> of(NetFile file) {
        return new Pieces(file, Lexeme.of(file.source())).sequence();
    }

    private void collect(List<NetFile.Statement> body) {
        for (NetFile.Statement statement : body) {
            statements.add(statement.span().start());
            if (statement instanceof NetFile.Merge merge) {
                merge.branches().forEach(branch -> collect(branch.body()));
            } else if (statement instanceof NetFile.Repeat repeat) {
                collect(repeat.body());
            } else if (statement instanceof NetFile.If choice) {
                choice.cases().forEach(one -> collect(one.body()));
                collect(choice.otherwise() == null ? List.of() : choice.otherwise());
            } else if (statement instanceof NetFile.Share share) {
                collect(share.body() == null ? List.of() : share.body());
            }
        }
    }

    /** All up to the brace that closes, or the end of the file. */
    private List<Piece> sequence() {
        List<Piece> pieces = new ArrayList<>();
        while (next < lexemes.size() && !is(next, "}")) {
            int breaks = breaksBefore(next);
            if (lexemes.get(next).comment()) {
                pieces.add(new Comment(lexemes.get(next++), breaks));
            } else if (is(next, "|")) {
                next++;
                pieces.add(new Bar(breaks));
            } else {
                pieces.add(statement(breaks));
            }
        }
        return pieces;
    }

    private Piece statement(int breaks) {
        int start = lexemes.get(next).span().start();
        boolean declaration = declarations.contains(start)
                && DECLARATIONS.contains(lexemes.get(next).text());
        boolean setting = settings.contains(start);
        Line words = words(declaration, setting);
        if (next == lexemes.size() || !is(next, "{")) {
            return new Words(words, breaks, setting);
        }
        List<Part> parts = new ArrayList<>(List.of(braces(words)));
        while (is(withoutComments(next), "else")) {
            parts.add(braces(words(false, false)));
        }
        return new Braces(parts, breaks, declaration);
    }

    private Part braces(Line header) {
        int open = next++;
        List<Piece> body = sequence();
        int close = next++;
        boolean oneLine = true;
        for (int i = open + 1; i <= close && oneLine; i++) {
            Lexeme lexeme = lexemes.get(i);
            oneLine = breaksBefore(i) == 0 && !lexeme.text().contains("\n") && !lexeme.lineComment();
        }
        return new Part(header, body, oneLine || body.isEmpty());
    }

    /** Up to what begins a statement, or a brace or bar outside of parentheses. */
    private Line words(boolean declaration, boolean setting) {
        List<Lexeme> words = new ArrayList<>();
        int parentheses = 0;
        while (next < lexemes.size()) {
            Lexeme lexeme = lexemes.get(next);
            // A comment belongs to what it stands in, but behind a statement it is a piece of its own.
            int word = withoutComments(next);
            boolean inside = parentheses > 0 || (lexeme.comment() && words.isEmpty());
            if (!inside && (word == lexemes.size() || ends(word, !words.isEmpty()))) {
                if (!lexeme.comment() || !is(word, "{")) {
                    break;
                }
            }
            if (!lexeme.comment()) {
                parentheses += is(next, "(") ? 1 : is(next, ")") ? -1 : 0;
            }
            words.add(lexeme);
            next++;
            if (parentheses == 0 && lexeme.text().equals(";")) {
                break;
            }
        }
        return new Line(words, declaration, setting);
    }

    private boolean ends(int index, boolean begun) {
        return is(index, "{")
                || is(index, "}")
                || is(index, "|")
                || (begun && statements.contains(lexemes.get(index).span().start()));
    }

    private boolean is(int index, String text) {
        return index < lexemes.size() && lexemes.get(index).text().equals(text);
    }

    private int withoutComments(int index) {
        int found = index;
        while (found < lexemes.size() && lexemes.get(found).comment()) {
            found++;
        }
        return found;
    }

    private int breaksBefore(int index) {
        if (index == 0) {
            return 0;
        }
        Lexeme lexeme = lexemes.get(index);
        String between = lexeme.span()
                .file()
                .text()
                .substring(lexemes.get(index - 1).span().end(), lexeme.span().start());
        return (int) between.chars().filter(c -> c == '\n').limit(2).count();
    }
}
