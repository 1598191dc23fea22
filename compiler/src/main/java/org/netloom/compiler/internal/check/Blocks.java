package org.netloom.compiler.internal.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.syntax.NetFile;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.source.SourceFile;
import org.netloom.compiler.source.Span;

/**
 * The blocks that each file can use: its own, and those that the files it imports declare themselves. Two of one name
 * are refused, and so is one that uses itself, directly or through others.
 */
final class Blocks {
    private final Problems problems;
    private final LayerNames layers;
    private final Map<String, Map<String, NetFile.Block>> byFile = new HashMap<>();
    private final Set<Span> recursive = new HashSet<>();

    private Blocks(LayerNames layers, Problems problems) {
        this.layers = layers;
        this.problems = problems;
    }

    /**
     * The blocks of these files.
     *
     * @param files all of them, those that are imported included
     * @param imports what each import clause leads to, where it leads anywhere
     * @param layers whose names no block can have
     */
    static Blocks of(
            Collection<NetFile> files, Map<NetFile.Import, NetFile> imports, LayerNames layers, Problems problems) {
        Blocks blocks = new Blocks(layers, problems);
        files.forEach(blocks::declare);
        Map<String, Map<String, NetFile.Block>> own = new HashMap<>();
        blocks.byFile.forEach((file, named) -> own.put(file, Map.copyOf(named)));
        files.forEach(file -> blocks.addImported(file, imports, own));
        blocks.recursive.addAll(new Recursion(blocks, problems).check(files));
        return blocks;
    }

    /** The layers that stand beside the blocks in a body. */
    LayerNames layers() {
        return layers;
    }

    /** The block that this name means in this file. */
    Optional<NetFile.Block> find(SourceFile file, String name) {
        return Optional.ofNullable(visible(file).get(name));
    }

    /** The names of the blocks that a file can use. */
    Collection<String> names(SourceFile file) {
        return visible(file).keySet();
    }

    /** Whether using it would never end, which is reported. */
    boolean isRecursive(NetFile.Block block) {
        return recursive.contains(block.span());
    }

    private Map<String, NetFile.Block> visible(SourceFile file) {
        return byFile.getOrDefault(file.name(), Map.of());
    }

    private void declare(NetFile file) {
        Map<String, NetFile.Block> named = new LinkedHashMap<>();
        byFile.put(file.source().name(), named);
        for (NetFile.Declaration declaration : file.declarations()) {
            if (declaration instanceof NetFile.Block block) {
                String name = block.name().text();
                if (layers.findInLanguage(name).isPresent()) {
                    problems.add(Problem.error(
                                    "block.name-taken",
                                    block.name().span(),
                                    "a block cannot be called '%s', which is a layer".formatted(name))
                            .help("did you mean '%s_block'?".formatted(name)));
                    continue;
                }
                NetFile.Block first = named.putIfAbsent(name, block);
                if (first != null) {
                    reportTwice(block.name(), first);
                }
            }
        }
    }

    private void addImported(
            NetFile file, Map<NetFile.Import, NetFile> imports, Map<String, Map<String, NetFile.Block>> own) {
        Map<String, NetFile.Block> named = byFile.getOrDefault(file.source().name(), new LinkedHashMap<>());
        for (NetFile.Import clause : file.imports()) {
            NetFile imported = imports.get(clause);
            if (imported == null || imported.source().equals(file.source())) {
                continue;
            }
            own.getOrDefault(imported.source().name(), Map.of()).forEach((name, block) -> {
                NetFile.Block first = named.putIfAbsent(name, block);
                if (first != null && !first.span().equals(block.span())) {
                    problems.add(Problem.error(
                                    "import.block-twice",
                                    clause.path().span(),
                                    "'%s' has a block '%s' and there is one already"
                                            .formatted(clause.path().value(), name))
                            .related(first.name().span(), "first defined here")
                            .related(block.name().span(), "and here"));
                }
            });
        }
    }

    private void reportTwice(NetFile.Name name, NetFile.Block first) {
        problems.add(
                Problem.error("block.name-twice", name.span(), "a block '%s' exists already".formatted(name.text()))
                        .related(first.name().span(), "first defined here"));
    }

    /** The calls of blocks in a body, wherever they stand in it, in their order. */
    static List<NetFile.Call> calls(List<NetFile.Statement> body) {
        List<NetFile.Call> calls = new ArrayList<>();
        for (NetFile.Statement statement : body) {
            if (statement instanceof NetFile.Call call) {
                calls.add(call);
            } else if (statement instanceof NetFile.BrokenCall broken) {
                calls.add(broken.call());
            } else if (statement instanceof NetFile.Merge merge) {
                calls.add(merge.call());
            }
            inside(statement).forEach(inner -> calls.addAll(calls(inner)));
        }
        return calls;
    }

    /** The bodies inside a statement. */
    static List<List<NetFile.Statement>> inside(NetFile.Statement statement) {
        List<List<NetFile.Statement>> bodies = new ArrayList<>();
        if (statement instanceof NetFile.Broken broken) {
            bodies.add(broken.body());
        } else if (statement instanceof NetFile.Merge merge) {
            merge.branches().forEach(branch -> bodies.add(branch.body()));
        } else if (statement instanceof NetFile.Repeat repeat) {
            bodies.add(repeat.body());
        } else if (statement instanceof NetFile.Share share && share.body() != null) {
            bodies.add(share.body());
        } else if (statement instanceof NetFile.If choice) {
            choice.cases().forEach(one -> bodies.add(one.body()));
            @Nullable List<NetFile.Statement> otherwise = choice.otherwise();
            if (otherwise != null) {
                bodies.add(otherwise);
            }
        }
        return bodies;
    }
}
