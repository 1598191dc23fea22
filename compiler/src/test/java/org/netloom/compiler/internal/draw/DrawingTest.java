package org.netloom.compiler.internal.draw;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.netloom.compiler.Models;
import org.netloom.compiler.Nets;
import org.netloom.compiler.internal.draw.Graph.Arrow;
import org.netloom.compiler.internal.draw.Graph.Box;
import org.netloom.compiler.internal.draw.Placement.Cell;
import org.netloom.compiler.internal.ir.Network;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class DrawingTest {
    private static final String RES = """
            block res(c, s = 1) {
              add { conv(c, 3, stride=s, pad=1) bn relu conv(c, 3, pad=1) bn
                  | if (s != 1 or in.c != c) { conv(c, 1, stride=s) } else { id } } relu }
            net Small { input(1, 16, 16) conv(8, 3, pad=1) bn relu repeat 2 { res(8) } res(16, 2) flatten dense(10) }
            """;

    private static Network small() {
        return Nets.compile(RES).networks().get(0);
    }

    @Test
    void foldsBlocksChainsAndRepetitions() {
        Graph graph = Folding.network(small(), true);
        assertThat(graph.boxes())
                .extracting(box -> box.rows().stream().map(Graph.Row::text).toList() + " x" + box.times())
                .containsExactly(
                        "[input] x1",
                        "[conv(8, 3, pad=1), bn, relu] x1",
                        "[res(8)] x2",
                        "[res(16, 2)] x1",
                        "[flatten] x1",
                        "[dense(10)] x1");
        assertThat(graph.boxes()).extracting(Box::out).contains("8 × 16 × 16", "16 × 8 × 8", "1024", "10");
        assertThat(graph.arrows()).hasSize(5);
    }

    @Test
    void showsTheLargestUseOfABlock() {
        List<Graph> blocks = Folding.blocks(small());
        assertThat(blocks).extracting(Graph::title).containsExactly("res(16, 2)");
        assertThat(blocks.get(0).boxes()).hasSize(5);
    }

    @Test
    void isXmlWithoutScripts() throws Exception {
        for (boolean folded : new boolean[] {true, false}) {
            String svg = Drawing.svg(small(), folded);
            Document document = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(svg)));
            assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
            assertThat(svg)
                    .contains(">Small<", ">conv(8, 3, pad=1)<", ">8 × 16 × 16<")
                    .doesNotContain("<script", "NaN");
            assertThat(svg.contains(">add<")).isTrue();
        }
        assertThat(Drawing.svg(small(), true)).contains("× 2");
    }

    @Test
    void dotNamesEachBoxOnce() {
        String dot = Drawing.dot(small(), true);
        List<String> boxes = new ArrayList<>();
        Matcher matcher = Pattern.compile("(?m)^  (\\w+) \\[label").matcher(dot);
        while (matcher.find()) {
            boxes.add(matcher.group(1));
        }
        assertThat(boxes).hasSize(6).doesNotHaveDuplicates();
        assertThat(dot)
                .startsWith("digraph \"Small\" {")
                .contains("input -> conv1 [label=\" 1 × 16 × 16\"]")
                .endsWith("}\n");
    }

    @Test
    void boxesDoNotOverlapAndArrowsPointDown() {
        List<Graph> graphs = new ArrayList<>(List.of(Folding.network(small(), true), Folding.network(small(), false)));
        for (Network network : Models.all()) {
            graphs.add(Folding.network(network, true));
            graphs.addAll(Folding.blocks(network));
        }
        for (Graph graph : graphs) {
            Placement placed = new Placement(graph);
            for (Box box : graph.boxes()) {
                for (Box other : graph.boxes()) {
                    assertThat(box.equals(other) || apart(placed.cell(box.id()), placed.cell(other.id())))
                            .as("%s and %s", box, other)
                            .isTrue();
                }
            }
            for (Arrow arrow : graph.arrows()) {
                Cell from = placed.cell(arrow.from());
                assertThat(placed.cell(arrow.to()).y()).isGreaterThan(from.y() + from.height());
            }
        }
    }

    private static boolean apart(Cell a, Cell b) {
        boolean beside = Math.abs(a.x() - b.x()) >= (a.width() + b.width()) / 2 - 1e-6;
        return beside || a.y() + a.height() <= b.y() || b.y() + b.height() <= a.y();
    }

    /** Arrows bend where branches part and meet, and nowhere between. */
    @Test
    void whatFollowsOneByOneStandsInAStraightColumn() {
        for (Network network : Models.all()) {
            for (boolean folded : new boolean[] {true, false}) {
                List<Graph> graphs = new ArrayList<>(folded ? Folding.blocks(network) : List.of());
                graphs.add(Folding.network(network, folded));
                graphs.forEach(DrawingTest::isStraight);
            }
        }
    }

    private static void isStraight(Graph graph) {
        Placement placed = new Placement(graph);
        for (List<Cell> route : placed.routes()) {
            for (int i = 1; i < route.size(); i++) {
                Cell above = route.get(i - 1);
                Cell below = route.get(i);
                if (above.below().size() == 1 && below.above().size() == 1) {
                    assertThat(below.x()).as("in %s", graph.title()).isEqualTo(above.x());
                }
            }
        }
    }

    /** A box for one layer would hide what the layer is, and no frame beside the network tells. */
    @Test
    void aBlockOfOneLayerIsShownAsThatLayer() {
        Network network = Nets.compile(
                        "block half() { maxpool(2) } net Halved { input(1, 8, 8) half() flatten dense(2) }")
                .networks()
                .get(0);
        assertThat(Folding.network(network, true).boxes().get(1).rows().get(0).text())
                .isEqualTo("maxpool(2)");
    }

    @Test
    void everyBlockBoxHasItsFrame() {
        for (Network network : Models.all()) {
            List<Graph> frames = Folding.blocks(network);
            Folding.network(network, true).boxes().stream()
                    .filter(Box::block)
                    .map(box -> box.rows().get(0).text().replaceFirst("\\(.*", ""))
                    .forEach(name -> assertThat(frames)
                            .as("%s in %s", name, network.name())
                            .anyMatch(frame ->
                                    frame.title().replaceFirst("\\(.*", "").equals(name)));
        }
    }
}
