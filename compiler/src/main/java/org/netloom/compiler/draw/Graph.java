package org.netloom.compiler.draw;

import java.util.List;

/**
 * Boxes and arrows, in an order in which each box stands behind those that it takes values from.
 *
 * @param title above the picture
 */
record Graph(String title, List<Box> boxes, List<Arrow> arrows) {
    Graph {
        boxes = List.copyOf(boxes);
        arrows = List.copyOf(arrows);
    }

    /** One line of a box. */
    record Row(String text, Kind kind) {}

    /**
     * Layers that follow one another, or a block.
     *
     * @param id among the boxes of the graph
     * @param note a small line below, or an empty text
     * @param out the shape that it puts out
     * @param times how many of it follow one another
     */
    record Box(String id, List<Row> rows, String note, String out, int times) {
        Box {
            rows = List.copyOf(rows);
        }

        boolean block() {
            return rows.get(0).kind() == Kind.BLOCK;
        }
    }

    /** From one box to another, by their ids. */
    record Arrow(String from, String to) {}

    List<String> before(String id) {
        return arrows.stream()
                .filter(arrow -> arrow.to().equals(id))
                .map(Arrow::from)
                .toList();
    }

    List<String> behind(String id) {
        return arrows.stream()
                .filter(arrow -> arrow.from().equals(id))
                .map(Arrow::to)
                .toList();
    }
}
