package org.netloom.runtime.internal.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A strict reader of one JSON text, by recursive descent. */
final class JsonParser {
    private static final int MAX_DEPTH = 64;
    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]*+)(\\.[0-9]++)?([eE][+-]?[0-9]++)?");

    private final String text;
    private int at;

    JsonParser(String text) {
        this.text = text;
    }

    @Nullable Object document() throws Json.SyntaxException {
        Object value = value(0);
        skipSpace();
        if (at < text.length()) {
            throw unexpected("the end");
        }
        return value;
    }

    private @Nullable Object value(int depth) throws Json.SyntaxException {
        if (depth > MAX_DEPTH) {
            throw new Json.SyntaxException("nested deeper than " + MAX_DEPTH + " at character " + at);
        }
        skipSpace();
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> object(int depth) throws Json.SyntaxException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        at++;
        skipSpace();
        if (peek() == '}') {
            at++;
            return members;
        }
        while (true) {
            skipSpace();
            if (peek() != '"') {
                throw unexpected("a key");
            }
            int keyAt = at;
            String key = string();
            skipSpace();
            expect(':', "':'");
            Object value = value(depth + 1);
            if (members.containsKey(key)) {
                throw new Json.SyntaxException("the key \"" + key + "\" a second time at character " + keyAt);
            }
            members.put(key, value);
            skipSpace();
            if (peek() == '}') {
                at++;
                return members;
            }
            expect(',', "',' or '}'");
        }
    }

    private List<@Nullable Object> array(int depth) throws Json.SyntaxException {
        List<@Nullable Object> elements = new ArrayList<>();
        at++;
        skipSpace();
        if (peek() == ']') {
            at++;
            return elements;
        }
        while (true) {
            elements.add(value(depth + 1));
            skipSpace();
            if (peek() == ']') {
                at++;
                return elements;
            }
            expect(',', "',' or ']'");
        }
    }

    private String string() throws Json.SyntaxException {
        StringBuilder out = new StringBuilder();
        at++;
        while (true) {
            char c = peek();
            if (c == '"') {
                at++;
                return out.toString();
            }
            if (c < 0x20) {
                throw unexpected("a string's '\"'");
            }
            at++;
            out.append(c == '\\' ? escape() : c);
        }
    }

    private char escape() throws Json.SyntaxException {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> {
                at--;
                throw unexpected("an escape");
            }
        };
    }

    private char unicode() throws Json.SyntaxException {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(peek(), 16);
            if (digit < 0) {
                throw unexpected("a hexadecimal digit");
            }
            code = code * 16 + digit;
            at++;
        }
        return (char) code;
    }

    private @Nullable Object word(String word, @Nullable Object meaning) throws Json.SyntaxException {
        if (!text.startsWith(word, at)) {
            throw unexpected("a value");
        }
        at += word.length();
        return meaning;
    }

    private Number number() throws Json.SyntaxException {
        Matcher matcher = NUMBER.matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) {
            throw unexpected("a value");
        }
        at = matcher.end();
        if (matcher.group(1) == null && matcher.group(2) == null) {
            try {
                return Long.valueOf(matcher.group());
            } catch (NumberFormatException e) {
                // More digits than a long has.
                return Double.valueOf(matcher.group());
            }
        }
        return Double.valueOf(matcher.group());
    }

    private void expect(char c, String what) throws Json.SyntaxException {
        if (peek() != c) {
            throw unexpected(what);
        }
        at++;
    }

    /** The next character; 0 at the end, which no rule expects. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private Json.SyntaxException unexpected(String expected) {
        String found = at == text.length()
                ? "the end"
                : Character.isISOControl(text.charAt(at))
                        ? String.format(Locale.ROOT, "the character U+%04X", (int) text.charAt(at))
                        : "'" + text.charAt(at) + "'";
        return new Json.SyntaxException(found + " instead of " + expected + " at character " + at);
    }
}
