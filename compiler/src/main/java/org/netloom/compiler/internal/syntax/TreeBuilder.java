package org.netloom.compiler.internal.syntax;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
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
        List<ParseTree> loose = new ArrayList<>();
        boolean bare = !tokens.declaresNet();
        boolean outside = false;
        boolean begun = false;
        for (ParseTree child : file.children) {
            if (child instanceof NetParser.ImportClauseContext clause && begun && isWhole(clause)) {
                found.add(Problem.error(
                                "syntax.unexpected", tokens.span(clause.getStart()), "'import' does not belong here")
                        .help("imports come before everything but the package"));
            } else if (child instanceof NetParser.ItemContext item) {
                begun = true;
                boolean stray = !bare && item.statement() != null;
                if (stray) {
                    if (!outside && isWhole(item)) {
                        found.add(Resynchronizing.outsideOfNets(tokens, item.getStart()));
                    }
                    outside = true;
                    continue;
                }
                outside = false;
                NetFile.Declaration declaration = declaration(item);
                if (declaration != null) {
                    declarations.add(declaration);
                } else if (item.statement() != null && item.statement().getChildCount() > 0) {
                    loose.add(item.statement());
                }
            } else if (!loose.isEmpty() && child instanceof ErrorNode) {
                loose.add(child);
            }
        }
        if (!loose.isEmpty()) {
            declarations.add(0, bare(file, loose));
        }
        return new NetFile(tokens.source(), packageName(file.packageClause()), imports(file), declarations);
    }

    /** Null where its name is missing, which is reported, or where it is none. */
    private NetFile.@Nullable Declaration declaration(NetParser.ItemContext item) {
        if (item.net() != null && isWhole(item.net().name())) {
            return net(item.net());
        }
        if (item.block() != null && isWhole(item.block().name())) {
            return block(item.block());
        }
        return item.train() != null && isWhole(item.train().name()) ? train(item.train()) : null;
    }

    private List<NetFile.Import> imports(NetParser.FileContext file) {
        List<NetFile.Import> imports = new ArrayList<>();
        for (NetParser.ImportClauseContext clause : file.importClause()) {
            NetFile.Expression path = isWhole(clause) ? text(clause.STRING().getSymbol()) : null;
            if (path instanceof NetFile.TextLiteral text) {
                imports.add(new NetFile.Import(text, span(clause)));
            }
        }
        return imports;
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
        List<NetFile.Statement> body = statements(net.body());
        return new NetFile.Net(name(net.name()), doc, parameters(net.parameters()), body, false, span(net));
    }

    private NetFile.Block block(NetParser.BlockContext block) {
        String doc = tokens.documentationBefore(block.getStart());
        List<NetFile.Statement> body = statements(block.body());
        return new NetFile.Block(name(block.name()), doc, parameters(block.parameters()), body, span(block));
    }

    /** The statements outside of a net: the file's name, {@code lenet_bn.net}, becomes {@code LeNetBn}. */
    private NetFile.Net bare(NetParser.FileContext file, List<ParseTree> loose) {
        Span first = span((ParserRuleContext) loose.get(0));
        String doc = file.packageClause() == null && file.importClause().isEmpty()
                ? tokens.documentationBefore(((ParserRuleContext) loose.get(0)).getStart())
                : null;
        NetFile.Name name = new NetFile.Name(BareName.of(tokens.source()), first);
        List<NetFile.Statement> body = sequence(loose);
        Span last = body.get(body.size() - 1).span();
        return new NetFile.Net(name, doc, List.of(), body, true, first.to(last));
    }

    private List<NetFile.Parameter> parameters(NetParser.@Nullable ParametersContext parameters) {
        List<NetFile.Parameter> list = new ArrayList<>();
        if (parameters != null) {
            for (NetParser.ParameterContext parameter : parameters.parameter()) {
                if (isWhole(parameter.name())) {
                    NetParser.ExpressionContext value = parameter.expression();
                    list.add(new NetFile.Parameter(
                            name(parameter.name()),
                            isWhole(value) && value != null ? expression(value) : null,
                            span(parameter)));
                }
            }
        }
        return list;
    }

    /** What stands in braces that hold one sequence. */
    private List<NetFile.Statement> statements(NetParser.@Nullable BodyContext body) {
        if (body == null || body.children == null) {
            return List.of();
        }
        for (TerminalNode bar : body.BAR()) {
            if (isWhole(bar)) {
                found.add(Problem.error("syntax.stray-bar", tokens.span(bar.getSymbol()), "'|' separates nothing here")
                        .help("it stands between the branches of a merge: add { conv(8, 3, pad=1) | id }"));
                break;
            }
        }
        return sequence(body.children);
    }

    private List<NetFile.Branch> branches(NetParser.BodyContext body) {
        List<NetFile.Branch> branches = new ArrayList<>();
        List<ParseTree> children = body.children;
        int from = 1;
        for (int i = 1; i < children.size(); i++) {
            boolean last = i == children.size() - 1;
            if (last || (children.get(i) instanceof TerminalNode node && isType(node, NetLexer.BAR))) {
                Span before = tokens.span(start(children.get(from - 1)));
                Token behind = start(children.get(i));
                // A brace that is missing, which is reported, is nowhere.
                int end = behind.getTokenIndex() < 0
                        ? before.end()
                        : tokens.span(behind).start();
                branches.add(new NetFile.Branch(
                        sequence(children.subList(from, i)),
                        new Span(before.file(), before.end(), Math.max(before.end(), end))));
                from = i + 1;
            }
        }
        return branches;
    }

    private static boolean isType(TerminalNode node, int type) {
        return !(node instanceof ErrorNode) && node.getSymbol().getType() == type;
    }

    private static Token start(ParseTree tree) {
        return tree instanceof TerminalNode node ? node.getSymbol() : ((ParserRuleContext) tree).getStart();
    }

    private List<NetFile.Statement> sequence(List<ParseTree> children) {
        List<NetFile.Statement> statements = new ArrayList<>();
        for (ParseTree child : children) {
            if (child instanceof NetParser.StatementContext statement && statement.getChildCount() > 0) {
                statements.add(statement(statement));
            } else if (child instanceof ErrorNode skipped && !isHarmless(skipped.getSymbol())) {
                breakLast(statements);
            }
        }
        return statements;
    }

    private NetFile.Statement statement(NetParser.StatementContext statement) {
        if (statement.step() != null) {
            return step(statement.step());
        }
        if (statement.repeat() != null) {
            return repeat(statement.repeat());
        }
        if (statement.choice() != null) {
            return choice(statement.choice());
        }
        if (statement.sharing() != null) {
            NetParser.SharingContext sharing = statement.sharing();
            List<NetFile.Statement> body = sharing.body() == null ? null : statements(sharing.body());
            return isWhole(sharing.name())
                    ? new NetFile.Share(name(sharing.name()), body, span(sharing))
                    : new NetFile.Broken(body == null ? List.of() : body, span(sharing));
        }
        NetParser.NameContext name = statement.naming() != null
                ? statement.naming().name()
                : statement.continuation().name();
        if (!isWhole(name)) {
            return new NetFile.Broken(List.of(), span(statement));
        }
        return statement.naming() != null
                ? new NetFile.As(name(name), span(statement))
                : new NetFile.From(name(name), span(statement));
    }

    private NetFile.Statement step(NetParser.StepContext step) {
        int before = unreadable;
        NetParser.LayerContext layer = step.layer();
        NetFile.Name name = new NetFile.Name(
                layer.NAME().getText(), tokens.span(layer.NAME().getSymbol()));
        NetFile.Call call = call(name, layer.arguments(), span(layer));
        boolean whole = isWhole(layer) && unreadable == before;
        if (step.body() != null) {
            List<NetFile.Branch> branches = branches(step.body());
            // Where the mistake is right behind the brace, which is reported, there is no branch at all.
            if (whole && !branches.isEmpty()) {
                return new NetFile.Merge(call, branches, span(step));
            }
            List<NetFile.Statement> inside = new ArrayList<>();
            branches.forEach(branch -> inside.addAll(branch.body()));
            return new NetFile.Broken(inside, span(step));
        }
        return whole ? call : new NetFile.BrokenCall(call);
    }

    private NetFile.Statement repeat(NetParser.RepeatContext repeat) {
        NetFile.Expression count = whole(repeat.expression());
        List<NetFile.Statement> body = statements(repeat.body());
        return count == null || repeat.body() == null || repeat.body().OPEN_BRACE() == null
                ? new NetFile.Broken(body, span(repeat))
                : new NetFile.Repeat(count, body, span(repeat));
    }

    private NetFile.Statement choice(NetParser.ChoiceContext choice) {
        List<NetFile.Case> cases = new ArrayList<>();
        List<NetFile.Statement> all = new ArrayList<>();
        List<NetFile.Statement> otherwise = null;
        boolean broken = choice.body().size() < choice.condition().size();
        for (int i = 0; i < choice.body().size(); i++) {
            List<NetFile.Statement> body = statements(choice.body(i));
            all.addAll(body);
            if (i < choice.condition().size()) {
                NetParser.ConditionContext written = choice.condition(i);
                NetFile.Expression condition = isWhole(written) ? whole(written.expression()) : null;
                if (condition == null) {
                    broken = true;
                } else {
                    cases.add(new NetFile.Case(condition, body));
                }
            } else {
                otherwise = body;
            }
        }
        return broken ? new NetFile.Broken(all, span(choice)) : new NetFile.If(cases, otherwise, span(choice));
    }

    /** Null where there is a mistake in it, which is reported. */
    private NetFile.@Nullable Expression whole(NetParser.@Nullable ExpressionContext expression) {
        int before = unreadable;
        NetFile.Expression read = expression != null && isWhole(expression) ? expression(expression) : null;
        return unreadable == before ? read : null;
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

    private NetFile.Call call(NetParser.CallContext call) {
        return call(name(call.name()), call.arguments(), span(call));
    }

    /** A call as far as it can be read. */
    private NetFile.Call call(NetFile.Name name, NetParser.@Nullable ArgumentsContext written, Span span) {
        List<NetFile.Argument> arguments = new ArrayList<>();
        if (written != null) {
            for (NetParser.ArgumentContext argument : written.argument()) {
                NetFile.Expression value = isWhole(argument) ? expression(argument.expression()) : null;
                if (value != null) {
                    NetFile.Name parameter = argument.name() == null ? null : name(argument.name());
                    arguments.add(new NetFile.Argument(parameter, value, span(argument)));
                }
            }
        }
        return new NetFile.Call(name, arguments, written != null, span);
    }

    /** Null where the text is no value, which is reported. */
    private NetFile.@Nullable Expression expression(NetParser.ExpressionContext expression) {
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
            return new NetFile.Size(name(expression.name(0)), name(expression.name(1)), span(expression));
        }
        if (expression.call() != null) {
            return named(call(expression.call()));
        }
        if (expression.OPEN_PARENTHESIS() != null) {
            return expression.expression().size() == 1 ? expression(expression.expression(0)) : both(expression);
        }
        return expression.expression().size() == 1 ? unary(expression) : binary(expression);
    }

    private NetFile.@Nullable Expression both(NetParser.ExpressionContext pair) {
        List<NetParser.ExpressionContext> written = pair.expression();
        if (written.size() > 2) {
            unreadable++;
            found.add(Problem.error(
                            "syntax.pair",
                            span(written.get(2)),
                            "a pair is a height and a width, and this has %s values".formatted(written.size()))
                    .help("write (5, 3) for 5 rows and 3 columns"));
            return null;
        }
        NetFile.Expression height = expression(written.get(0));
        NetFile.Expression width = expression(written.get(1));
        return height == null || width == null ? null : new NetFile.Both(height, width, span(pair));
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
        return value == null ? null : new NetFile.Unary(operator, value, span(expression));
    }

    private NetFile.@Nullable Expression binary(NetParser.ExpressionContext expression) {
        NetFile.Expression left = expression(expression.expression(0));
        NetFile.Expression right = expression(expression.expression(1));
        Token symbol = ((TerminalNode) expression.getChild(1)).getSymbol();
        return left == null || right == null
                ? null
                : new NetFile.Binary(operator(symbol.getType()), left, right, span(expression));
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
        return new NetFile.IntegerLiteral(Long.parseLong(digits), span(expression));
    }

    private NetFile.@Nullable Expression real(NetParser.ExpressionContext expression, String sign) {
        TerminalNode literal =
                sign.isEmpty() ? expression.REAL() : expression.expression(0).REAL();
        double value = Double.parseDouble(sign + literal.getText());
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
