package org.netloom.compiler.internal.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.source.SourceFile;
import org.netloom.compiler.source.Span;
import org.netloom.grammar.NetLexer;

/**
 * A comment that silences warnings: {@code // netloom: allow shape.rows-unused, layer.linear-twice}.
 *
 * <p>Behind something on its line it is for that line; alone it is for the line of what follows; before a {@code net} or
 * another declaration for all of it, and before {@code package} for the whole file.
 *
 * @param ids of the warnings
 * @param from the first character that it is for
 * @param to the one behind the last
 */
public record Allowance(List<NetFile.Name> ids, int from, int to) {
    private static final String MARK = "netloom:";
    private static final Pattern DIRECTIVE =
            Pattern.compile("^/[/*]\\s*" + MARK + "\\s*(\\S*)(.*?)(?:\\*/)?$", Pattern.DOTALL);
    private static final Pattern ID = Pattern.compile("[^\\s,]+");

    public Allowance {
        ids = List.copyOf(ids);
    }

    /** Those of a file, in order; a comment that begins like one and is none is reported. */
    public static List<Allowance> of(SourceFile source, Problems problems) {
        if (!source.text().contains(MARK)) {
            return List.of();
        }
        SyntaxProblems reportedAlready = new SyntaxProblems(source);
        Tokens tokens = Tokens.of(source, reportedAlready);
        if (reportedAlready.hopeless()) {
            return List.of();
        }
        List<Allowance> found = new ArrayList<>();
        for (CommonToken token : tokens.all()) {
            Matcher matcher = DIRECTIVE.matcher(token.getText());
            if (isComment(token) && matcher.find()) {
                Span span = tokens.span(token);
                List<NetFile.Name> ids = ids(span, matcher);
                if (matcher.group(1).equals("allow") && !ids.isEmpty()) {
                    found.add(reach(tokens, token, ids));
                } else {
                    problems.add(Problem.warning(
                                    "syntax.unknown-directive",
                                    span,
                                    "a comment that begins with netloom: must allow a warning, and this one does not")
                            .help("write // netloom: allow shape.rows-unused"));
                }
            }
        }
        return found;
    }

    private static boolean isComment(Token token) {
        return token.getType() == NetLexer.LINE_COMMENT || token.getType() == NetLexer.BLOCK_COMMENT;
    }

    private static List<NetFile.Name> ids(Span span, Matcher comment) {
        List<NetFile.Name> ids = new ArrayList<>();
        Matcher id = ID.matcher(comment.group(2));
        while (id.find()) {
            int start = span.start() + comment.start(2) + id.start();
            ids.add(new NetFile.Name(
                    id.group(), new Span(span.file(), start, start + id.group().length())));
        }
        return ids;
    }

    private static Allowance reach(Tokens tokens, CommonToken comment, List<NetFile.Name> ids) {
        String text = tokens.source().text();
        List<CommonToken> before = parsed(tokens.all().subList(0, comment.getTokenIndex()));
        List<CommonToken> after = parsed(
                tokens.all().subList(comment.getTokenIndex(), tokens.all().size()));
        CommonToken last = before.isEmpty() ? comment : before.get(before.size() - 1);
        if (last != comment && last.getLine() == comment.getLine()) {
            return line(tokens, last, ids);
        }
        CommonToken next = after.get(0); // the end of the file at least
        if (next.getType() == NetLexer.PACKAGE) {
            return new Allowance(ids, 0, text.length());
        }
        Allowance line = line(tokens, next, ids);
        return isOutsideOfBraces(before) ? new Allowance(ids, line.from, Math.max(line.to, end(tokens, after))) : line;
    }

    private static List<CommonToken> parsed(List<CommonToken> tokens) {
        return tokens.stream()
                .filter(token -> token.getChannel() == Token.DEFAULT_CHANNEL)
                .toList();
    }

    private static Allowance line(Tokens tokens, Token token, List<NetFile.Name> ids) {
        String text = tokens.source().text();
        int offset = tokens.span(token).start();
        int end = text.indexOf('\n', offset);
        return new Allowance(ids, text.lastIndexOf('\n', offset - 1) + 1, end < 0 ? text.length() : end);
    }

    private static boolean isOutsideOfBraces(List<CommonToken> before) {
        long opened = before.stream()
                .filter(token -> token.getType() == NetLexer.OPEN_BRACE)
                .count();
        long closed = before.stream()
                .filter(token -> token.getType() == NetLexer.CLOSE_BRACE)
                .count();
        return opened == closed;
    }

    /** Behind the brace that ends the declaration that these tokens begin, or 0 where nothing ends it. */
    private static int end(Tokens tokens, List<CommonToken> declaration) {
        return declaration.stream()
                .filter(token -> token.getType() == NetLexer.OPEN_BRACE)
                .findFirst()
                .map(tokens::closing)
                .filter(index -> index >= 0)
                .map(index -> tokens.span(tokens.all().get(index)).end())
                .orElse(0);
    }
}
