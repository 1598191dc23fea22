package org.netloom.experiments.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The pictures as XML: where their values lie. */
class ChartsTest {
    private static final double LEFT = 68;
    private static final double RIGHT = 542;
    private static final double TOP = 38;
    private static final double BOTTOM = 298;
    /** Numbers in the picture are rounded to a tenth. */
    private static final double ROUNDING = 0.051;

    @Test
    void putsALineWhereItsValuesAre() {
        String svg = new LineChart("T", Axis.linear("x"), Axis.linear("y"))
                .line("a", new double[] {0, 5, 10}, new double[] {0, 10, 5})
                .svg();
        assertThat(points(lines(svg).get(0))).isDeepEqualTo(new double[][] {
            {LEFT, BOTTOM}, {(LEFT + RIGHT) / 2, TOP}, {RIGHT, (TOP + BOTTOM) / 2}
        });
    }

    @Test
    void leavesEqualRatiosEqualRoomOnALogarithmicAxis() {
        String svg = new LineChart("T", Axis.linear("x"), Axis.log("y"))
                .line("a", new double[] {0, 1, 2, 3}, new double[] {0.001, 0.1, 10, 1000})
                .svg();
        double[][] points = points(lines(svg).get(0));
        double first = points[0][1] - points[1][1];
        assertThat(first).isPositive();
        assertThat(points[1][1] - points[2][1]).isCloseTo(first, org.assertj.core.data.Offset.offset(2 * ROUNDING));
        assertThat(texts(svg)).contains("0.001", "0.1", "10", "1000");
    }

    @Test
    void breaksALineWhereThereIsNothingToShow() {
        String svg = new LineChart("T", Axis.linear("x"), Axis.log("y"))
                .line("a", new double[] {0, 1, 2, 3, 4}, new double[] {1, 2, Double.NaN, 0, 3})
                .svg();
        String path = lines(svg).get(0);
        assertThat(path.chars().filter(c -> c == 'M')).hasSize(2);
        assertThat(path.chars().filter(c -> c == 'L')).hasSize(1);
        assertThat(svg).doesNotContain("NaN").doesNotContain("Infinity");
    }

    @Test
    void escapesWhatItIsGiven() {
        String name = "a <b> & \"c\"";
        String svg = new LineChart(name, Axis.linear(name), Axis.percent("y"))
                .line(name, new double[] {0, 1}, new double[] {0.5, 0.95})
                .band(name, new double[] {0, 1}, new double[] {0.4, 0.9}, new double[] {0.6, 1})
                .svg();
        // The title, which is also the document's, the axis and the legend.
        assertThat(texts(svg)).filteredOn(name::equals).hasSize(4);
        assertThat(texts(svg)).contains("100 %");
    }

    @Test
    void showsEachPointOfAStripAndItsMeanAndDeviation() {
        String svg = new StripChart("T", "groups", Axis.linear("y").over(0, 4))
                .group("one", new double[] {1, 2, 3})
                .group("none", new double[] {Double.NaN})
                .svg();
        Document document = parse(svg);
        assertThat(document.getElementsByTagName("circle").getLength()).isEqualTo(3);
        // The mean at 2 is half way up; the deviation is 1.
        double mean = (TOP + BOTTOM) / 2;
        double one = (BOTTOM - TOP) / 4;
        assertThat(svg)
                .contains("," + Drawing.number(mean) + " H")
                .contains("," + Drawing.number(mean + one) + " V" + Drawing.number(mean - one));
    }

    @Test
    void makesBarsAsHighAsTheirValues() {
        String svg = new BarChart("T", "groups", List.of("a", "b"), Axis.linear("y"))
                .series("one", new double[] {10, 5})
                .series("two", new double[] {Double.NaN, 10})
                .svg();
        NodeList bars = parse(svg).getElementsByTagName("rect");
        // The white ground, three bars and two samples in the legend.
        assertThat(bars.getLength()).isEqualTo(6);
        assertThat(((Element) bars.item(1)).getAttribute("height")).isEqualTo(Drawing.number(BOTTOM - TOP));
        assertThat(((Element) bars.item(2)).getAttribute("height")).isEqualTo(Drawing.number((BOTTOM - TOP) / 2));
    }

