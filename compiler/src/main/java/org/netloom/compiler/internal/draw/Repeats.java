package org.netloom.compiler.internal.draw;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.netloom.compiler.internal.draw.Graph.Arrow;
import org.netloom.compiler.internal.draw.Graph.Box;

/** Makes one box of equal boxes that follow one another and change no sizes. */
final class Repeats {
    private final Graph graph;
    private final Map<String, Box> boxes = new LinkedHashMap<>();
    /** The boxes behind and before each, as far as they are left. */
    private final Map<String, List<String>> behind;

    private final Map<String, List<String>> before;
    /** What a box that is gone has become a part of. */
    private final Map<String, String> merged = new HashMap<>();

    private Repeats(Graph graph) {
        this.graph = graph;
        graph.boxes().forEach(box -> boxes.put(box.id(), box));
        this.behind = graph.behind();
        this.before = graph.before();
    }

    static Graph folded(Graph graph) {
        return new Repeats(graph).folded();
    }

    private Graph folded() {
        for (Box box : graph.boxes()) {
            mergeWhatFollows(box.id());
        }
        List<Arrow> arrows = new ArrayList<>();
        for (Arrow arrow : graph.arrows()) {
            Arrow now = new Arrow(left(arrow.from()), left(arrow.to()));
            if (!now.from().equals(now.to())) {
                arrows.add(now);
            }
        }
        return new Graph(graph.title(), new ArrayList<>(boxes.values()), arrows);
    }

    private String left(String id) {
        return merged.getOrDefault(id, id);
    }

    /** Takes the boxes behind this one into it that are the same again. */
    private void mergeWhatFollows(String id) {
        Box box = boxes.get(id);
        while (box != null) {
            List<String> followers = behind.getOrDefault(id, List.of());
            Box next = followers.size() == 1 ? boxes.get(followers.get(0)) : null;
            if (next == null || !isAgain(box, next)) {
                return;
            }
            merged.put(next.id(), id);
            boxes.remove(next.id());
            List<String> further = behind.getOrDefault(next.id(), List.of());
            behind.put(id, further);
            for (String target : further) {
                before.getOrDefault(target, new ArrayList<>())
                        .replaceAll(source -> source.equals(next.id()) ? id : source);
            }
            box = new Box(id, box.rows(), box.note(), box.out(), box.times() + 1);
            boxes.put(id, box);
        }
    }

    private boolean isAgain(Box box, Box next) {
        return before.getOrDefault(next.id(), List.of()).size() == 1
                && box.rows().equals(next.rows())
                && box.note().equals(next.note())
                && box.out().equals(next.out())
                && before.getOrDefault(box.id(), List.of()).stream().allMatch(source -> {
                    Box earlier = boxes.get(source);
                    return earlier != null && earlier.out().equals(box.out());
                });
    }
}
