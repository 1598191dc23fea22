package org.netloom.compiler.internal.syntax;

import static org.netloom.compiler.internal.syntax.ExpressionBuilder.isWhole;

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
    private final Tokens tokens;
    private final SyntaxProblems found;
    private final ExpressionBuilder expressions;

    TreeBuilder(Tokens tokens, SyntaxProblems found) {
        this.tokens = tokens;
        this.found = found;
        this.expressions = new ExpressionBuilder(tokens, found);
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
            NetFile.Expression path =
                    isWhole(clause) ? expressions.text(clause.STRING().getSymbol()) : null;
            if (path instanceof NetFile.TextLiteral text) {
                imports.add(new NetFile.Import(text, tokens.span(clause)));
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
        return new NetFile.Name(text, tokens.span(name));
    }

    private NetFile.Net net(NetParser.NetContext net) {
        String doc = tokens.documentationBefore(net.getStart());
        List<NetFile.Statement> body = statements(net.body());
        return new NetFile.Net(
                expressions.name(net.name()), doc, parameters(net.parameters()), body, false, tokens.span(net));
    }

    private NetFile.Block block(NetParser.BlockContext block) {
        String doc = tokens.documentationBefore(block.getStart());
        List<NetFile.Statement> body = statements(block.body());
        return new NetFile.Block(
                expressions.name(block.name()), doc, parameters(block.parameters()), body, tokens.span(block));
    }

    /** The statements outside of a net: the file's name, {@code lenet_bn.net}, becomes {@code LeNetBn}. */
    private NetFile.Net bare(NetParser.FileContext file, List<ParseTree> loose) {
        Span first = tokens.span((ParserRuleContext) loose.get(0));
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
                            expressions.name(parameter.name()),
                            isWhole(value) && value != null ? expressions.expression(value) : null,
                            tokens.span(parameter)));
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
                    ? new NetFile.Share(expressions.name(sharing.name()), body, tokens.span(sharing))
                    : new NetFile.Broken(body == null ? List.of() : body, tokens.span(sharing));
        }
        NetParser.NameContext name = statement.naming() != null
                ? statement.naming().name()
                : statement.continuation().name();
        if (!isWhole(name)) {
            return new NetFile.Broken(List.of(), tokens.span(statement));
        }
        return statement.naming() != null
                ? new NetFile.As(expressions.name(name), tokens.span(statement))
                : new NetFile.From(expressions.name(name), tokens.span(statement));
    }

    private NetFile.Statement step(NetParser.StepContext step) {
        int before = expressions.unreadable();
        NetParser.LayerContext layer = step.layer();
        NetFile.Name name = new NetFile.Name(
                layer.NAME().getText(), tokens.span(layer.NAME().getSymbol()));
        NetFile.Call call = expressions.call(name, layer.arguments(), tokens.span(layer));
        boolean whole = isWhole(layer) && expressions.unreadable() == before;
        if (step.body() != null) {
            List<NetFile.Branch> branches = branches(step.body());
            // Where the mistake is right behind the brace, which is reported, there is no branch at all.
            if (whole && !branches.isEmpty()) {
                return new NetFile.Merge(call, branches, tokens.span(step));
            }
            List<NetFile.Statement> inside = new ArrayList<>();
            branches.forEach(branch -> inside.addAll(branch.body()));
            return new NetFile.Broken(inside, tokens.span(step));
        }
        return whole ? call : new NetFile.BrokenCall(call);
    }

    private NetFile.Statement repeat(NetParser.RepeatContext repeat) {
        NetFile.Expression count = expressions.whole(repeat.expression());
        List<NetFile.Statement> body = statements(repeat.body());
        return count == null || repeat.body() == null || repeat.body().OPEN_BRACE() == null
                ? new NetFile.Broken(body, tokens.span(repeat))
                : new NetFile.Repeat(count, body, tokens.span(repeat));
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
                NetFile.Expression condition = isWhole(written) ? expressions.whole(written.expression()) : null;
                if (condition == null) {
                    broken = true;
                } else {
                    cases.add(new NetFile.Case(condition, body));
                }
            } else {
                otherwise = body;
            }
        }
        return broken
                ? new NetFile.Broken(all, tokens.span(choice))
                : new NetFile.If(cases, otherwise, tokens.span(choice));
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
            for (NetParser.SettingContext written : train.settings().setting()) {
                NetFile.Setting setting = setting(written);
                if (setting != null) {
                    settings.add(setting);
                }
            }
        }
        return new NetFile.Train(expressions.name(train.name()), settings, tokens.span(train));
    }

    /** Null where there is a mistake in it, which is reported. */
    NetFile.@Nullable Setting setting(NetParser.SettingContext setting) {
        int before = expressions.unreadable();
        List<NetFile.Value> values = isWhole(setting) ? values(setting) : null;
        return values != null && expressions.unreadable() == before
                ? new NetFile.Setting(expressions.name(setting.name()), values, tokens.span(setting))
                : null;
    }

    /** Null where one of them could not be read. */
    private @Nullable List<NetFile.Value> values(NetParser.SettingContext setting) {
        List<NetFile.Value> values = new ArrayList<>();
        for (NetParser.ValueContext value : setting.values().value()) {
            if (!isWhole(value)) {
                return null;
            }
            if (value.expression() != null) {
                NetFile.Expression expression = expressions.expression(value.expression());
                if (expression == null) {
                    return null;
                }
                values.add(expression);
                continue;
            }
            List<NetFile.Call> calls = new ArrayList<>();
            for (NetParser.CallContext call : value.call()) {
                if (!isWhole(call)) {
                    return null;
                }
                calls.add(expressions.call(call));
            }
            values.add(new NetFile.Calls(calls, tokens.span(value)));
        }
        return values;
    }

    /** A separator too many, or the brace that was missing: the call before it is what it was meant to be. */
    private static boolean isHarmless(Token skipped) {
        return switch (skipped.getType()) {
            case NetLexer.COMMA, NetLexer.SEMICOLON, NetLexer.CLOSE_PARENTHESIS -> true;
            default -> skipped.getTokenIndex() < 0;
        };
    }
}
