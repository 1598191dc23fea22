package org.netloom.experiments.plot;

/**
 * How the i-th series looks: a color that the color-blind can tell from the others (Okabe and Ito, 2008, Color
 * Universal Design), and a dash and a marker that tell it where there is no color.
 */
final class Style {
    private static final String[] COLORS = {
        "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000", "#7f7f7f"
    };
    private static final String[] DASHES = {"none", "7 3", "2 2", "9 3 2 3", "4 2", "12 3", "1 3", "9 3 2 3 2 3"};
    /** From dark to light, for series that have an order: viridis (Smith and van der Walt, 2015), without its yellow. */
    private static final int[][] ORDERED = {
        {68, 1, 84}, {65, 68, 135}, {42, 120, 142}, {34, 168, 132}, {122, 209, 81}, {190, 200, 30}
    };

    private Style() {}

    static String color(int index) {
        return COLORS[index % COLORS.length];
    }

    static String dash(int index) {
        return DASHES[index % DASHES.length];
    }

    /** The color of the i-th of {@code count} series from least to most. */
    static String ordered(int index, int count) {
        double place = count < 2 ? 0 : (double) index / (count - 1) * (ORDERED.length - 1);
        int below = Math.min((int) place, ORDERED.length - 2);
        double share = place - below;
        StringBuilder color = new StringBuilder("#");
        for (int i = 0; i < 3; i++) {
            long part = Math.round(ORDERED[below][i] * (1 - share) + ORDERED[below + 1][i] * share);
            color.append(Character.forDigit((int) part / 16, 16)).append(Character.forDigit((int) part % 16, 16));
        }
        return color.toString();
    }

    /** A marker around a point. */
    static void marker(Drawing drawing, int index, double x, double y, String color) {
        double r = 3.2;
        switch (index % 4) {
            case 0 -> drawing.add("<circle cx=\"%s\" cy=\"%s\" r=\"%s\" fill=\"%s\"/>", x, y, r, color);
            case 1 ->
                drawing.add(
                        "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\"/>",
                        x - r, y - r, 2 * r, 2 * r, color);
            case 2 ->
                drawing.add(
                        "<path d=\"M%s,%s L%s,%s L%s,%s z\" fill=\"%s\"/>",
                        x, y - r - 1, x + r + 1, y + r, x - r - 1, y + r, color);
            default ->
                drawing.add(
                        "<path d=\"M%s,%s L%s,%s L%s,%s L%s,%s z\" fill=\"%s\"/>",
                        x, y - r - 1.5, x + r + 1.5, y, x, y + r + 1.5, x - r - 1.5, y, color);
        }
    }
}
