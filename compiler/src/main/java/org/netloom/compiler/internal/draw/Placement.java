package org.netloom.compiler.internal.draw;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.netloom.compiler.internal.draw.Graph.Arrow;
import org.netloom.compiler.internal.draw.Graph.Box;

/**
 * Where the boxes of a graph stand, from top to bottom in layers (Sugiyama, Tagawa and Toda, 1981): each box one layer
 * below the lowest that it takes values from, arrows over several layers through a gap in each, layers ordered so that
 * few arrows cross, and {@link Columns} across.
 */
final class Placement {
    static final double GAP_ACROSS = 28;
    static final double GAP_DOWN = 48;
    private static final double LANE = 18;
    private static final int SWEEPS = 12;
    /** Layers that all arrows together pass, each in a gap of its own: beyond, nobody could follow them. */
    private static final int MOST_PASSED = 4_000;

    private final Graph graph;
    private final Map<String, Cell> cells = new LinkedHashMap<>();
    private final List<List<Cell>> layers = new ArrayList<>();
    private final List<List<Cell>> routes = new ArrayList<>();

    /** A box, or the place where an arrow passes through a layer; x is its middle, y its top. */
    static final class Cell {
        private final double width;
        private final int layer;
        private final List<Cell> above = new ArrayList<>();
        private final List<Cell> below = new ArrayList<>();
        private double height;
        private double x;
        private double y;

        Cell(double width, double height, int layer) {
            this.width = width;
            this.height = height;
            this.layer = layer;
        }

        double x() {
            return x;
        }

        void moveTo(double place) {
            x = place;
        }

        double y() {
            return y;
        }

        double width() {
            return width;
        }

        double height() {
            return height;
        }

        List<Cell> above() {
            return above;
        }

        List<Cell> below() {
            return below;
        }

        /** What two neighbors of a layer have between their middles at least. */
        static double apart(Cell left, Cell right) {
            return (left.width + right.width) / 2 + GAP_ACROSS;
        }
    }

    Placement(Graph graph) {
        this.graph = graph;
        Map<String, List<String>> before = graph.before();
        for (Box box : graph.boxes()) {
            int layer = before.getOrDefault(box.id(), List.of()).stream()
                    .map(cells::get)
                    .mapToInt(cell -> cell == null ? 0 : cell.layer + 1)
                    .max()
                    .orElse(0);
            Cell cell = new Cell(Sizes.space(box), Sizes.height(box), layer);
            cells.put(box.id(), cell);
            layer(layer).add(cell);
        }
        long passed = graph.arrows().stream()
                .mapToLong(arrow -> cell(arrow.to()).layer - cell(arrow.from()).layer - 1L)
                .sum();
        List<Arrow> arrows = graph.arrows();
        if (passed <= MOST_PASSED) {
            arrows.forEach(arrow -> route(cell(arrow.from()), cell(arrow.to())));
        } else {
            bundle(arrows);
        }
        order();
        placeDown();
        placeAcross();
    }

    Cell cell(String id) {
        Cell cell = cells.get(id);
        if (cell == null) {
            throw new IllegalArgumentException("no box " + id);
        }
        return cell;
    }

    /** The cells that an arrow passes, from box to box; in the order of the graph's arrows. */
    List<List<Cell>> routes() {
        return routes;
    }

    double width() {
        return all().mapToDouble(cell -> cell.x + cell.width / 2).max().orElse(0);
    }

    double height() {
        return all().mapToDouble(cell -> cell.y + cell.height).max().orElse(0);
    }

    private Stream<Cell> all() {
        return layers.stream().flatMap(List::stream);
    }

    private List<Cell> layer(int index) {
        while (layers.size() <= index) {
            layers.add(new ArrayList<>());
        }
        return layers.get(index);
    }

    private void route(Cell from, Cell to) {
        List<Cell> route = new ArrayList<>(List.of(from));
        Cell last = from;
        for (int i = from.layer + 1; i <= to.layer; i++) {
            Cell next = i == to.layer ? to : new Cell(LANE, 0, i);
            if (i < to.layer) {
                layer(i).add(next);
            }
            last.below.add(next);
            next.above.add(last);
            route.add(next);
            last = next;
        }
        routes.add(route);
    }

    /**
     * Where very many arrows pass very many layers: those to one box share a lane, which the arrow that comes from furthest
     * is, and the others end in it.
     */
    private void bundle(List<Arrow> arrows) {
        Map<String, List<Cell>> lanes = new HashMap<>();
        Map<Arrow, List<Cell>> routed = new HashMap<>();
        List<Arrow> furthestFirst = new ArrayList<>(arrows);
        furthestFirst.sort(Comparator.comparingInt(arrow -> cell(arrow.from()).layer));
        for (Arrow arrow : furthestFirst) {
            Cell from = cell(arrow.from());
            List<Cell> lane = lanes.get(arrow.to());
            if (lane == null) {
                route(from, cell(arrow.to()));
                lane = routes.remove(routes.size() - 1);
                lanes.put(arrow.to(), lane);
                routed.put(arrow, lane);
            } else {
                Cell joined = lane.get(from.layer + 1 - lane.get(0).layer);
                from.below.add(joined);
                joined.above.add(from);
                routed.put(arrow, List.of(from, joined));
            }
        }
        arrows.forEach(arrow -> routes.add(routed.getOrDefault(arrow, List.of())));
    }

    /** Sorts each layer by the mean place of its neighbors, down and up again. */
    private void order() {
        Map<Cell, Integer> places = new HashMap<>();
        layers.forEach(layer -> number(layer, places));
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            boolean down = sweep % 2 == 0;
            for (int i = 0; i < layers.size(); i++) {
                List<Cell> layer = layers.get(down ? i : layers.size() - 1 - i);
                Map<Cell, Double> wanted = new HashMap<>();
                for (Cell cell : layer) {
                    List<Cell> neighbors = down ? cell.above : cell.below;
                    wanted.put(
                            cell,
                            neighbors.stream()
                                    .mapToDouble(other -> places.getOrDefault(other, 0))
                                    .average()
                                    .orElse(places.getOrDefault(cell, 0)));
                }
                layer.sort(Comparator.comparingDouble(cell -> wanted.getOrDefault(cell, 0.0)));
                number(layer, places);
            }
        }
    }

    private static void number(List<Cell> layer, Map<Cell, Integer> places) {
        for (int i = 0; i < layer.size(); i++) {
            places.put(layer.get(i), i);
        }
    }

    private void placeDown() {
        double y = 0;
        for (List<Cell> layer : layers) {
            double height =
                    layer.stream().mapToDouble(cell -> cell.height).max().orElse(0);
            for (Cell cell : layer) {
                // Arrows go straight through a layer, along its boxes.
                cell.height = cell.height == 0 ? height : cell.height;
                cell.y = y + (height - cell.height) / 2;
            }
            y += height + GAP_DOWN;
        }
    }

    private void placeAcross() {
        new Columns(layers).place();
        double left = all().mapToDouble(cell -> cell.x - cell.width / 2).min().orElse(0);
        all().forEach(cell -> cell.x -= left);
    }

    Graph graph() {
        return graph;
    }
}
