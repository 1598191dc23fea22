package org.netloom.compiler.draw;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.draw.Graph.Arrow;
import org.netloom.compiler.draw.Graph.Box;

/** Makes one box of equal boxes that follow one another and change no sizes. */
final class Repeats {
    private Repeats() {}

    static Graph folded(Graph graph) {
        Graph now = graph;
        for (Box box : graph.boxes()) {
            now = withoutNext(now, box.id());
        }
        return now;
    }

    /** The graph with the boxes behind this one in it that are the same again. */
    private static Graph withoutNext(Graph graph, String id) {
        Graph now = graph;
        while (true) {
            Box box = find(now, id);
            List<String> behind = now.behind(id);
            Box next = box == null || behind.size() != 1 ? null : find(now, behind.get(0));
            if (box == null || next == null || !again(now, box, next)) {
                return now;
            }
            now = merged(now, box, next);
        }
    }

    private static @Nullable Box find(Graph graph, String id) {
        return graph.boxes().stream()
                .filter(box -> box.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    private static boolean again(Graph graph, Box box, Box next) {
        return graph.before(next.id()).size() == 1
                && graph.before(box.id()).stream().allMatch(source -> {
                    Box before = find(graph, source);
                    return before != null && before.out().equals(box.out());
                })
                && box.rows().equals(next.rows())
                && box.note().equals(next.note())
                && box.out().equals(next.out());
    }

    private static Graph merged(Graph graph, Box box, Box next) {
        List<Box> boxes = new ArrayList<>();
        for (Box other : graph.boxes()) {
            if (other.equals(box)) {
                boxes.add(new Box(box.id(), box.rows(), box.note(), box.out(), box.times() + 1));
            } else if (!other.equals(next)) {
                boxes.add(other);
            }
        }
        List<Arrow> arrows = new ArrayList<>();
        for (Arrow arrow : graph.arrows()) {
            if (arrow.from().equals(next.id())) {
                arrows.add(new Arrow(box.id(), arrow.to()));
            } else if (!arrow.to().equals(next.id())) {
                arrows.add(arrow);
            }
        }
        return new Graph(graph.title(), boxes, arrows);
    }
}
