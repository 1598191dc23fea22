package org.netloom.compiler.internal.syntax;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ErrorNode;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.source.Span;
import org.netloom.grammar.NetLexer;
import org.netloom.grammar.NetParser;

/** From ANTLR's parse tree to the values of the syntax tree: literals, names, calls, and what operators make of them. */
final class ExpressionBuilder {
    private static final String ESCAPES = "\"\\nt";
    private static final String ESCAPED = "\"\\\n\t";

    private final Tokens tokens;
    private final SyntaxProblems found;
    private int unreadable;

    ExpressionBuilder(Tokens tokens, SyntaxProblems found) {
        this.tokens = tokens;
        this.found = found;
    }

    /** How many values could not be read so far, each of which is reported. */
    int unreadable() {
        return unreadable;
    }

    /** Null where there is a mistake in it, which is reported. */
    NetFile.@Nullable Expression whole(NetParser.@Nullable ExpressionContext expression) {
        int before = unreadable;
        NetFile.Expression read = expression != null && isWhole(expression) ? expression(expression) : null;
        return unreadable == before ? read : null;
    }

    NetFile.Call call(NetParser.CallContext call) {
        return call(name(call.name()), call.arguments(), tokens.span(call));
    }

    /** A call as far as it can be read. */
    NetFile.Call call(NetFile.Name name, NetParser.@Nullable ArgumentsContext written, Span span) {
        List<NetFile.Argument> arguments = new ArrayList<>();
        if (written != null) {
            for (NetParser.ArgumentContext argument : written.argument()) {
                NetFile.Expression value = isWhole(argument) ? expression(argument.expression()) : null;
                if (value != null) {
                    NetFile.Name parameter = argument.name() == null ? null : name(argument.name());
                    arguments.add(new NetFile.Argument(parameter, value, tokens.span(argument)));
                }
            }
        }
        return new NetFile.Call(name, arguments, written != null, span);
    }

    /** Null where the text is no value, which is reported. */
    NetFile.@Nullable Expression expression(NetParser.ExpressionContext expression) {
        if (expression.INTEGER() != null) {
            return integer(expression, "");
        }
        if (expression.REAL() != null) {
            return real(expression, "");
        }
        if (expression.STRING() != null) {
            return text(expression.STRING().getSymbol());
        }
        if (expression.DOT() != null) {
            return new NetFile.Size(name(expression.name(0)), name(expression.name(1)), tokens.span(expression));
        }
        if (expression.call() != null) {
            return named(call(expression.call()));
        }
        if (expression.OPEN_PARENTHESIS() != null) {
            return expression.expression().size() == 1 ? expression(expression.expression(0)) : several(expression);
        }
        return expression.expression().size() == 1 ? unary(expression) : binary(expression);
    }

    /** Two values are a pair, or as more are, numbers. */
    private NetFile.@Nullable Expression several(NetParser.ExpressionContext parentheses) {
        List<NetFile.Expression> values = new ArrayList<>();
        for (NetParser.ExpressionContext written : parentheses.expression()) {
            NetFile.Expression value = expression(written);
            if (value != null) {
                values.add(value);
            }
        }
        if (values.size() < parentheses.expression().size()) {
            return null;
        }
        Span span = tokens.span(parentheses);
        return values.size() == 2
                ? new NetFile.Both(values.get(0), values.get(1), span)
                : new NetFile.Several(values, span);
    }

    private static NetFile.Expression named(NetFile.Call call) {
        boolean bare = !call.parentheses();
        return switch (call.name().text()) {
            case "true" -> bare ? new NetFile.BooleanLiteral(true, call.span()) : call;
            case "false" -> bare ? new NetFile.BooleanLiteral(false, call.span()) : call;
            default -> call;
        };
    }

    private NetFile.@Nullable Expression unary(NetParser.ExpressionContext expression) {
        NetParser.ExpressionContext operand = expression.expression(0);
        if (expression.MINUS() != null && operand.INTEGER() != null) {
            return integer(expression, "-");
        }
        if (expression.MINUS() != null && operand.REAL() != null) {
            return real(expression, "-");
        }
        NetFile.Expression value = expression(operand);
        NetFile.Operator operator = expression.MINUS() != null ? NetFile.Operator.MINUS_SIGN : NetFile.Operator.NOT;
        return value == null ? null : new NetFile.Unary(operator, value, tokens.span(expression));
    }

