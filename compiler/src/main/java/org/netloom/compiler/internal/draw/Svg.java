package org.netloom.compiler.internal.draw;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.netloom.compiler.internal.draw.Graph.Arrow;
import org.netloom.compiler.internal.draw.Graph.Box;
import org.netloom.compiler.internal.draw.Graph.Row;
import org.netloom.compiler.internal.draw.Placement.Cell;

/** Writes placed graphs as SVG: the network to the left, its blocks in frames beside it. */
final class Svg {
    private static final double MARGIN = 28;
    private static final double HEAD = 58;
    private static final double FRAME = 20;
    private static final double FRAME_HEAD = 34;
    private static final double BETWEEN = 26;
    /** What an arrow goes straight down before it bends: the height of a shape's text. */
    private static final double STEM = 20;

    private static final double ROUND = 7;
    private static final String STYLE = """
            <style>
              svg { font-family: 'DejaVu Sans Mono', Menlo, Consolas, monospace; font-size: 12px; fill: #22262d; }
              .title, .subtitle, .shape, .note, .times { font-family: 'DejaVu Sans', Helvetica, Arial, sans-serif; }
              .title { font-size: 18px; font-weight: bold; }
              .subtitle { font-size: 12px; fill: #5d646e; }
              .block { font-size: 13px; font-weight: bold; }
              .shape { font-size: 10.5px; fill: #5d646e; paint-order: stroke; stroke: #ffffff; stroke-width: 3px; }
              .note { font-size: 10px; fill: #40666a; }
              .times { font-size: 13px; font-weight: bold; fill: #3d8f97; }
              .arrow { fill: none; stroke: #6b727c; stroke-width: 1.3; }
              .frame { fill: #fbfcfc; stroke: #c9ced5; stroke-dasharray: 4 3; }
            </style>
            <defs><marker id="head" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="7" markerHeight="7" orient="auto">
              <path d="M0,0.6 L8,4 L0,7.4 z" fill="#6b727c"/></marker></defs>
            """;

    /** The arrow that leads out. */
    private static final double LAST = 34;

    private final StringBuilder body = new StringBuilder();

    String picture(Graph network, String subtitle, List<Graph> blocks) {
        Placement main = new Placement(network);
        double titleWidth = Math.max(network.title().length() * 12.0, subtitle.length() * 7.2);
        line("<text class=\"title\" x=\"%s\" y=\"%s\">%s</text>", MARGIN, MARGIN + 12, escaped(network.title()));
        line("<text class=\"subtitle\" x=\"%s\" y=\"%s\">%s</text>", MARGIN, MARGIN + 32, escaped(subtitle));
        double mainWidth = main.width() + room(network);
        graph(main, MARGIN, MARGIN + HEAD);
        double bottom = MARGIN + HEAD + main.height() + LAST;
        double x = MARGIN + mainWidth + BETWEEN;
        double y = MARGIN + HEAD;
        double column = 0;
        double tallest = Math.max(bottom, 700);
        for (Graph block : blocks) {
            Placement placed = new Placement(block);
            double width = Math.max(placed.width() + room(block), block.title().length() * 8.2) + 2 * FRAME;
            double height = placed.height() + LAST + FRAME_HEAD + FRAME;
            if (y > MARGIN + HEAD && y + height > tallest) {
                x += column + BETWEEN;
                y = MARGIN + HEAD;
                column = 0;
            }
            line("<rect class=\"frame\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"10\"/>", x, y, width, height);
            line("<text class=\"block\" x=\"%s\" y=\"%s\">%s</text>", x + FRAME, y + 23, escaped(block.title()));
            graph(placed, x + FRAME, y + FRAME_HEAD);
            column = Math.max(column, width);
            y += height + BETWEEN;
            bottom = Math.max(bottom, y - BETWEEN);
        }
        double width = Math.max(MARGIN + titleWidth, blocks.isEmpty() ? MARGIN + mainWidth : x + column) + MARGIN;
        return head(width, bottom + MARGIN) + body + "</svg>\n";
    }

    private static String head(double width, double height) {
        String size = "width=\"%s\" height=\"%s\" viewBox=\"0 0 %s %s\""
                .formatted(number(width), number(height), number(width), number(height));
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" " + size + ">\n" + STYLE
                + "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n";
    }

    /** What shapes and numbers need to the right of the boxes. */
    private static double room(Graph graph) {
        return graph.boxes().stream().anyMatch(box -> box.times() > 1) ? 44 : 24;
    }

