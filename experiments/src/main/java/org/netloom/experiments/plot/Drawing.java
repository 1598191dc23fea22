package org.netloom.experiments.plot;

import java.util.Locale;

/** The text of an SVG document, element by element. */
final class Drawing {
    private final StringBuilder body = new StringBuilder();

    /** Adds a line; numbers in it are rounded to tenths of a pixel, and texts escaped. */
    void add(String format, Object... arguments) {
        Object[] texts = new Object[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            texts[i] = arguments[i] instanceof Double number ? number(number) : escaped(String.valueOf(arguments[i]));
        }
        body.append(String.format(Locale.ROOT, format, texts)).append('\n');
    }

    /** {@code 12.5}, without a zero behind the point. */
    static String number(double value) {
        double rounded = Math.round(value * 10) / 10.0;
        return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
    }

    /** A text between tags or in an attribute. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    String document(double width, double height, String title) {
        return """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$s" height="%2$s" viewBox="0 0 %1$s %2$s" role="img" \
                font-family="Helvetica, Arial, 'DejaVu Sans', sans-serif" font-size="12" fill="#22262d">
                <title>%3$s</title>
                <rect width="%1$s" height="%2$s" fill="#ffffff"/>
                %4$s</svg>
                """.formatted(number(width), number(height), escaped(title), body);
    }
}
