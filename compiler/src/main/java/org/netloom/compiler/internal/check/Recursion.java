package org.netloom.compiler.internal.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.syntax.NetFile;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.source.Span;

/** Finds blocks that use themselves, directly or through others: expanding one would never end. */
final class Recursion {
    private final Blocks blocks;
    private final Problems problems;
    /** By the places of the blocks, as everything here. */
    private final Map<Span, List<Use>> uses = new HashMap<>();

    private final Set<Span> reported = new HashSet<>();

    /** A call of a block in another one. */
    private record Use(NetFile.Call call, NetFile.Block block) {}

    Recursion(Blocks blocks, Problems problems) {
        this.blocks = blocks;
        this.problems = problems;
    }

    /** The places of the blocks that use themselves; each circle of them is reported once, with the way around it. */
    Set<Span> check(Collection<NetFile> files) {
        List<NetFile.Block> all = new ArrayList<>();
        for (NetFile file : files) {
            for (NetFile.Declaration declaration : file.declarations()) {
                if (declaration instanceof NetFile.Block block) {
                    all.add(block);
                    uses.put(block.span(), uses(file, block));
                }
            }
        }
        Set<Span> endless = endless();
        Set<Span> recursive = new HashSet<>();
        for (NetFile.Block block : all) {
            List<Use> circle = endless.contains(block.span()) ? circle(block) : null;
            if (circle != null) {
                recursive.add(block.span());
                report(block, circle);
            }
        }
        return recursive;
    }

    /** The blocks from which a circle can be reached: those that are left where all that end are taken away. */
    private Set<Span> endless() {
        Map<Span, List<Span>> users = new HashMap<>();
        Map<Span, Integer> left = new HashMap<>();
        Deque<Span> ending = new ArrayDeque<>();
        uses.forEach((block, used) -> {
            used.forEach(use -> users.computeIfAbsent(use.block().span(), span -> new ArrayList<>())
                    .add(block));
            left.put(block, used.size());
            if (used.isEmpty()) {
                ending.add(block);
            }
        });
        while (!ending.isEmpty()) {
            Span block = ending.remove();
            left.remove(block);
            for (Span user : users.getOrDefault(block, List.of())) {
                if (left.merge(user, -1, Integer::sum) == 0) {
                    ending.add(user);
                }
            }
        }
        return left.keySet();
    }

    private List<Use> uses(NetFile file, NetFile.Block block) {
        List<Use> list = new ArrayList<>();
        for (NetFile.Call call : Blocks.calls(block.body())) {
            blocks.find(file.source(), call.name().text()).ifPresent(used -> list.add(new Use(call, used)));
        }
        return list;
    }

    /** The shortest way from a block back to itself, or null where there is none. */
    private @Nullable List<Use> circle(NetFile.Block start) {
        Map<Span, Way> reached = new HashMap<>();
        Deque<Way> edge = new ArrayDeque<>();
        edge.add(new Way(null, null));
        while (!edge.isEmpty()) {
            Way way = edge.remove();
            Use last = way.last();
            Span at = last == null ? start.span() : last.block().span();
            for (Use use : uses.getOrDefault(at, List.of())) {
                Way longer = new Way(way, use);
                if (use.block().span().equals(start.span())) {
                    return longer.uses();
                }
                if (reached.putIfAbsent(use.block().span(), longer) == null) {
                    edge.add(longer);
                }
            }
        }
        return null;
    }

    /** Uses one after the other. */
    private record Way(@Nullable Way before, @Nullable Use last) {
        List<Use> uses() {
            Deque<Use> uses = new ArrayDeque<>();
            for (Way way = this; way != null; way = way.before()) {
                if (way.last() != null) {
                    uses.addFirst(way.last());
                }
            }
            return List.copyOf(uses);
        }
    }

    private void report(NetFile.Block block, List<Use> circle) {
        if (!reported.add(block.span())) {
            return;
        }
        circle.forEach(use -> reported.add(use.block().span()));
        String name = block.name().text();
        String way = circle.stream().map(use -> use.block().name().text()).collect(Collectors.joining(" -> "));
        Problem problem = Problem.error(
                        "block.recursion",
                        circle.get(0).call().name().span(),
                        circle.size() == 1
                                ? "%s uses itself, which would never end".formatted(name)
                                : "%s uses itself through others, which would never end: %s -> %s"
                                        .formatted(name, name, way))
                .help("repeat n { … } does something n times");
        for (Use use : circle.subList(1, circle.size())) {
            problem = problem.related(
                    use.call().span(), "here " + use.block().name().text() + " is used");
        }
        problems.add(problem);
    }
}
