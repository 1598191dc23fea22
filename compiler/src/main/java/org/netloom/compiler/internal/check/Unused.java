package org.netloom.compiler.internal.check;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.netloom.compiler.internal.syntax.NetFile;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.source.SourceFile;
import org.netloom.compiler.source.Span;

/** Warns of blocks that no net uses, directly or through others, and of imports that give nothing that is used. */
final class Unused {
    private final List<NetFile> files;
    private final Imports imports;
    private final Blocks blocks;
    private final Problems problems;
    private final Set<Span> used = new HashSet<>();

    Unused(List<NetFile> files, Imports imports, Blocks blocks, Problems problems) {
        this.files = files;
        this.imports = imports;
        this.blocks = blocks;
        this.problems = problems;
    }

    void report() {
        Set<SourceFile> imported = new HashSet<>();
        imports.targets().values().forEach(target -> imported.add(target.source()));
        for (NetFile file : files) {
            boolean library = imported.contains(file.source())
                    || file.declarations().stream().noneMatch(NetFile.Net.class::isInstance);
            // All blocks of a library are for others.
            file.declarations().stream()
                    .filter(declaration -> declaration instanceof NetFile.Net || library)
                    .forEach(declaration -> follow(declaration));
        }
        for (NetFile file : files) {
            for (NetFile.Declaration declaration : file.declarations()) {
                if (declaration instanceof NetFile.Block block && !used.contains(block.span())) {
                    problems.add(Problem.warning(
                            "block.unused",
                            block.name().span(),
                            "no net uses the block '%s'".formatted(block.name().text())));
                }
            }
            file.imports().forEach(clause -> checkImport(file, clause));
        }
    }

    private void checkImport(NetFile file, NetFile.Import clause) {
        NetFile target = imports.targets().get(clause);
        if (target == null || target.source().equals(file.source())) {
            return;
        }
        Set<String> called = new HashSet<>();
        file.declarations()
                .forEach(declaration -> Blocks.calls(body(declaration))
                        .forEach(call -> called.add(call.name().text())));
        boolean needed = target.declarations().stream()
                .anyMatch(declaration -> declaration instanceof NetFile.Block block
                        && called.contains(block.name().text()));
        if (!needed) {
            problems.add(Problem.warning(
                    "import.unused",
                    clause.path().span(),
                    "nothing here uses a block of '%s'".formatted(clause.path().value())));
        }
    }

    private void follow(NetFile.Declaration start) {
        Deque<NetFile.Declaration> open = new ArrayDeque<>(List.of(start));
        if (start instanceof NetFile.Block) {
            used.add(start.span());
        }
        while (!open.isEmpty()) {
            NetFile.Declaration declaration = open.remove();
            for (NetFile.Call call : Blocks.calls(body(declaration))) {
                blocks.find(call.name().span().file(), call.name().text())
                        .filter(block -> used.add(block.span()))
                        .ifPresent(open::add);
            }
        }
    }

    private static List<NetFile.Statement> body(NetFile.Declaration declaration) {
        if (declaration instanceof NetFile.Net net) {
            return net.body();
        }
        return declaration instanceof NetFile.Block block ? block.body() : List.of();
    }
}
