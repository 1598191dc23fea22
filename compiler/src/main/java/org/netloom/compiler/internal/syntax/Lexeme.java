package org.netloom.compiler.internal.syntax;

import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.Token;
import org.netloom.compiler.source.SourceFile;
import org.netloom.compiler.source.Span;
import org.netloom.grammar.NetLexer;

/**
 * A word, a sign or a comment of a file: what is left of it without white space.
 *
 * @param text as the file has it
 */
public record Lexeme(String text, boolean comment, Span span) {

    /** All of a file without syntax problems, comments included, in their order. */
    public static List<Lexeme> of(SourceFile source) {
        Tokens tokens = Tokens.of(source, new SyntaxProblems(source));
        List<Lexeme> lexemes = new ArrayList<>();
        for (Token token : tokens.all()) {
            if (token.getType() != Token.EOF) {
                lexemes.add(new Lexeme(token.getText(), isComment(token), tokens.span(token)));
            }
        }
        return lexemes;
    }

    private static boolean isComment(Token token) {
        return switch (token.getType()) {
            case NetLexer.DOC_COMMENT, NetLexer.BLOCK_COMMENT, NetLexer.LINE_COMMENT -> true;
            default -> false;
        };
    }

    /** Whether it reaches to the end of its line. */
    public boolean lineComment() {
        return comment && text.startsWith("//");
    }

    /** Whether it becomes the Javadoc of the net that follows. */
    public boolean documentation() {
        return comment && text.startsWith("/**") && text.length() > 4;
    }
}