    private NetFile.@Nullable Expression binary(NetParser.ExpressionContext expression) {
        NetFile.Expression left = expression(expression.expression(0));
        NetFile.Expression right = expression(expression.expression(1));
        Token symbol = ((TerminalNode) expression.getChild(1)).getSymbol();
        return left == null || right == null
                ? null
                : new NetFile.Binary(operator(symbol.getType()), left, right, tokens.span(expression));
    }

    private static NetFile.Operator operator(int token) {
        return switch (token) {
            case NetLexer.TIMES -> NetFile.Operator.TIMES;
            case NetLexer.DIVIDE -> NetFile.Operator.DIVIDE;
            case NetLexer.REMAINDER -> NetFile.Operator.REMAINDER;
            case NetLexer.PLUS -> NetFile.Operator.PLUS;
            case NetLexer.MINUS -> NetFile.Operator.MINUS;
            case NetLexer.LESS -> NetFile.Operator.LESS;
            case NetLexer.LESS_EQUAL -> NetFile.Operator.LESS_EQUAL;
            case NetLexer.GREATER -> NetFile.Operator.GREATER;
            case NetLexer.GREATER_EQUAL -> NetFile.Operator.GREATER_EQUAL;
            case NetLexer.EQUAL -> NetFile.Operator.EQUAL;
            case NetLexer.NOT_EQUAL -> NetFile.Operator.NOT_EQUAL;
            case NetLexer.AND -> NetFile.Operator.AND;
            case NetLexer.OR -> NetFile.Operator.OR;
            default -> throw new IllegalArgumentException("no operator: " + token);
        };
    }

    /** The literal in an expression, or behind the sign in it. */
    private NetFile.@Nullable Expression integer(NetParser.ExpressionContext expression, String sign) {
        TerminalNode literal =
                sign.isEmpty() ? expression.INTEGER() : expression.expression(0).INTEGER();
        if (tokens.isMalformed(literal.getSymbol())) {
            unreadable++;
            return null;
        }
        String digits = sign + literal.getText();
        if (digits.length() > 20 || new BigInteger(digits).bitLength() > 63) {
            return tooLarge(expression, "the largest integer is " + Long.MAX_VALUE);
        }
        return new NetFile.IntegerLiteral(Long.parseLong(digits), tokens.span(expression));
    }

    private NetFile.@Nullable Expression real(NetParser.ExpressionContext expression, String sign) {
        TerminalNode literal =
                sign.isEmpty() ? expression.REAL() : expression.expression(0).REAL();
        double value = Double.parseDouble(sign + literal.getText());
        if (Double.isInfinite(value)) {
            return tooLarge(expression, "the largest number is " + Double.MAX_VALUE);
        }
        return new NetFile.RealLiteral(value, tokens.span(expression));
    }

    private NetFile.@Nullable Expression tooLarge(ParserRuleContext number, String largest) {
        unreadable++;
        found.add(Problem.error(
                        "syntax.number-too-large",
                        tokens.span(number),
                        Tokens.quote(number.getText()) + " is too large")
                .help(largest));
        return null;
    }

    NetFile.@Nullable Expression text(Token token) {
        if (tokens.isMalformed(token)) {
            unreadable++;
            return null;
        }
        Span span = tokens.span(token);
        String quoted = token.getText();
        StringBuilder value = new StringBuilder();
        int i = 1;
        while (i < quoted.length() - 1) {
            char c = quoted.charAt(i++);
            if (c == '\\') {
                c = quoted.charAt(i++);
                int escape = ESCAPES.indexOf(c);
                if (escape < 0) {
                    unreadable++;
                    found.add(badEscape(new Span(span.file(), span.start() + i - 2, span.start() + i)));
                    return null;
                }
                c = ESCAPED.charAt(escape);
            }
            value.append(c);
        }
        return new NetFile.TextLiteral(value.toString(), span);
    }

    private static Problem badEscape(Span span) {
        return Problem.error("syntax.bad-escape", span, Tokens.quote(span.text()) + " stands for nothing in text")
                .help("\\\\ is a backslash, \\\" a quotation mark, \\n a new line, \\t a tab");
    }

    NetFile.Name name(NetParser.NameContext name) {
        return new NetFile.Name(name.getText(), tokens.span(name));
    }

    static boolean isWhole(@Nullable ParseTree tree) {
        if (tree == null
                || tree instanceof ErrorNode
                || (tree instanceof NetParser.NameContext && tree.getChildCount() == 0)
                || (tree instanceof ParserRuleContext context && context.exception != null)) {
            return false;
        }
        for (int i = 0; i < tree.getChildCount(); i++) {
            if (!isWhole(tree.getChild(i))) {
                return false;
            }
        }
        return true;
    }
}
