package org.netloom.compiler.internal.syntax;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.source.SourceFile;
import org.netloom.compiler.source.Span;
import org.netloom.grammar.NetLexer;

/**
 * The tokens of one file, unless it is hopeless. Characters that form no token are reported and hidden from the
 * parser; brackets are paired before parsing, which bounds the parser's depth and tells it where a mistake inside
 * brackets ends.
 */
final class Tokens {
    /** Far beyond any network that a person can read, and far below what the stack holds. */
    static final int DEEPEST_NESTING = 200;

    /** The most operators in one expression, those of the expressions around it included. */
    static final int MOST_OPERATORS = 200;

    private static final int LONGEST_QUOTE = 30;

    private final SourceFile source;
    private final SyntaxProblems found;
    private final int @Nullable [] offsets;
    private final List<CommonToken> all = new ArrayList<>();
    /** Tokens behind something that is reported already, by index: what they break is no second mistake. */
    private final BitSet excused = new BitSet();

    private final BitSet malformed = new BitSet();

    private final Map<Integer, Integer> closing = new HashMap<>();
    private final Set<String> straysReported = new HashSet<>();
    private final Map<Integer, Integer> operatorsBefore = new HashMap<>();
    /** Of each parenthesis that is open, the most operators of what its commas have divided so far. */
    private final Map<Integer, Integer> mostOperators = new HashMap<>();

    private int operators;
    private boolean behindOperator;

    private Tokens(SourceFile source, SyntaxProblems found) {
        this.source = source;
        this.found = found;
        this.offsets = offsetsOfCodePoints(source.text());
    }

    static Tokens of(SourceFile source, SyntaxProblems found) {
        Tokens tokens = new Tokens(source, found);
        if (!found.hopeless()) {
            tokens.lex();
            ForeignWords.replace(tokens, found);
            tokens.pairBrackets();
        }
        return tokens;
    }

    SourceFile source() {
        return source;
    }

    List<CommonToken> all() {
        return all;
    }

    /** Whether what stands right before this token is a mistake that is reported already. */
    boolean isExcused(Token token) {
        return excused.get(token.getTokenIndex());
    }

    /** Whether this token itself is one, a number or a text without a value. */
    boolean isMalformed(Token token) {
        return malformed.get(token.getTokenIndex());
    }

    /** Says of a number that it is none, which is reported. */
    void markMalformed(Token token) {
        malformed.set(token.getTokenIndex());
    }

    /** Says of a token that what stands before it is a mistake that is reported already. */
    void excuse(Token token) {
        excused.set(token.getTokenIndex());
    }

    /** A command line has {@code batch=64} where a file has {@code batch 64}. */
    void hideEqualsBehindName() {
        if (!all.isEmpty() && isName(all.get(0))) {
            CommonToken second = (CommonToken) next(all.get(0));
            if (second.getType() == NetLexer.EQUALS) {
                second.setChannel(Token.HIDDEN_CHANNEL);
            }
        }
    }

    /** The index of the bracket that closes this one, or -1. */
    int closing(Token open) {
        return closing.getOrDefault(open.getTokenIndex(), -1);
    }

    /** From the first character of one token to the last of another; the end of the file is behind the last token. */
    Span span(Token first, Token last) {
        if (first.getType() == Token.EOF) {
            int end = source.text().stripTrailing().length();
            return new Span(source, end, end);
        }
        int start = offset(first.getStartIndex());
        return new Span(source, start, Math.max(start, offset(last.getStopIndex() + 1)));
    }

    /** From its first token to its last. */
    Span span(ParserRuleContext context) {
        Token stop = context.getStop();
        return span(context.getStart(), stop == null ? context.getStart() : stop);
    }

    Span span(Token token) {
        return span(token, token);
    }

    /** {@code 'conv'}, {@code the end of the file}. */
    static String quote(Token token) {
        return token.getType() == Token.EOF ? "the end of the file" : quote(token.getText());
    }

    static String quote(String text) {
        StringBuilder quote = new StringBuilder("'");
        text.codePoints().limit(LONGEST_QUOTE).forEach(c -> {
            if (Character.isISOControl(c) || !Character.isDefined(c) || Character.getType(c) == Character.FORMAT) {
                quote.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                quote.appendCodePoint(c);
            }
        });
        if (text.codePointCount(0, text.length()) > LONGEST_QUOTE) {
            quote.append('…');
        }
        return quote.append('\'').toString();
    }

    /** The documentation comment before a token, without its stars, or null. */
    @Nullable String documentationBefore(Token token) {
        for (int i = token.getTokenIndex() - 1; i >= 0 && all.get(i).getChannel() != Token.DEFAULT_CHANNEL; i--) {
            if (all.get(i).getType() == NetLexer.DOC_COMMENT) {
                String text = all.get(i).getText();
                return text.substring(3, text.length() - 2)
                        .replaceAll("(?m)^[ \\t]*\\*+[ \\t]?|[ \\t]*\\r?$", "")
                        .replaceAll("\\r", "")
                        .strip();
            }
        }
        return null;
    }

