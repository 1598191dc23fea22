package org.netloom.runtime.describe;

import java.util.List;
import java.util.Locale;

/** Shapes and text of an SVG picture, as they are added. */
final class Canvas {
    /** Fonts that some system has; the last one is everybody's. */
    private static final String STYLE = """
            <style>
              svg { font-family: 'DejaVu Sans', Helvetica, Arial, sans-serif; font-size: 12px; fill: #22262d; }
              .title { font-size: 18px; font-weight: bold; }
              .subtitle, .tick { fill: #5d646e; }
              .tick { font-size: 10.5px; }
              .head { font-weight: bold; }
              .grid { stroke: #dfe3e8; }
              .frame { stroke: #9aa1ab; fill: none; }
              .diagonal { stroke: #5d646e; stroke-dasharray: 5 4; fill: none; }
            </style>
            """;

    private final StringBuilder body = new StringBuilder();

    void text(String kind, double x, double y, String anchor, String text) {
        add("<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", kind, x, y, anchor, escape(text));
    }

    /** Text of another size and color. */
    void text(double x, double y, String anchor, double size, String color, String text) {
        add(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"%.1f\" fill=\"%s\">%s</text>",
                x, y, anchor, size, color, escape(text));
    }

    /** Text that goes up from here. */
    void upright(double x, double y, double size, String text) {
        add(
                "<text x=\"%1$.1f\" y=\"%2$.1f\" font-size=\"%3$.1f\" transform=\"rotate(-90 %1$.1f %2$.1f)\">%4$s</text>",
                x, y, size, escape(text));
    }

    void box(double x, double y, double width, double height, String color) {
        add("<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>", x, y, width, height, color);
    }

    void frame(double x, double y, double width, double height) {
        add("<rect class=\"frame\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>", x, y, width, height);
    }

    void dot(double x, double y, String color) {
        add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.2\" fill=\"%s\" fill-opacity=\"0.45\"/>", x, y, color);
    }

    void line(String kind, double fromX, double fromY, double toX, double toY) {
        add("<path class=\"%s\" d=\"M%.1f,%.1f L%.1f,%.1f\"/>", kind, fromX, fromY, toX, toY);
    }

    /** A line through these places: x, y, x, y, … */
    void curve(String color, List<Double> places) {
        curve(color, 2, "", places);
    }

    /**
     * A line through these places: x, y, x, y, …
     *
     * @param dashes how long strokes and gaps are, {@code 5 4}; empty for one stroke
     */
    void curve(String color, double width, String dashes, List<Double> places) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < places.size(); i += 2) {
            path.append(
                    String.format(Locale.ROOT, "%s%.1f,%.1f", i == 0 ? "M" : " L", places.get(i), places.get(i + 1)));
        }
        String dashed = dashes.isEmpty() ? "" : " stroke-dasharray=\"" + dashes + "\"";
        add(
                "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\" stroke-linejoin=\"round\"%s/>",
                path, color, width, dashed);
    }

    /** @param png in base64 */
    void image(double x, double y, double size, String png) {
        add(
                "<image x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%3$.1f\" style=\"image-rendering:pixelated\""
                        + " href=\"data:image/png;base64,%s\"/>",
                x, y, size, png);
    }

    /** The whole picture, on white. */
    String picture(double width, double height) {
        return String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$.0f\" height=\"%2$.0f\""
                                + " viewBox=\"0 0 %1$.0f %2$.0f\">%n",
                        width,
                        height)
                + STYLE
                + "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
                + body
                + "</svg>\n";
    }

    private void add(String format, Object... arguments) {
        body.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }

    /** Names may come from folders and files of anybody. */
    static String escape(String text) {
        return text.replaceAll("\\p{Cntrl}", " ")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }

    /** A name that takes no more room than so many letters. */
    static String shortened(String name, int letters) {
        return name.length() <= letters ? name : name.substring(0, letters - 1) + "…";
    }

    /** Room for the longest of these names. */
    static double room(List<String> names, double size) {
        return 0.64 * size * names.stream().mapToInt(String::length).max().orElse(0);
    }
}
