package org.netloom.compiler.internal.draw;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.netloom.compiler.internal.draw.Placement.Cell;

/**
 * Places cells across, in columns: cells of which each is all that the other leads to stand straight below one another,
 * so that an arrow bends only where branches part or meet (the blocks of Brandes and Köpf, 2001). Each column moves
 * toward the middle of its neighbors as far as the columns beside it let it.
 */
final class Columns {
    private static final int SWEEPS = 60;

    private final List<List<Cell>> layers;
    private final Map<Cell, Column> columnOf = new HashMap<>();
    private final List<Column> columns = new ArrayList<>();
    /** The cells beside one another in a layer. */
    private final List<Pair> pairs = new ArrayList<>();

    private record Pair(Cell left, Cell right) {}

    private static final class Column {
        private final List<Cell> cells = new ArrayList<>();
        private final List<Pair> toTheLeft = new ArrayList<>();
        private final List<Pair> toTheRight = new ArrayList<>();
        private double x;
    }

    /** @param layers from top to bottom, each from left to right */
    Columns(List<List<Cell>> layers) {
        this.layers = layers;
    }

    void place() {
        for (int i = 0; i < layers.size(); i++) {
            join(i);
        }
        for (List<Cell> layer : layers) {
            for (int i = 1; i < layer.size(); i++) {
                Pair pair = new Pair(layer.get(i - 1), layer.get(i));
                pairs.add(pair);
                column(pair.left()).toTheRight.add(pair);
                column(pair.right()).toTheLeft.add(pair);
            }
        }
        pushApart();
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            for (int i = 0; i < columns.size(); i++) {
                drawIn(columns.get(sweep % 2 == 0 ? i : columns.size() - 1 - i));
            }
        }
        columnOf.forEach((cell, column) -> cell.moveTo(column.x));
    }

    private Column column(Cell cell) {
        Column column = columnOf.get(cell);
        if (column == null) {
            throw new IllegalStateException("a cell in no column");
        }
        return column;
    }

    /** The cells of a layer go on with the columns above them; of two that would cross, with the left one. */
    private void join(int index) {
        Map<Cell, Integer> places = new LinkedHashMap<>();
        if (index > 0) {
            layers.get(index - 1).forEach(cell -> places.put(cell, places.size()));
        }
        int taken = -1;
        for (Cell cell : layers.get(index)) {
            Column column = new Column();
            if (cell.above().size() == 1) {
                Cell before = cell.above().get(0);
                int place = places.getOrDefault(before, -1);
                if (before.below().size() == 1 && place > taken) {
                    taken = place;
                    column = column(before);
                }
            }
            if (column.cells.isEmpty()) {
                columns.add(column);
            }
            column.cells.add(cell);
            columnOf.put(cell, column);
        }
    }

    /** As far to the left as the widths allow. Columns do not cross, so none is to the left of itself, and this ends. */
    private void pushApart() {
        boolean moved = true;
        while (moved) {
            moved = false;
            for (Pair pair : pairs) {
                double least = column(pair.left()).x + Cell.apart(pair.left(), pair.right());
                if (column(pair.right()).x < least) {
                    column(pair.right()).x = least;
                    moved = true;
                }
            }
        }
    }

    private void drawIn(Column column) {
        double wanted = column.cells.stream()
                .flatMap(cell -> Stream.concat(cell.above().stream(), cell.below().stream()))
                .map(this::column)
                .filter(other -> other != column)
                .mapToDouble(other -> other.x)
                .average()
                .orElse(column.x);
        double least = column.toTheLeft.stream()
                .mapToDouble(pair -> column(pair.left()).x + Cell.apart(pair.left(), pair.right()))
                .max()
                .orElse(Double.NEGATIVE_INFINITY);
        double most = column.toTheRight.stream()
                .mapToDouble(pair -> column(pair.right()).x - Cell.apart(pair.left(), pair.right()))
                .min()
                .orElse(Double.POSITIVE_INFINITY);
        column.x = Math.max(least, Math.min(most, wanted));
    }
}
