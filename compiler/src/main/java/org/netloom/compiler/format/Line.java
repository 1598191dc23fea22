package org.netloom.compiler.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.netloom.compiler.internal.syntax.Lexeme;

/** Words and signs with the right spaces between them, and where a line may break. */
final class Line {
    private static final Set<String> OPERATORS =
            Set.of("+", "-", "*", "/", "%", "<", "<=", ">", ">=", "==", "!=", "&&", "||");
    private static final Set<String> NOT_CALLED = Set.of("if", "else", "repeat", "and", "or", "not");
    private static final int CONTINUED = 4;

    private final List<Lexeme> lexemes;
    private final boolean declaration;
    private final boolean setting;
    private final int keyWidth;

    /**
     * @param declaration of parameters, {@code net LeNet(classes = 10)}: there {@code =} has spaces around it
     * @param setting whether the first word is the key of a setting
     */
    Line(List<Lexeme> lexemes, boolean declaration, boolean setting) {
        this(lexemes, declaration, setting, 0);
    }

    private Line(List<Lexeme> lexemes, boolean declaration, boolean setting, int keyWidth) {
        this.lexemes = List.copyOf(lexemes);
        this.declaration = declaration;
        this.setting = setting;
        this.keyWidth = keyWidth;
    }

    /** How long the first word is. */
    int keyLength() {
        return lexemes.get(0).text().length();
    }

    /** The same with the value of the setting where it stands behind a key of this length. */
    Line withKeyWidth(int width) {
        return new Line(lexemes, declaration, setting, width);
    }

    /** Whether it must be more than one line, because of a comment. */
    boolean breaks() {
        return lexemes.stream()
                .anyMatch(lexeme -> lexeme.lineComment() || lexeme.text().contains("\n"));
    }

    /** Whether the last one is a comment that reaches to the end of the line. */
    boolean endsWithComment() {
        return !lexemes.isEmpty() && lexemes.get(lexemes.size() - 1).lineComment();
    }

    /** All of it on one line. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (Run run : runs()) {
            text.append(text.isEmpty() ? "" : " ").append(run.text());
        }
        return text.toString();
    }

    /** On as few lines as fit, those behind the first one indented further, unless that is only a comment. */
    String wrapped(int indent, int width) {
        StringBuilder text = new StringBuilder();
        int continued = indent + (lexemes.get(0).comment() ? 0 : CONTINUED);
        int column = indent;
        boolean mustBreak = false;
        for (Run run : runs()) {
            int length = run.text().length();
            if (mustBreak || (!text.isEmpty() && column + 1 + length > width)) {
                text.setLength(text.toString().stripTrailing().length());
                text.append('\n').append(" ".repeat(continued));
                column = continued;
            } else if (!text.isEmpty()) {
                text.append(' ');
                column++;
            }
            text.append(run.text());
            column += length;
            mustBreak = run.lineComment();
        }
        return text.toString();
    }

    /** What has no space in it, and whether what follows must begin a line. */
    private record Run(String text, boolean lineComment) {}

    private List<Run> runs() {
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < lexemes.size(); i++) {
            Lexeme lexeme = lexemes.get(i);
            String text = lexeme.text().stripTrailing();
            text += i == 0 ? " ".repeat(Math.max(0, keyWidth - text.length())) : "";
            if (i > 0 && !spaceBefore(i)) {
                text = runs.remove(runs.size() - 1).text() + text;
            }
            runs.add(new Run(text, lexeme.lineComment()));
        }
        return runs;
    }

    private boolean spaceBefore(int i) {
        String before = lexemes.get(i - 1).text();
        String text = lexemes.get(i).text();
        if (lexemes.get(i - 1).comment() || lexemes.get(i).comment()) {
            return true;
        }
        if (Set.of(",", ")", ";", ".").contains(text) || Set.of("(", ".", "!").contains(before)) {
            return false;
        }
        if (text.equals("=") || before.equals("=")) {
            return declaration;
        }
        if (text.equals("(")) {
            boolean operand = OPERATORS.contains(before) && !isSign(i - 1);
            return operand || before.equals(",") || NOT_CALLED.contains(before);
        }
        return !isSign(i - 1);
    }

    /** Whether it is the minus of a negative number or value. */
    private boolean isSign(int i) {
        if (!lexemes.get(i).text().equals("-")) {
            return false;
        }
        if (i == 0 || (setting && i == 1)) {
            return true;
        }
        String before = lexemes.get(i - 1).text();
        return OPERATORS.contains(before)
                || NOT_CALLED.contains(before)
                || Set.of("(", ",", "=", "!").contains(before);
    }
}
