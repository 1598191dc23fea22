package org.netloom.compiler.internal.check;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.syntax.NetFile;
import org.netloom.compiler.internal.syntax.NetParser;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.source.SourceFile;
import org.netloom.compiler.source.SourceResolver;

/** Reads the files that others import, each once, and refuses circles. */
final class Imports {
    /** Imports of imports; a person's project has a few. */
    static final int DEEPEST = 50;

    private final SourceResolver sources;
    private final Problems problems;
    private final Map<String, NetFile> files = new LinkedHashMap<>();
    private final Map<NetFile.Import, NetFile> targets = new HashMap<>();
    private final List<NetFile> trail = new ArrayList<>();
    private final Map<String, Boolean> followed = new HashMap<>();
    private final Set<Path> sourceRoots = new LinkedHashSet<>();

    private Imports(SourceResolver sources, Problems problems) {
        this.sources = sources;
        this.problems = problems;
    }

    /** Reads all that these files import, directly and through others. */
    static Imports of(List<NetFile> roots, SourceResolver sources, Problems problems) {
        Imports imports = new Imports(sources, problems);
        roots.forEach(root -> imports.files.putIfAbsent(key(root.source()), root));
        roots.forEach(imports::addSourceRoot);
        roots.forEach(imports::follow);
        return imports;
    }

    /**
     * The folder where packages begin: that of the file, or further up where the folders are called as its package is. A
     * file that is not on a disk has none.
     */
    private void addSourceRoot(NetFile file) {
        try {
            Path folder =
                    Path.of(file.source().name()).toAbsolutePath().normalize().getParent();
            NetFile.Name name = file.packageName();
            if (folder == null) {
                return;
            }
            sourceRoots.add(folder);
            Path names = name == null ? null : Path.of(name.text().replace('.', '/'));
            if (names != null && folder.endsWith(names)) {
                Path root = folder;
                for (int i = 0; i < names.getNameCount() && root != null; i++) {
                    root = root.getParent();
                }
                if (root != null) {
                    sourceRoots.remove(folder);
                    sourceRoots.add(root);
                }
            }
        } catch (InvalidPathException notOnDisk) {
            // Then it imports nothing from one either.
        }
    }

    /** The path without its detours, so that a file is read once however it is named. */
    private static String key(SourceFile file) {
        try {
            return Path.of(file.name()).normalize().toString();
        } catch (InvalidPathException notOnDisk) {
            return file.name();
        }
    }

    /** The files given and those that they import. */
    Collection<NetFile> files() {
        return files.values();
    }

    /** What each import clause leads to, where it leads anywhere. */
    Map<NetFile.Import, NetFile> targets() {
        return targets;
    }

    private void follow(NetFile file) {
        if (followed.putIfAbsent(file.source().name(), true) != null) {
            return;
        }
        trail.add(file);
        for (NetFile.Import clause : file.imports()) {
            NetFile target = target(file, clause);
            if (target == null) {
                continue;
            }
            targets.put(clause, target);
            int circle = trail.indexOf(target);
            if (circle >= 0) {
                reportCircle(clause, trail.subList(circle, trail.size()));
            } else if (trail.size() == DEEPEST) {
                problems.add(Problem.error(
                        "import.too-deep",
                        clause.path().span(),
                        String.format(Locale.ROOT, "files import one another deeper than %d", DEEPEST)));
            } else {
                follow(target);
            }
        }
        trail.remove(trail.size() - 1);
    }

    private @Nullable NetFile target(NetFile file, NetFile.Import clause) {
        String path = clause.path().value();
        try {
            SourceFile source = sources.resolve(file.source(), path, sourceRoots);
            NetFile known = files.get(key(source));
            if (known != null) {
                return known;
            }
            NetFile parsed = NetParser.parse(source, problems);
            files.put(key(source), parsed);
            return parsed;
        } catch (SourceResolver.OutsideException refused) {
            problems.add(Problem.error(
                            "import.outside",
                            clause.path().span(),
                            "'%s' cannot be imported: %s".formatted(path, refused.getMessage()))
                    .help("copy it there, or allow its folder: --imports-from DIR, <importFolders> in Maven"));
            return null;
        } catch (IOException failure) {
            problems.add(Problem.error(
                            "import.not-found",
                            clause.path().span(),
                            "'%s' cannot be imported: %s".formatted(path, failure.getMessage()))
                    .help("the path is relative to the folder of this file"));
            return null;
        }
    }

    private void reportCircle(NetFile.Import clause, List<NetFile> circle) {
        List<String> names = new ArrayList<>();
        circle.forEach(file -> names.add(file.source().fileName()));
        names.add(names.get(0));
        problems.add(Problem.error(
                        "import.cycle",
                        clause.path().span(),
                        "files import one another in a circle: " + String.join(" -> ", names))
                .help("put the blocks that they share into a file of their own"));
    }
}
