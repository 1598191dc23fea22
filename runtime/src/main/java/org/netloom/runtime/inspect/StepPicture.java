package org.netloom.runtime.inspect;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The gradients and the relative change of each layer as bars on logarithmic axes, in SVG: layers from the bottom of the
 * picture, where the input comes in, to its top.
 */
public final class StepPicture {
    private static final double MARGIN = 28;
    private static final double HEAD = 98;
    private static final double ROW = 24;
    private static final double BAR = 14;
    private static final double PANEL = 300;
    /** Behind a panel, for the number of a bar that goes to its end. */
    private static final double NUMBER = 74;
    /** Decades under which an axis does not go, however small a value is. */
    private static final int MOST_DECADES = 12;
    /** More of them below an axis would touch. */
    private static final int MOST_NUMBERS = 7;

    private static final String STYLE = """
            <style>
              svg { font-family: 'DejaVu Sans', Helvetica, Arial, sans-serif; font-size: 12px; fill: #22262d; }
              .title { font-size: 18px; font-weight: bold; }
              .subtitle, .tick { fill: #5d646e; }
              .tick, .number { font-size: 10.5px; }
              .head { font-weight: bold; }
              .grid { stroke: #dfe3e8; }
            </style>
            """;

    private final List<LayerStep> steps;
    private final StringBuilder svg = new StringBuilder();

    private StepPicture(List<LayerStep> steps) {
        this.steps = steps;
    }

    /** @param inspection with data */
    public static String svg(String network, Inspection inspection) {
        return new StepPicture(inspection.steps()).draw(network, Objects.requireNonNull(inspection.sample()));
    }

    private String draw(String network, Inspection.Sample sample) {
        double names = 7.5
                        * steps.stream()
                                .mapToInt(step -> step.layer().length())
                                .max()
                                .orElse(0)
                + 12;
        double width = 2 * MARGIN + names + 2 * (PANEL + NUMBER);
        double height = HEAD + ROW * steps.size() + 24 + MARGIN;
        line(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$.0f\" height=\"%2$.0f\" viewBox=\"0 0 %1$.0f %2$.0f\">",
                width, height);
        svg.append(STYLE);
        line("<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>");
        text("title", MARGIN, MARGIN + 12, "start", network + ": one step of training");
        text(
                "subtitle",
                MARGIN,
                MARGIN + 32,
                "start",
                String.format(
                        Locale.ROOT,
                        "a batch of %,d examples of %s, loss %.4f",
                        sample.batch(),
                        sample.data(),
                        sample.loss()));
        for (int i = 0; i < steps.size(); i++) {
            text("", MARGIN + names - 12, y(i) + BAR - 3, "end", steps.get(i).layer());
        }
        Decades gradients = decades(LayerStep::gradient);
        Decades changes = decades(LayerStep::change);
        // A decade is as long in both, so that lengths can be compared across.
        int count = Math.max(gradients.count(), changes.count());
        panel(MARGIN + names, "gradient (rms), log scale", "#3d8f97", LayerStep::gradient, gradients.longer(count));
        panel(
                MARGIN + names + PANEL + NUMBER,
                "‖Δw‖ / ‖w‖, log scale",
                "#b9772f",
                LayerStep::change,
                changes.longer(count));
        return svg + "</svg>\n";
    }

    /** An axis from one power of ten to another. */
    private record Decades(int low, int high) {
        int count() {
            return high - low;
        }

        /** So many, with the same end. */
        Decades longer(int count) {
            return new Decades(high - count, high);
        }
    }

    private Decades decades(Function<LayerStep, @Nullable Double> value) {
        double[] drawn = steps.stream()
                .map(value)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .filter(number -> number > 0 && Double.isFinite(number))
                .map(Math::log10)
                .toArray();
        int high = (int) Math.ceil(drawn.length == 0 ? 0 : Spread.of(drawn).max());
        // A whole decade below the smallest, so that its bar can be seen.
        int low =
                drawn.length == 0 ? high - 1 : (int) Math.ceil(Spread.of(drawn).min()) - 2;
        return new Decades(Math.max(Math.min(low, high - 1), high - MOST_DECADES), high);
    }

    /** The top of a bar: the first layer is at the bottom. */
    private double y(int layer) {
        return HEAD + ROW * (steps.size() - 1 - layer) + (ROW - BAR) / 2;
    }

    private void panel(
            double left, String title, String color, Function<LayerStep, @Nullable Double> value, Decades decades) {
        double decade = PANEL / decades.count();
        double bottom = HEAD + ROW * steps.size();
        text("head", left, HEAD - 10, "start", title);
        int every = decades.count() > MOST_NUMBERS ? 2 : 1;
        for (int power = decades.high(); power >= decades.low(); power--) {
            double x = left + decade * (power - decades.low());
            line("<path class=\"grid\" d=\"M%.1f,%.1f V%.1f\"/>", x, HEAD, bottom);
            if ((decades.high() - power) % every == 0) {
                text("tick", x, bottom + 16, "middle", "1e" + power);
            }
        }
        for (int i = 0; i < steps.size(); i++) {
            Double number = value.apply(steps.get(i));
            double length = number != null && number > 0 && Double.isFinite(number)
                    ? Math.max(0, decade * (Math.log10(number) - decades.low()))
                    : 0;
            line(
                    "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.0f\" fill=\"%s\"/>",
                    left, y(i), length, BAR, color);
            text("number", left + length + 5, y(i) + BAR - 3, "start", label(number));
        }
    }

    private static String label(@Nullable Double number) {
        if (number == null) {
            return "w is 0";
        }
        return number == 0 ? "0" : String.format(Locale.ROOT, "%.1e", number);
    }

    private void text(String kind, double x, double y, String anchor, String text) {
        line(
                "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
                kind, x, y, anchor, text.replace("&", "&amp;").replace("<", "&lt;"));
    }

    private void line(String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }
}
