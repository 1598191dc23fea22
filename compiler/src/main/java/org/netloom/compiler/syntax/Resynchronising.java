package org.netloom.compiler.syntax;

import static org.netloom.grammar.NetParser.RULE_argument;
import static org.netloom.grammar.NetParser.RULE_arguments;
import static org.netloom.grammar.NetParser.RULE_body;
import static org.netloom.grammar.NetParser.RULE_expression;
import static org.netloom.grammar.NetParser.RULE_file;
import static org.netloom.grammar.NetParser.RULE_settings;

import java.util.HashSet;
import java.util.Set;
import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.InputMismatchException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.problem.Problem;
import org.netloom.grammar.NetLexer;
import org.netloom.grammar.NetParser;

/**
 * What the generated parser does at a mistake: one sentence, and on at the next layer, setting or declaration.
 *
 * <p>ANTLR calls {@link #sync} before every decision, {@link #recoverInline} where one certain token must come, and
 * {@link #recover} at the end of a rule that was left by an exception. {@code sync} sees nearly everything, because it
 * knows in which rule it is; after a report ANTLR's recovery mode lasts until the next token that matches, and what
 * goes wrong in between is the same mistake.
 */
final class Resynchronising extends DefaultErrorStrategy {
    private final Tokens tokens;
    private final SyntaxProblems found;
    private final Set<Integer> separatorsReported = new HashSet<>();

    Resynchronising(Tokens tokens, SyntaxProblems found) {
        this.tokens = tokens;
        this.found = found;
    }

    /** Leaves a rule whose mistake is reported. */
    private static final class Leave extends InputMismatchException {
        private static final long serialVersionUID = 1;

        Leave(Parser parser) {
            super(parser);
        }
    }

    @Override
    public void sync(Parser parser) {
        switch (parser.getContext().getRuleIndex()) {
            case RULE_file -> syncFile(parser);
            case RULE_body -> syncBlock(parser, "a layer");
            case RULE_settings -> syncBlock(parser, "a setting");
            case RULE_arguments -> syncArguments(parser);
            case RULE_argument, RULE_expression -> syncExpression(parser);
            default -> {}
        }
    }

    private void syncFile(Parser parser) {
        Token token = parser.getCurrentToken();
        boolean first = parser.getContext().getChildCount() == 0;
        if (isAny(token, NetLexer.NET, NetLexer.TRAIN, Token.EOF) || (first && token.getType() == NetLexer.PACKAGE)) {
            return;
        }
        if (token.getType() == NetLexer.PACKAGE) {
            report(parser, unexpected(token).help("a file names its package once, before everything else"));
        } else if (isAny(token, NetLexer.CLOSE_BRACE, NetLexer.CLOSE_PARENTHESIS)) {
            report(parser, Problem.error("syntax.unexpected", tokens.span(token), closesNothing(token)));
        } else {
            report(
                    parser,
                    expected("'net' or 'train'", token).help("layers stand in a net: net Name { input(1, 28, 28) … }"));
        }
        do {
            parser.consume();
        } while (!atDeclaration(parser) && parser.getCurrentToken().getType() != Token.EOF);
    }

    /** In braces: at a layer's or setting's name, at the closing brace, or out of them where one is missing. */
    private void syncBlock(Parser parser, String wanted) {
        while (true) {
            Token token = parser.getCurrentToken();
            if (atDeclaration(parser)) {
                reportUnclosed(parser);
                throw new Leave(parser);
            }
            if (Tokens.isName(token) || isAny(token, NetLexer.CLOSE_BRACE, Token.EOF)) {
                return;
            }
            reportInBlock(parser, token, wanted);
            skip(parser, token);
        }
    }

    private void reportInBlock(Parser parser, Token token, String wanted) {
        switch (token.getType()) {
            case NetLexer.COMMA, NetLexer.SEMICOLON -> {
                // Whoever separates by commas does so everywhere, and needs to hear it once.
                if (separatorsReported.add(token.getType())) {
                    report(parser, unexpected(token).help("white space is enough between them"));
                }
            }
            case NetLexer.CLOSE_PARENTHESIS ->
                report(parser, Problem.error("syntax.unexpected", tokens.span(token), closesNothing(token)));
            case NetLexer.EQUALS -> report(parser, unexpected(token).help("named arguments stand in parentheses"));
            case NetLexer.INTEGER, NetLexer.REAL, NetLexer.MINUS, NetLexer.STRING ->
                report(parser, expected(wanted, token).help("arguments stand in parentheses: conv(6, 5)"));
            default -> report(parser, expected(wanted, token));
        }
    }

    private void syncArguments(Parser parser) {
        Token token = parser.getCurrentToken();
        ParserRuleContext arguments = parser.getContext();
        boolean empty = arguments.getChildCount() == 1;
        if (token.getType() == NetLexer.CLOSE_PARENTHESIS
                || (empty ? beginsExpression(token) : token.getType() == NetLexer.COMMA)) {
            return;
        }
        Token open = arguments.getStart();
        if (tokens.closing(open) < 0) {
            report(
                    parser,
                    Problem.error("syntax.unclosed-parenthesis", tokens.span(token), expectedText("')'", token))
                            .related(tokens.span(open), "this one is not closed"));
        } else {
            report(parser, expected(empty ? "an argument or ')'" : "',' or ')'", token));
        }
        throw new Leave(parser);
    }

