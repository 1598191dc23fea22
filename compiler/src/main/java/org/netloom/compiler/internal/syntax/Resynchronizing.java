package org.netloom.compiler.internal.syntax;

import static org.netloom.grammar.NetParser.RULE_argument;
import static org.netloom.grammar.NetParser.RULE_arguments;
import static org.netloom.grammar.NetParser.RULE_body;
import static org.netloom.grammar.NetParser.RULE_expression;
import static org.netloom.grammar.NetParser.RULE_file;
import static org.netloom.grammar.NetParser.RULE_parameters;
import static org.netloom.grammar.NetParser.RULE_settings;
import static org.netloom.grammar.NetParser.RULE_values;

import java.util.HashSet;
import java.util.Set;
import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.InputMismatchException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.train.TrainKey;
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
final class Resynchronizing extends DefaultErrorStrategy {
    private final Tokens tokens;
    private final SyntaxProblems found;
    private final Set<Integer> separatorsReported = new HashSet<>();

    Resynchronizing(Tokens tokens, SyntaxProblems found) {
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
            case RULE_arguments, RULE_parameters -> syncArguments(parser);
            case RULE_argument, RULE_expression -> syncExpression(parser);
            case RULE_values -> syncValues(parser);
            default -> {}
        }
    }

    private void syncFile(Parser parser) {
        boolean bare = !tokens.declaresNet();
        while (!mayBeginInFile(parser, bare)) {
            Token token = parser.getCurrentToken();
            if (token.getType() == NetLexer.PACKAGE) {
                report(parser, unexpected(token).help("a file names its package once, before everything else"));
            } else if (isAny(token, NetLexer.CLOSE_BRACE, NetLexer.CLOSE_PARENTHESIS)) {
                report(parser, Problem.error("syntax.unexpected", tokens.span(token), closesNothing(token)));
            } else if (bare) {
                reportInBlock(parser, token, "a layer");
            } else {
                report(parser, outsideOfNets(tokens, token));
            }
            do {
                parser.consume();
                token = parser.getCurrentToken();
            } while (!atDeclaration(parser)
                    && token.getType() != Token.EOF
                    && !(bare && (Tokens.beginsStatement(token) || token.getType() == NetLexer.CLOSE_BRACE)));
        }
    }

    /** Layers, or anything else, where a file with nets goes on. */
    static Problem outsideOfNets(Tokens tokens, Token token) {
        return Problem.error("syntax.expected", tokens.span(token), expectedText("'net', 'block' or 'train'", token))
                .help("in a file with nets, layers stand in one: net Name { input(1, 28, 28) … }");
    }

    private boolean mayBeginInFile(Parser parser, boolean bare) {
        Token token = parser.getCurrentToken();
        ParserRuleContext file = parser.getContext();
        return Tokens.isDeclaring(token)
                || token.getType() == Token.EOF
                || (token.getType() == NetLexer.PACKAGE && file.getChildCount() == 0)
                || token.getType() == NetLexer.IMPORT
                || (bare && Tokens.beginsStatement(token));
    }

    /** In braces: at a layer's or setting's name, at the closing brace, or out of them where one is missing. */
    private void syncBlock(Parser parser, String wanted) {
        while (true) {
            Token token = parser.getCurrentToken();
            if (atDeclaration(parser)) {
                reportUnclosed(parser);
                throw new Leave(parser);
            }
            boolean layers = parser.getContext() instanceof NetParser.BodyContext;
            if (isAny(token, NetLexer.CLOSE_BRACE, Token.EOF)
                    || (layers
                            ? Tokens.beginsStatement(token) || token.getType() == NetLexer.BAR
                            : Tokens.isName(token))) {
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
            case NetLexer.ELSE -> report(parser, expected(wanted, token).help("else follows the '}' of an if"));
            case NetLexer.OR -> report(parser, expected(wanted, token).help("an empty branch is written id"));
            default -> report(parser, expected(wanted, token));
        }
    }

    private void syncArguments(Parser parser) {
        Token token = parser.getCurrentToken();
        ParserRuleContext arguments = parser.getContext();
        boolean empty = arguments.getChildCount() == 1;
        if (token.getType() == NetLexer.CLOSE_PARENTHESIS
                || (empty ? beginsExpression(token) && !atDeclaration(parser) : token.getType() == NetLexer.COMMA)) {
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

    private void syncValues(Parser parser) {
        Token token = parser.getCurrentToken();
        TrainKey key = TrainKey.of(parser.getInputStream().LT(-1).getText());
        boolean first =
                parser.getContext().getChildCount() == 0 && (key == null || key.arity() != TrainKey.Values.NONE);
        if (first && token.getType() != NetLexer.OPEN_BRACE) {
            requireExpression(parser, token, token.getType() == NetLexer.OPEN_PARENTHESIS);
        }
    }

    private void syncExpression(Parser parser) {
        Token token = parser.getCurrentToken();
        if (parser.getContext().getChildCount() > 0) {
            // Behind an operand: an operator, or what ends the expression.
            return;
        }
        // Layers among settings: what stands in their parentheses is no value.
        boolean layer = token.getType() == NetLexer.OPEN_PARENTHESIS
                && parser.getContext().getParent() instanceof NetParser.ValueContext;
        requireExpression(parser, token, layer);
    }

    private void requireExpression(Parser parser, Token token, boolean layer) {
        if (!beginsExpression(token) || atDeclaration(parser) || layer) {
            report(parser, valueWanted(parser, token));
            throw new Leave(parser);
        }
    }

    private Problem valueWanted(Parser parser, Token token) {
        Token before = parser.getInputStream().LT(-1);
        ParserRuleContext parent = parser.getContext().getParent();
        if (parent instanceof NetParser.ValueContext || parent instanceof NetParser.SettingContext) {
            return expected("a value for " + Tokens.quote(before), token)
                    .help("a setting is its name and its value: batch 256");
        }
        if (before != null && before.getType() == NetLexer.EQUALS && token.getType() == NetLexer.EQUALS) {
            return expected("a value", token).help("'==' compares");
        }
        return parent instanceof NetParser.RepeatContext
                ? expected("how often to repeat", token).help("write repeat 3 { … }")
                : expected("a value", token);
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
                if (isInside(context.getParent())) {
                    // What follows is not its body but stands behind it.
                    throw new Leave(parser);
                }
            } else {
                reportUnclosed(parser);
            }
        } else if (context instanceof NetParser.ConditionContext) {
            String wanted = context.getChildCount() == 0 ? "'('" : "')'";
            String way = token.getType() == NetLexer.EQUALS ? "'==' compares" : "write if (in.c == 64) { … }";
            report(parser, expected(wanted, token).help(way));
            if (context.getChildCount() > 0) {
                skipToClosing(parser, context.getStart());
            }
        } else {
            String wanted = parser.getExpectedTokens().toString(parser.getVocabulary());
            report(parser, expected(wanted, token));
        }
        return getMissingSymbol(parser);
    }

    @Override
    public void recover(Parser parser, RecognitionException mistake) {
        ParserRuleContext context = parser.getContext();
        if (context instanceof NetParser.ArgumentsContext || context instanceof NetParser.ParametersContext) {
            if (tokens.closing(context.getStart()) >= 0) {
                skipToClosing(parser, context.getStart());
            } else {
                skipUnclosedArguments(parser);
            }
        } else if (isBehindAValue(context)) {
            context.exception = null;
        }
    }

    /** The setting is whole; what comes is for the section to say something of. */
    private static boolean isBehindAValue(ParserRuleContext context) {
        return context instanceof NetParser.ValuesContext values
                && !values.value().isEmpty();
    }

    /** Over the rest of what stands in these brackets, where they are closed. */
    private void skipToClosing(Parser parser, Token open) {
        int end = tokens.closing(open);
        while (parser.getCurrentToken().getTokenIndex() <= end) {
            parser.consume();
        }
    }

    /** Whether a body of this is one inside of a net or a block. */
    private static boolean isInside(@Nullable ParserRuleContext parent) {
        return !(parent instanceof NetParser.NetContext
                || parent instanceof NetParser.BlockContext
                || parent instanceof NetParser.TrainContext);
    }

    @Override
    public void reportError(Parser parser, RecognitionException mistake) {
        if (!(mistake instanceof Leave) && !isBehindAValue(parser.getContext())) {
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
        while (!isAny(token, NetLexer.OPEN_BRACE, NetLexer.CLOSE_BRACE, Token.EOF) && !Tokens.isDeclaring(token)) {
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
        if (parent instanceof NetParser.BlockContext) {
            return "a name for the block";
        }
        if (parent instanceof NetParser.ParameterContext) {
            return "the name of a parameter";
        }
        if (parent instanceof NetParser.NamingContext || parent instanceof NetParser.SharingContext) {
            return "a name";
        }
        if (parent instanceof NetParser.ContinuationContext) {
            return "the name of a value";
        }
        if (parent instanceof NetParser.ExpressionContext) {
            return "a size of the incoming shape, as in.c";
        }
        return parent instanceof NetParser.TrainContext
                ? "the name of the net to train"
                : "a part of the package's name";
    }

    private boolean atDeclaration(Parser parser) {
        Token token = parser.getCurrentToken();
        return Tokens.isDeclaring(token) && tokens.beginsDeclaration(token);
    }

    private static boolean beginsExpression(Token token) {
        return Tokens.isName(token)
                || isAny(
                        token,
                        NetLexer.INTEGER,
                        NetLexer.REAL,
                        NetLexer.STRING,
                        NetLexer.MINUS,
                        NetLexer.NOT,
                        NetLexer.OPEN_PARENTHESIS);
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