    @Test
    void drawsNothingOfNothing() {
        assertThat(texts(new StripChart("T", "groups", Axis.log("y")).svg())).contains("T", "groups", "y (log scale)");
        assertThat(texts(new LineChart("T", Axis.log("x"), Axis.log("y")).svg()))
                .contains("T", "x (log scale)", "y (log scale)");
    }

    @Test
    void refusesLinesOfTwoLengths() {
        LineChart chart = new LineChart("T", Axis.linear("x"), Axis.linear("y"));
        assertThatThrownBy(() -> chart.line("a", new double[2], new double[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("2 and 3 values for one line");
    }

    private static Document parse(String svg) {
        return Xml.parse(svg);
    }

    private static List<String> texts(String svg) {
        NodeList texts = parse(svg).getElementsByTagName("*");
        return java.util.stream.IntStream.range(0, texts.getLength())
                .mapToObj(texts::item)
                .filter(node ->
                        node.getNodeName().equals("text") || node.getNodeName().equals("title"))
                .map(org.w3c.dom.Node::getTextContent)
                .toList();
    }

    /** The paths of lines with data: they alone have a width of 1.6, and the samples of the legend go by h. */
    private static List<String> lines(String svg) {
        NodeList paths = parse(svg).getElementsByTagName("path");
        return java.util.stream.IntStream.range(0, paths.getLength())
                .mapToObj(i -> (Element) paths.item(i))
                .filter(path -> path.getAttribute("stroke-width").equals("1.6"))
                .map(path -> path.getAttribute("d"))
                .filter(path -> !path.contains("h"))
                .toList();
    }

    private static double[][] points(String path) {
        return java.util.Arrays.stream(path.strip().split("[ML ]+"))
                .filter(point -> !point.isEmpty())
                .map(point -> java.util.Arrays.stream(point.split(","))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toArray(double[][]::new);
    }

    @Test
    void saysWhichAxisIsLogarithmic() {
        String svg = new LineChart("Loss", Axis.log("learning rate"), Axis.linear("loss"))
                .line("a", new double[] {0.1, 1}, new double[] {1, 2})
                .svg();
        assertThat(svg).contains(">learning rate (log scale)<", ">loss<");
    }

    /** A range without a round power in it, large numbers and a single value have their numbers, too. */
    @Test
    void everyAxisHasNumbers() {
        for (double[] range : new double[][] {
            {3.1, 4.4},
            {6e-7, 8e-7},
            {1e30, 1.1e30},
            {0.999, 1.001},
            {5, 5},
            {1e-12, 1e12},
            {70, 99},
            {21, 29},
            {1e5, 1e5}
        }) {
            for (Axis axis : new Axis[] {Axis.log("y"), Axis.linear("y")}) {
                Scale scale = new Scale(axis, List.of(range[0], range[1]), 0, 260);
                assertThat(scale.ticks())
                        .as("%s from %s to %s", axis, range[0], range[1])
                        .hasSizeBetween(2, 13)
                        .allSatisfy(tick -> assertThat(scale.place(tick)).isBetween(-1e-6, 260 + 1e-6));
                assertThat(scale.ticks().stream().map(scale::text)).doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void chartsThatAreComparedShareTheirScales() {
        LineChart high = new LineChart("a", Axis.count("step"), Axis.log("loss"))
                .line("a", new double[] {0, 100}, new double[] {1, 10});
        LineChart low = new LineChart("b", Axis.count("step"), Axis.log("loss"))
                .line("b", new double[] {0, 40}, new double[] {0.001, 0.1});
        assertThat(axisTexts(high.svg())).isNotEqualTo(axisTexts(low.svg()));
        LineChart.shareScales(List.of(high, low));
        assertThat(axisTexts(high.svg())).isEqualTo(axisTexts(low.svg())).contains("0.001", "10", "100");
        StripChart some = new StripChart("a", "g", Axis.percent("accuracy")).group("x", new double[] {0.5, 0.6});
        StripChart others = new StripChart("b", "g", Axis.percent("accuracy")).group("x", new double[] {0.97, 0.98});
        StripChart.shareScale(List.of(some, others));
        assertThat(axisTexts(some.svg())).isEqualTo(axisTexts(others.svg()));
    }

    /** Numbers and labels of a chart, without its title and its legend. */
    private static List<String> axisTexts(String svg) {
        return Pattern.compile("text-anchor=\"(?:middle|end)\">([^<]*)<")
                .matcher(svg)
                .results()
                .map(match -> match.group(1))
                .toList();
    }
}