    private void lex() {
        NetLexer lexer = new NetLexer(CharStreams.fromString(source.text()));
        lexer.removeErrorListeners();
        boolean afterMistake = false;
        while (true) {
            CommonToken token = (CommonToken) lexer.nextToken();
            if (token.getType() == NetLexer.UNCLOSED_COMMENT) {
                found.add(Problem.error("syntax.unclosed-comment", span(token), "the comment is never closed")
                        .help("'*/' closes it"));
                // Whatever the rest is, it is not code.
                token.setType(Token.EOF);
                token.setText("<EOF>");
                afterMistake = true;
            }
            boolean mistake = isMistake(token);
            token.setTokenIndex(all.size());
            all.add(token);
            if (token.getChannel() == Token.DEFAULT_CHANNEL) {
                excused.set(token.getTokenIndex(), afterMistake || mistake);
                malformed.set(token.getTokenIndex(), mistake);
                afterMistake = mistake;
            } else {
                afterMistake |= mistake;
            }
            if (token.getType() == Token.EOF || found.hopeless()) {
                return;
            }
        }
    }

    /** Reports a token that has no place in the language, and makes of it what it was probably meant to be. */
    private boolean isMistake(CommonToken token) {
        switch (token.getType()) {
            case NetLexer.STRAY -> {
                reportStray(token);
                token.setChannel(Token.HIDDEN_CHANNEL);
            }
            case NetLexer.HASH_COMMENT -> {
                found.add(Problem.error("syntax.stray-character", firstCharacter(token), "'#' has no meaning here")
                        .help("comments begin with //"));
                token.setChannel(Token.HIDDEN_CHANNEL);
            }
            case NetLexer.UNCLOSED_STRING -> {
                found.add(Problem.error("syntax.unclosed-string", span(token), "the text is never closed")
                        .help("'\"' closes it, on the same line"));
                token.setType(NetLexer.STRING);
            }
            case NetLexer.MALFORMED_NUMBER -> {
                found.add(Problem.error(
                                "syntax.malformed-number",
                                span(token),
                                quote(token) + " is neither a number nor a name")
                        .help("numbers look like 5, 0.5 or 1e-5, and names do not begin with a digit"));
                token.setType(NetLexer.INTEGER);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** A run of characters without meaning is one mistake. */
    private void reportStray(CommonToken token) {
        boolean runs = !all.isEmpty() && all.get(all.size() - 1).getType() == NetLexer.STRAY;
        if (runs && all.get(all.size() - 1).getStopIndex() + 1 == token.getStartIndex()) {
            return;
        }
        Span span = span(token);
        if (token.getText().equals("\uFFFD")) {
            found.giveUp(Problem.error("syntax.not-utf8", span, "the file is not UTF-8 text")
                    .help("save it with the encoding UTF-8"));
            return;
        }
        int character = token.getText().codePointAt(0);
        String help = Characters.help(character);
        // Whoever writes brackets writes them in pairs, and needs to hear it once a line.
        if (straysReported.add(span.line() + (help == null ? token.getText() : help))) {
            found.add(Problem.error(
                            "syntax.stray-character", span, Characters.described(character) + " has no meaning here")
                    .help(help));
        }
    }

    private Span firstCharacter(CommonToken token) {
        int start = offset(token.getStartIndex());
        return new Span(source, start, start + 1);
    }

    private void pairBrackets() {
        Deque<Token> open = new ArrayDeque<>();
        int unclosed = 0;
        for (Token token : all) {
            if (token.getChannel() != Token.DEFAULT_CHANNEL) {
                continue;
            }
            Token around = open.peek();
            countOperators(token, around != null && around.getType() == NetLexer.OPEN_PARENTHESIS ? around : null);
            if (operators > MOST_OPERATORS) {
                found.giveUp(Problem.error(
                                "syntax.expression-too-long",
                                span(token),
                                String.format(Locale.ROOT, "an expression has more than %,d operators", MOST_OPERATORS))
                        .help("a parameter with a default can hold a part of it: block b(n = 3 * 5)"));
                return;
            }
            switch (token.getType()) {
                case NetLexer.NET, NetLexer.BLOCK, NetLexer.TRAIN -> {
                    if (beginsDeclaration(token)) {
                        unclosed += open.size();
                        open.clear();
                    }
                }
                case NetLexer.OPEN_BRACE, NetLexer.OPEN_PARENTHESIS -> {
                    open.push(token);
                    operatorsBefore.put(token.getTokenIndex(), operators);
                    if (open.size() + unclosed > DEEPEST_NESTING) {
                        found.giveUp(Problem.error(
                                "syntax.nesting-too-deep",
                                span(token),
                                String.format(Locale.ROOT, "brackets are nested deeper than %,d", DEEPEST_NESTING)));
                        return;
                    }
                }
                case NetLexer.CLOSE_BRACE -> {
                    while (!open.isEmpty() && open.peek().getType() == NetLexer.OPEN_PARENTHESIS) {
                        open.pop();
                    }
                    close(open, token);
                }
                case NetLexer.CLOSE_PARENTHESIS -> {
                    if (!open.isEmpty() && open.peek().getType() == NetLexer.OPEN_PARENTHESIS) {
                        close(open, token);
                    }
                }
                default -> {}
            }
        }
    }

    /**
     * Keeps count of the operators since an expression began, which is no less than how deep it is: a parenthesis that
     * closes takes nothing back, because what is in it is a part of the expression around it.
     */
    private void countOperators(Token token, @Nullable Token parenthesis) {
        if (isOperator(token)) {
            operators++;
            behindOperator = true;
            return;
        }
        boolean begins = parenthesis == null && !behindOperator && isName(token);
        if (begins || token.getType() == NetLexer.OPEN_BRACE || token.getType() == NetLexer.CLOSE_BRACE) {
            operators = 0;
        } else if (token.getType() == NetLexer.COMMA && parenthesis != null) {
            mostOperators.merge(parenthesis.getTokenIndex(), operators, Math::max);
            operators = operatorsBefore.getOrDefault(parenthesis.getTokenIndex(), 0);
        } else if (token.getType() == NetLexer.CLOSE_PARENTHESIS && parenthesis != null) {
            operators = Math.max(operators, mostOperators.getOrDefault(parenthesis.getTokenIndex(), 0));
        }
        behindOperator = false;
    }

    private void close(Deque<Token> open, Token token) {
        if (!open.isEmpty()) {
            closing.put(open.pop().getTokenIndex(), token.getTokenIndex());
        }
    }

    /** Whether the word {@code net}, {@code block} or {@code train} begins a declaration, wherever it stands. */
    boolean beginsDeclaration(Token word) {
        Token second = next(word);
        int third = next(second).getType();
        return second.getType() == NetLexer.OPEN_BRACE
                || (isName(second) && (third == NetLexer.OPEN_BRACE || third == NetLexer.OPEN_PARENTHESIS));
    }

    /** Whether the file has a net in it that says so, outside of which no layers stand. */
    boolean declaresNet() {
        return all.stream().anyMatch(token -> token.getType() == NetLexer.NET && beginsDeclaration(token));
    }

    /** The token behind this one that the parser sees. */
    Token next(Token token) {
        int i = token.getTokenIndex() + 1;
        while (i < all.size() && all.get(i).getChannel() != Token.DEFAULT_CHANNEL) {
            i++;
        }
        return all.get(Math.min(i, all.size() - 1));
    }

    static boolean isName(Token token) {
        return switch (token.getType()) {
            case NetLexer.NAME, NetLexer.NET, NetLexer.BLOCK, NetLexer.TRAIN, NetLexer.PACKAGE, NetLexer.IMPORT -> true;
            default -> false;
        };
    }

    /** Whether a statement can begin with it. */
    static boolean beginsStatement(Token token) {
        return switch (token.getType()) {
            case NetLexer.REPEAT, NetLexer.IF, NetLexer.AS, NetLexer.FROM, NetLexer.SHARE -> true;
            default -> token.getType() == NetLexer.NAME;
        };
    }

    /** Whether it is the first word of a net, a block or a train section. */
    static boolean isDeclaring(Token token) {
        return switch (token.getType()) {
            case NetLexer.NET, NetLexer.BLOCK, NetLexer.TRAIN -> true;
            default -> false;
        };
    }

    private static boolean isOperator(Token token) {
        return switch (token.getType()) {
            case NetLexer.AND,
                    NetLexer.OR,
                    NetLexer.NOT,
                    NetLexer.EQUAL,
                    NetLexer.NOT_EQUAL,
                    NetLexer.LESS,
                    NetLexer.LESS_EQUAL,
                    NetLexer.GREATER,
                    NetLexer.GREATER_EQUAL,
                    NetLexer.PLUS,
                    NetLexer.MINUS,
                    NetLexer.TIMES,
                    NetLexer.DIVIDE,
                    NetLexer.REMAINDER -> true;
            default -> false;
        };
    }

    private int offset(int codePoint) {
        return offsets == null ? codePoint : offsets[codePoint];
    }

    /** ANTLR counts code points where Java's strings count chars; null where both are the same. */
    private static int @Nullable [] offsetsOfCodePoints(String text) {
        int count = text.codePointCount(0, text.length());
        if (count == text.length()) {
            return null;
        }
        int[] offsets = new int[count + 1];
        for (int i = 0, offset = 0; i < count; i++) {
            offsets[i] = offset;
            offset += Character.charCount(text.codePointAt(offset));
        }
        offsets[count] = text.length();
        return offsets;
    }
}
