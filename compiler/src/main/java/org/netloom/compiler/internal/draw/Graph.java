package org.netloom.compiler.internal.draw;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

    /** The boxes before each that has some, in the order of the arrows. */
    Map<String, List<String>> before() {
        Map<String, List<String>> before = new HashMap<>();
        arrows.forEach(arrow ->
                before.computeIfAbsent(arrow.to(), id -> new ArrayList<>()).add(arrow.from()));
        return before;
    }

    /** The boxes behind each that has some, in the order of the arrows. */
    Map<String, List<String>> behind() {
        Map<String, List<String>> behind = new HashMap<>();
        arrows.forEach(arrow ->
                behind.computeIfAbsent(arrow.from(), id -> new ArrayList<>()).add(arrow.to()));
        return behind;
    }
}
