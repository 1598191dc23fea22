package org.netloom.compiler.internal.syntax;

import java.text.Normalizer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a character is called that has no place in the language, and what was probably meant by it. */
final class Characters {
    private Characters() {}

    /** {@code '@'}, {@code '“' (U+201C, left double quotation mark)}, {@code a no-break space (U+00A0)}. */
    static String described(int character) {
        if (character < 0x80 && !isInvisible(character)) {
            return Tokens.quote(Character.toString(character));
        }
        String name = Character.getName(character);
        String called = name == null ? "character" : name.toLowerCase(Locale.ROOT);
        if (isInvisible(character)) {
            String article = "aeiou".indexOf(called.charAt(0)) >= 0 ? "an" : "a";
            return String.format(Locale.ROOT, "%s %s (U+%04X)", article, called, character);
        }
        return String.format(Locale.ROOT, "'%s' (U+%04X, %s)", Character.toString(character), character, called);
    }

    /** Whether nobody sees it, or sees a plain space. */
    private static boolean isInvisible(int character) {
        return switch (Character.getType(character)) {
            case Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.FORMAT,
                    Character.CONTROL,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE -> true;
            default -> false;
        };
    }

    /** What to write instead, or null where nobody knows. */
    static @Nullable String help(int character) {
        switch (character) {
            case '\'', '`', '“', '”', '„', '‟', '‘', '’', '‚', '‛', '«', '»', '‹', '›', '″', '′' -> {
                return "text stands in straight double quotes: \"…\"";
            }
            case ':' -> {
                return "a setting is its name and its value: batch 256; an argument is pad=2";
            }
            case '[', ']' -> {
                return "arguments stand in parentheses: conv(6, 5)";
            }
            case '‐', '‑', '‒', '–', '—', '―', '−' -> {
                return "the minus sign is '-'";
            }
            case '×', '∗', '⋅', '·' -> {
                return "'*' multiplies";
            }
            case '÷', '∕' -> {
                return "'/' divides";
            }
            case '≤' -> {
                return "write '<='";
            }
            case '≥' -> {
                return "write '>='";
            }
            case '≠' -> {
                return "write '!='";
            }
            default -> {
                return meant(character);
            }
        }
    }

    private static @Nullable String meant(int character) {
        if (character < 0x80) {
            return null;
        }
        if (isInvisible(character)) {
            return "it came with text from elsewhere: put a plain space in its place, or delete it";
        }
        // Full-width forms, as input methods of East Asia write them.
        String plain = Normalizer.normalize(Character.toString(character), Normalizer.Form.NFKC);
        return plain.length() == 1 && plain.charAt(0) < 0x80 ? "write " + Tokens.quote(plain) : null;
    }
}