    private void syncExpression(Parser parser) {
        Token token = parser.getCurrentToken();
        Token second = tokens.next(token);
        if (token.getType() == NetLexer.MINUS && !isAny(second, NetLexer.INTEGER, NetLexer.REAL)) {
            report(parser, expected("a number behind '-'", second));
            throw new Leave(parser);
        }
        if (!beginsExpression(token)) {
            Token before = parser.getInputStream().LT(-1);
            boolean setting = parser.getContext().getParent() instanceof NetParser.SettingContext;
            report(
                    parser,
                    setting
                            ? expected("a value for " + Tokens.quote(before), token)
                                    .help("a setting is its name and its value: batch 256")
                            : expected("a value", token));
            throw new Leave(parser);
        }
    }

    @Override
    public Token recoverInline(Parser parser) {
        Token token = parser.getCurrentToken();
        ParserRuleContext context = parser.getContext();
        if (context instanceof NetParser.NameContext) {
            report(parser, expected(nameWanted(context.getParent()), token));
        } else if (context instanceof NetParser.BodyContext || context instanceof NetParser.SettingsContext) {
            if (context.getChildCount() == 0) {
                report(parser, expected("'{'", token));
                if (skippedToBrace(parser)) {
                    Token brace = parser.getCurrentToken();
                    parser.consume();
                    return brace;
                }
            } else {
                reportUnclosed(parser);
            }
        } else {
            String wanted = parser.getExpectedTokens().toString(parser.getVocabulary());
            report(parser, expected(wanted, token));
        }
        return getMissingSymbol(parser);
    }

    @Override
    public void recover(Parser parser, RecognitionException mistake) {
        if (parser.getContext() instanceof NetParser.ArgumentsContext arguments) {
            int end = tokens.closing(arguments.getStart());
            if (end >= 0) {
                while (parser.getCurrentToken().getTokenIndex() <= end) {
                    parser.consume();
                }
            } else {
                skipUnclosedArguments(parser);
            }
        }
    }

    @Override
    public void reportError(Parser parser, RecognitionException mistake) {
        if (!(mistake instanceof Leave)) {
            report(parser, unexpected(mistake.getOffendingToken()));
        }
    }

    /** Nobody can say where arguments end that nothing closes: at what could be the next layer. */
    private void skipUnclosedArguments(Parser parser) {
        while (true) {
            Token token = parser.getCurrentToken();
            boolean inArgument =
                    isAny(parser.getInputStream().LT(-1), NetLexer.COMMA, NetLexer.EQUALS, NetLexer.OPEN_PARENTHESIS)
                            || tokens.next(token).getType() == NetLexer.EQUALS;
            if (isAny(token, Token.EOF, NetLexer.OPEN_BRACE, NetLexer.CLOSE_BRACE)
                    || atDeclaration(parser)
                    || (Tokens.isName(token) && !inArgument)) {
                return;
            }
            parser.consume();
        }
    }

    /** Over one token, or over brackets with all that is in them. */
    private void skip(Parser parser, Token token) {
        int end = Math.max(tokens.closing(token), token.getTokenIndex());
        while (parser.getCurrentToken().getTokenIndex() <= end
                && parser.getCurrentToken().getType() != Token.EOF) {
            parser.consume();
        }
    }

    /** Forward to a brace that opens, if one comes before one that closes and before the next declaration. */
    private boolean skippedToBrace(Parser parser) {
        Token token = parser.getCurrentToken();
        while (!isAny(token, NetLexer.OPEN_BRACE, NetLexer.CLOSE_BRACE, NetLexer.NET, NetLexer.TRAIN, Token.EOF)) {
            token = tokens.next(token);
        }
        if (token.getType() != NetLexer.OPEN_BRACE) {
            return false;
        }
        while (parser.getCurrentToken() != token) {
            parser.consume();
        }
        return true;
    }

    private void reportUnclosed(Parser parser) {
        Token token = parser.getCurrentToken();
        report(
                parser,
                Problem.error("syntax.unclosed-brace", tokens.span(token), expectedText("'}'", token))
                        .related(tokens.span(parser.getContext().getStart()), "this one is not closed"));
    }

    private void report(Parser parser, Problem problem) {
        boolean sameMistake = inErrorRecoveryMode(parser) || tokens.isExcused(parser.getCurrentToken());
        beginErrorCondition(parser);
        if (!sameMistake) {
            found.add(problem);
        }
    }

    private Problem expected(String wanted, Token token) {
        return Problem.error("syntax.expected", tokens.span(token), expectedText(wanted, token));
    }

    private static String expectedText(String wanted, Token token) {
        return "expected %s before %s".formatted(wanted, Tokens.quote(token));
    }

    private Problem unexpected(@Nullable Token token) {
        Token place = token == null ? tokens.all().get(tokens.all().size() - 1) : token;
        return Problem.error("syntax.unexpected", tokens.span(place), Tokens.quote(place) + " does not belong here");
    }

    private static String closesNothing(Token token) {
        return Tokens.quote(token) + " closes nothing";
    }

    private static String nameWanted(@Nullable ParserRuleContext parent) {
        if (parent instanceof NetParser.NetContext) {
            return "a name for the net";
        }
        return parent instanceof NetParser.TrainContext
                ? "the name of the net to train"
                : "a part of the package's name";
    }

    private boolean atDeclaration(Parser parser) {
        Token token = parser.getCurrentToken();
        return isAny(token, NetLexer.NET, NetLexer.TRAIN) && tokens.beginsDeclaration(token);
    }

    private static boolean beginsExpression(Token token) {
        return Tokens.isName(token) || isAny(token, NetLexer.INTEGER, NetLexer.REAL, NetLexer.STRING, NetLexer.MINUS);
    }

    private static boolean isAny(@Nullable Token token, int... types) {
        for (int type : types) {
            if (token != null && token.getType() == type) {
                return true;
            }
        }
        return false;
    }
}