    private void graph(Placement placed, double left, double top) {
        line("<g transform=\"translate(%s,%s)\">", left, top);
        List<Arrow> arrows = placed.graph().arrows();
        for (int i = 0; i < arrows.size(); i++) {
            arrow(placed.routes().get(i));
        }
        Set<String> passedOn = new HashSet<>();
        arrows.forEach(arrow -> passedOn.add(arrow.from()));
        for (Box box : placed.graph().boxes()) {
            Cell cell = placed.cell(box.id());
            double bottom = cell.y() + cell.height();
            if (!passedOn.contains(box.id())) {
                line(
                        "<path class=\"arrow\" marker-end=\"url(#head)\" d=\"M%s,%s V%s\"/>",
                        cell.x(), bottom, bottom + LAST - 4);
            }
            box(box, cell);
            line(
                    "<text class=\"shape\" x=\"%s\" y=\"%s\">%s</text>",
                    cell.x() + 7, bottom + (box.times() > 1 ? 21.0 : 16.0), box.out());
        }
        body.append("</g>\n");
    }

    /** Straight down to below the shape, then in bends with upright ends through the gaps of the layers between. */
    private void arrow(List<Cell> route) {
        Cell from = route.get(0);
        double x = from.x();
        double y = from.y() + from.height() + STEM;
        StringBuilder path = new StringBuilder("M%s,%s V%s".formatted(number(x), number(y - STEM), number(y)));
        for (Cell cell : route.subList(1, route.size())) {
            boolean last = cell.equals(route.get(route.size() - 1));
            // The arrow's head points down.
            double end = cell.y() - (last ? 8 : 0);
            if (Math.abs(x - cell.x()) >= 0.5) {
                double middle = (y + end) / 2;
                path.append(" C%s,%s %s,%s %s,%s"
                        .formatted(
                                number(x),
                                number(middle),
                                number(cell.x()),
                                number(middle),
                                number(cell.x()),
                                number(end)));
            }
            x = cell.x();
            y = cell.y() + (last ? 0 : cell.height() + STEM);
            path.append(" V").append(number(y));
        }
        line("<path class=\"arrow\" marker-end=\"url(#head)\" d=\"%s\"/>", path);
    }

    private void box(Box box, Cell cell) {
        double width = Sizes.width(box);
        double left = cell.x() - width / 2;
        if (box.times() > 1) {
            card(box, left + 6, cell.y() + 6, width, cell.height());
            card(box, left + 3, cell.y() + 3, width, cell.height());
            line(
                    "<text class=\"times\" x=\"%s\" y=\"%s\">× %d</text>",
                    left + width + 12, cell.y() + cell.height() / 2 + 5, box.times());
        }
        double y = cell.y();
        for (int i = 0; i < box.rows().size(); i++) {
            Row row = box.rows().get(i);
            boolean last = i == box.rows().size() - 1;
            double height = Sizes.ROW + (last && !box.note().isEmpty() ? Sizes.NOTE : 0);
            line(
                    "<path d=\"%s\" fill=\"%s\" stroke=\"%s\"/>",
                    rounded(left, y, width, height, i == 0, last),
                    row.kind().fill(),
                    row.kind().stroke());
            line("<text text-anchor=\"middle\" x=\"%s\" y=\"%s\">%s</text>", cell.x(), y + 17, escaped(row.text()));
            y += height;
        }
        if (!box.note().isEmpty()) {
            line(
                    "<text class=\"note\" text-anchor=\"middle\" x=\"%s\" y=\"%s\">%s</text>",
                    cell.x(), y - 7, box.note());
        }
    }

    private void card(Box box, double left, double top, double width, double height) {
        Kind kind = box.rows().get(0).kind();
        line(
                "<path d=\"%s\" fill=\"%s\" stroke=\"%s\"/>",
                rounded(left, top, width, height, true, true), kind.fill(), kind.stroke());
    }

    /** A rectangle that is round at the top, at the bottom, both or neither. */
    private static String rounded(double x, double y, double w, double h, boolean top, boolean bottom) {
        double t = top ? ROUND : 0;
        double b = bottom ? ROUND : 0;
        return "M%s,%s h%s a%s,%s 0 0 1 %s,%s v%s a%s,%s 0 0 1 %s,%s h%s a%s,%s 0 0 1 %s,%s v%s a%s,%s 0 0 1 %s,%s z"
                .formatted(
                        number(x + t),
                        number(y),
                        number(w - 2 * t),
                        number(t),
                        number(t),
                        number(t),
                        number(t),
                        number(h - t - b),
                        number(b),
                        number(b),
                        number(-b),
                        number(b),
                        number(-(w - 2 * b)),
                        number(b),
                        number(b),
                        number(-b),
                        number(-b),
                        number(-(h - t - b)),
                        number(t),
                        number(t),
                        number(t),
                        number(-t));
    }

    private void line(String format, Object... arguments) {
        Object[] texts = new Object[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            texts[i] = arguments[i] instanceof Double number ? number(number) : arguments[i];
        }
        body.append(String.format(Locale.ROOT, format, texts)).append('\n');
    }

    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
