package org.netloom.compiler.internal.syntax;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;
import org.netloom.compiler.problem.Problem;
import org.netloom.grammar.NetLexer;

/**
 * Words of other languages that begin what is called otherwise here: {@code for i in range(3) { … }}, {@code Net A { …
 * }}. Each is reported once, with the right word, and the parser sees that one. What may be right is left alone.
 */
final class ForeignWords {
    private static final Map<String, String> DECLARATIONS = Map.ofEntries(
            Map.entry("net", "net"),
            Map.entry("network", "net"),
            Map.entry("model", "net"),
            Map.entry("class", "net"),
            Map.entry("block", "block"),
            Map.entry("def", "block"),
            Map.entry("fn", "block"),
            Map.entry("fun", "block"),
            Map.entry("func", "block"),
            Map.entry("function", "block"),
            Map.entry("train", "train"),
            Map.entry("training", "train"));

    private static final Map<String, Integer> TYPES =
            Map.of("net", NetLexer.NET, "block", NetLexer.BLOCK, "train", NetLexer.TRAIN);

    /** What may stand behind a block's use, with braces of its own. */
    private static final Set<String> MERGES = Set.of("add", "concat");

    private final Tokens tokens;
    private final SyntaxProblems found;

    private ForeignWords(Tokens tokens, SyntaxProblems found) {
        this.tokens = tokens;
        this.found = found;
    }

    static void replace(Tokens tokens, SyntaxProblems found) {
        new ForeignWords(tokens, found).replace();
    }

    private void replace() {
        int braces = 0;
        int parentheses = 0;
        for (CommonToken token : tokens.all()) {
            if (token.getChannel() != Token.DEFAULT_CHANNEL) {
                continue;
            }
            switch (token.getType()) {
                case NetLexer.OPEN_BRACE -> {
                    braces++;
                    parentheses = 0;
                }
                case NetLexer.CLOSE_BRACE -> {
                    braces = Math.max(0, braces - 1);
                    parentheses = 0;
                }
                case NetLexer.OPEN_PARENTHESIS -> parentheses++;
                case NetLexer.CLOSE_PARENTHESIS -> parentheses = Math.max(0, parentheses - 1);
                case NetLexer.NAME -> {
                    if (parentheses == 0 && token.getText().equals("for") && isLoop(token)) {
                        replaceLoop(token);
                    } else if (parentheses == 0 && braces == 0) {
                        replaceDeclaration(token);
                    }
                }
                default -> {}
            }
        }
    }

    /** The word, a name, perhaps parameters, and a brace that opens: {@code Net A}, {@code class A()}, {@code def res(c)}. */
    private void replaceDeclaration(CommonToken word) {
        String meant = DECLARATIONS.get(word.getText().toLowerCase(Locale.ROOT));
        Token name = tokens.next(word);
        if (meant == null || name.getType() != NetLexer.NAME || MERGES.contains(name.getText())) {
            return;
        }
        // A use of a block before the use of another has no capital behind it, or no brace.
        boolean capital = Character.isUpperCase(name.getText().codePointAt(0));
        if (!meant.equals("block") && !capital) {
            return;
        }
        Token behind = tokens.next(name);
        String sketch = meant + " " + name.getText();
        if (behind.getType() == NetLexer.OPEN_PARENTHESIS) {
            sketch += "(…)";
            behind = tokens.next(closing(behind));
        }
        if (behind.getType() == NetLexer.OPEN_BRACE) {
            report(word, sketch + " { … }");
            word.setType(TYPES.getOrDefault(meant, NetLexer.NAME));
        }
    }

    /** {@code for i in …}, {@code for (int i = 0; …)}, {@code for (i in …)}: no call of a block that is called so. */
    private boolean isLoop(Token word) {
        Token next = tokens.next(word);
        if (next.getType() != NetLexer.OPEN_PARENTHESIS) {
            return Tokens.isName(next) && isIn(tokens.next(next));
        }
        Token end = closing(next);
        for (Token inside = tokens.next(next);
                inside.getTokenIndex() < end.getTokenIndex();
                inside = tokens.next(inside)) {
            if (inside.getType() == NetLexer.SEMICOLON
                    || (isIn(inside) && tokens.next(inside).getType() != NetLexer.DOT)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isIn(Token token) {
        return token.getType() == NetLexer.NAME && token.getText().equals("in");
    }

    private void replaceLoop(CommonToken word) {
        String count = "3";
        CommonToken number = (CommonToken) tokens.next(word);
        Token last = number;
        Token at = number;
        // The head ends at its brace, or with its line.
        while (at.getType() != NetLexer.OPEN_BRACE
                && at.getType() != NetLexer.CLOSE_BRACE
                && at.getType() != Token.EOF
                && at.getLine() == word.getLine()) {
            if (at.getText().equals("range")
                    && tokens.next(at).getType() == NetLexer.OPEN_PARENTHESIS
                    && tokens.next(tokens.next(tokens.next(at))).getType() == NetLexer.CLOSE_PARENTHESIS) {
                count = tokens.next(tokens.next(at)).getText();
            }
            last = at;
            at = tokens.next(at);
        }
        report(word, "repeat " + count + " { … }");
        word.setType(NetLexer.REPEAT);
        for (int i = number.getTokenIndex() + 1; i <= last.getTokenIndex(); i++) {
            tokens.all().get(i).setChannel(Token.HIDDEN_CHANNEL);
        }
        number.setType(NetLexer.INTEGER);
        tokens.markMalformed(number);
        tokens.excuse(at);
    }

    private void report(Token word, String sketch) {
        found.add(Problem.error(
                        "syntax.foreign-word",
                        tokens.span(word),
                        "'%s' is a word of other languages".formatted(word.getText()))
                .help("write " + sketch));
    }

    /** The parenthesis that closes this one, or the end of the file. */
    private Token closing(Token open) {
        int depth = 0;
        Token at = open;
        while (at.getType() != Token.EOF) {
            depth +=
                    at.getType() == NetLexer.OPEN_PARENTHESIS ? 1 : at.getType() == NetLexer.CLOSE_PARENTHESIS ? -1 : 0;
            if (depth == 0) {
                return at;
            }
            at = tokens.next(at);
        }
        return at;
    }
}
