package org.netloom.compiler.syntax;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ErrorNode;
import org.antlr.v4.runtime.tree.ParseTree;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.source.Span;
import org.netloom.grammar.NetLexer;
import org.netloom.grammar.NetParser;

/**
 * From ANTLR's parse tree to the project's syntax tree. What holds a mistake is left out (a setting, a declaration
 * without a name) or becomes a {@link NetFile.BrokenCall}.
 */
final class TreeBuilder {
    private static final String ESCAPES = "\"\\nt";
    private static final String ESCAPED = "\"\\\n\t";

    private final Tokens tokens;
    private final SyntaxProblems found;
    private int unreadable;

    TreeBuilder(Tokens tokens, SyntaxProblems found) {
        this.tokens = tokens;
        this.found = found;
    }

    NetFile file(NetParser.FileContext file) {
        List<NetFile.Declaration> declarations = new ArrayList<>();
        for (NetParser.DeclarationContext declaration : file.declaration()) {
            if (declaration.net() != null && isWhole(declaration.net().name())) {
                declarations.add(net(declaration.net()));
            } else if (declaration.train() != null
                    && isWhole(declaration.train().name())) {
                declarations.add(train(declaration.train()));
            }
        }
        return new NetFile(tokens.source(), packageName(file.packageClause()), declarations);
    }

    private NetFile.@Nullable Name packageName(NetParser.@Nullable PackageClauseContext clause) {
        if (clause == null || !isWhole(clause.qualifiedName())) {
            return null;
        }
        NetParser.QualifiedNameContext name = clause.qualifiedName();
        String text = name.name().stream().map(ParserRuleContext::getText).collect(Collectors.joining("."));
        return new NetFile.Name(text, span(name));
    }

    private NetFile.Net net(NetParser.NetContext net) {
        String doc = tokens.documentationBefore(net.getStart());
        return new NetFile.Net(name(net.name()), doc, statements(net.body()), span(net));
    }

    private List<NetFile.Statement> statements(NetParser.@Nullable BodyContext body) {
        List<NetFile.Statement> statements = new ArrayList<>();
        if (body == null) {
            return statements;
        }
        for (int i = 0; i < body.getChildCount(); i++) {
            ParseTree child = body.getChild(i);
            if (child instanceof NetParser.CallContext call) {
                int before = unreadable;
                NetFile.Call read = call(call);
                boolean whole = isWhole(call) && unreadable == before;
                statements.add(whole ? read : new NetFile.BrokenCall(read));
            } else if (child instanceof ErrorNode skipped && !isHarmless(skipped.getSymbol())) {
                breakLast(statements);
            }
        }
        return statements;
    }

    /** What was skipped behind a call was probably meant for it: {@code conv 6}. */
    private static void breakLast(List<NetFile.Statement> statements) {
        int last = statements.size() - 1;
        if (last >= 0 && statements.get(last) instanceof NetFile.Call call) {
            statements.set(last, new NetFile.BrokenCall(call));
        }
    }

    private NetFile.Train train(NetParser.TrainContext train) {
        List<NetFile.Setting> settings = new ArrayList<>();
        if (train.settings() != null) {
            for (NetParser.SettingContext setting : train.settings().setting()) {
                int before = unreadable;
                NetFile.Expression value = isWhole(setting) ? expression(setting.expression()) : null;
                if (value != null && unreadable == before) {
                    settings.add(new NetFile.Setting(name(setting.name()), value, span(setting)));
                }
            }
        }
        return new NetFile.Train(name(train.name()), settings, span(train));
    }

    /** A call as far as it can be read. */
    private NetFile.Call call(NetParser.CallContext call) {
        List<NetFile.Argument> arguments = new ArrayList<>();
        if (call.arguments() != null) {
            for (NetParser.ArgumentContext argument : call.arguments().argument()) {
                NetFile.Expression value = isWhole(argument) ? expression(argument.expression()) : null;
                if (value != null) {
                    NetFile.Name name = argument.name() == null ? null : name(argument.name());
                    arguments.add(new NetFile.Argument(name, value, span(argument)));
                }
            }
        }
        return new NetFile.Call(name(call.name()), arguments, call.arguments() != null, span(call));
    }

    /** Null where the text is no value, which is reported. */
    private NetFile.@Nullable Expression expression(NetParser.ExpressionContext expression) {
        if (expression.INTEGER() != null) {
            return integer(expression);
        }
        if (expression.REAL() != null) {
            return real(expression);
        }
        if (expression.STRING() != null) {
            return text(expression.STRING().getSymbol());
        }
        NetFile.Call call = call(expression.call());
        boolean bare = !call.parentheses();
        return switch (call.name().text()) {
            case "true" -> bare ? new NetFile.BooleanLiteral(true, call.span()) : call;
            case "false" -> bare ? new NetFile.BooleanLiteral(false, call.span()) : call;
            default -> call;
        };
    }

    private NetFile.@Nullable Expression integer(NetParser.ExpressionContext expression) {
        if (tokens.isMalformed(expression.INTEGER().getSymbol())) {
            unreadable++;
            return null;
        }
        String digits = expression.getText();
        if (digits.length() > 20 || new BigInteger(digits).bitLength() > 63) {
            return tooLarge(expression, "the largest integer is " + Long.MAX_VALUE);
        }
        return new NetFile.IntegerLiteral(Long.parseLong(digits), span(expression));
    }

    private NetFile.@Nullable Expression real(NetParser.ExpressionContext expression) {
        double value = Double.parseDouble(expression.getText());
        if (Double.isInfinite(value)) {
            return tooLarge(expression, "the largest number is " + Double.MAX_VALUE);
        }
        return new NetFile.RealLiteral(value, span(expression));
    }

    private NetFile.@Nullable Expression tooLarge(ParserRuleContext number, String largest) {
        unreadable++;
        found.add(
                Problem.error("syntax.number-too-large", span(number), Tokens.quote(number.getText()) + " is too large")
                        .help(largest));
        return null;
    }

    private NetFile.@Nullable Expression text(Token token) {
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

    private NetFile.Name name(NetParser.NameContext name) {
        return new NetFile.Name(name.getText(), span(name));
    }

    private Span span(ParserRuleContext context) {
        Token stop = context.getStop();
        return tokens.span(context.getStart(), stop == null ? context.getStart() : stop);
    }

    private static boolean isWhole(@Nullable ParseTree tree) {
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

    /** A separator too many, or the brace that was missing: the call before it is what it was meant to be. */
    private static boolean isHarmless(Token skipped) {
        return switch (skipped.getType()) {
            case NetLexer.COMMA, NetLexer.SEMICOLON, NetLexer.CLOSE_PARENTHESIS -> true;
            default -> skipped.getTokenIndex() < 0;
        };
    }
}
