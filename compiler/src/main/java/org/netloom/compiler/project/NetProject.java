package org.netloom.compiler.project;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.Compilation.GeneratedClass;
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Severity;
import org.netloom.compiler.source.SourceFile;
import org.netloom.compiler.source.SourceResolver;

/**
 * {@code .net} files and the folder that their Java goes to.
 *
 * <p>A build writes only files whose bytes change, so that nothing behind it is compiled again without need; deletes
 * what it wrote earlier and no source makes any more; does nothing at all when nothing changed since the last one; and
 * leaves everything as it is when there is an error. What it wrote is noted in the output folder, in
 * {@value Manifest#FILE_NAME}; files that it did not write are never touched, so that several folders of sources may
 * share an output folder.
 */
public final class NetProject {
    private static final String EXTENSION = ".net";

    private final @Nullable Path root;
    private final List<Path> files;
    private final Path output;
    private final @Nullable String defaultPackage;
    private final Set<String> warningsAsErrors;
    private final Map<String, String> parameters;
    private final List<Path> importFolders;

    private NetProject(
            @Nullable Path root,
            List<Path> files,
            Path output,
            @Nullable String defaultPackage,
            Set<String> warningsAsErrors,
            Map<String, String> parameters,
            List<Path> importFolders) {
        this.root = root;
        this.importFolders = List.copyOf(importFolders);
        this.parameters = new TreeMap<>(parameters);
        this.files = List.copyOf(files);
        this.output = output;
        this.defaultPackage = defaultPackage;
        this.warningsAsErrors = Set.copyOf(warningsAsErrors);
    }

    /**
     * All {@code .net} files below a folder. A file that names no package is in that of its folder: {@code
     * <root>/org/example/lenet.net} in {@code org.example}.
     */
    public static NetProject ofDirectory(Path root, Path output) {
        return new NetProject(root, List.of(), output, null, Set.of(), Map.of(), List.of());
    }

    /** These files, whatever else earlier builds wrote to the same folder. */
    public static NetProject ofFiles(List<Path> files, Path output) {
        return new NetProject(null, files.stream().distinct().toList(), output, null, Set.of(), Map.of(), List.of());
    }

    /** The same with a package for files that have none of their own, neither named nor by their folder. */
    public NetProject withDefaultPackage(@Nullable String name) {
        return new NetProject(root, files, output, name, warningsAsErrors, parameters, importFolders);
    }

    /** The same with these warnings as errors, see {@link CompilerOptions#warningsAsErrors}. */
    public NetProject withWarningsAsErrors(Set<String> ids) {
        return new NetProject(root, files, output, defaultPackage, ids, parameters, importFolders);
    }

    /** The same with values for the parameters of nets, as {@link CompilerOptions} takes them. */
    public NetProject withParameters(Map<String, String> values) {
        return new NetProject(root, files, output, defaultPackage, warningsAsErrors, values, importFolders);
    }

    /**
     * The same with folders that imports may come from: besides the root of a directory, or of files besides their own
     * folders or the roots of their packages.
     */
    public NetProject withImportFolders(List<Path> folders) {
        return new NetProject(root, files, output, defaultPackage, warningsAsErrors, parameters, folders);
    }

    /**
     * What a build did.
     *
     * @param problems in the order of the files; after an error nothing is written; none where it is up to date
     * @param sources the {@code .net} files
     * @param written new or changed files
     * @param deleted files whose source went away
     * @param unchanged how many files were right already
     * @param upToDate whether nothing changed since the last build, so that nothing was compiled
     */
    public record Outcome(
            List<Problem> problems,
            List<Path> sources,
            List<Path> written,
            List<Path> deleted,
            int unchanged,
            boolean upToDate) {
        public Outcome {
            problems = List.copyOf(problems);
            sources = List.copyOf(sources);
            written = List.copyOf(written);
            deleted = List.copyOf(deleted);
        }

        public boolean succeeded() {
            return errors() == 0;
        }

        public long errors() {
            return problems.stream()
                    .filter(problem -> problem.severity() == Severity.ERROR)
                    .count();
        }
    }

    /**
     * Compiles what changed.
     *
     * @throws IOException with one sentence, where a source cannot be read or the output cannot be written
     * @throws org.netloom.compiler.registry.ProviderException if what others add does not go together
     */
    public Outcome build() throws IOException {
        Map<SourceFile, Path> sources = sources();
        List<Path> paths = List.copyOf(sources.values());
        OutputFolder.check(output);
        Manifest old = Manifest.read(output);
        String stamp = stamp(sources);
        String owner = owner();
        if (stamp.equals(old.stamps().get(owner)) && old.isIntact(output, owner) && !mayImport(sources)) {
            int unchanged = old.entriesOf(owner).size();
            return new Outcome(List.of(), paths, List.of(), List.of(), unchanged, true);
        }
        CompilerOptions options = CompilerOptions.defaults()
                .withDefaultPackage(file -> packageOf(sources.get(file)))
                .withWarningsAsErrors(warningsAsErrors)
                .withParameters(parameters)
                .withSources(imports());
        Compilation compilation = NetCompiler.compile(List.copyOf(sources.keySet()), options);
        if (!compilation.succeeded()) {
            return new Outcome(compilation.problems(), paths, List.of(), List.of(), 0, false);
        }
        return write(compilation, sources, old, stamp);
    }

    private SourceResolver imports() {
        SourceResolver files = SourceResolver.files(importFolders);
        if (root == null) {
            return files;
        }
        Set<Path> only = Set.of(root.toAbsolutePath().normalize());
        return (from, path, roots) -> files.resolve(from, path, only);
    }

    /** Whether the outcome may depend on files that nobody knows before reading these. */
    private static boolean mayImport(Map<SourceFile, Path> sources) {
        return sources.keySet().stream().anyMatch(source -> source.text().contains("import"));
    }

    private Outcome write(Compilation compilation, Map<SourceFile, Path> sources, Manifest old, String stamp)
            throws IOException {
        String owner = owner();
        Map<String, Manifest.Entry> entries = new TreeMap<>();
        List<Path> written = new ArrayList<>();
        OutputFolder folder = new OutputFolder(output, old, owner);
        for (int i = 0; i < compilation.classes().size(); i++) {
            GeneratedClass generated = compilation.classes().get(i);
            SourceFile source = compilation.networks().get(i).span().file();
            if (folder.write(generated.path(), generated.source())) {
                written.add(output.resolve(generated.path()));
            }
            String digest = Digests.sha256(generated.source());
            entries.put(generated.path(), new Manifest.Entry(owner, key(sources.get(source)), digest));
        }
        List<Path> deleted = new ArrayList<>();
        List<String> keys = sources.values().stream().map(this::key).toList();
        for (Map.Entry<String, Manifest.Entry> before : old.entries().entrySet()) {
            Manifest.Entry entry = before.getValue();
            if (entries.containsKey(before.getKey())) {
                continue;
            }
            if (isOthers(entry, owner) || (root == null && !keys.contains(entry.source()))) {
                entries.put(before.getKey(), entry);
            } else if (folder.delete(before.getKey(), entry)) {
                deleted.add(output.resolve(before.getKey()));
            }
        }
        if (!entries.isEmpty() || Files.exists(output.resolve(Manifest.FILE_NAME))) {
            Map<String, String> stamps = new TreeMap<>(old.stamps());
            stamps.put(owner, stamp);
            stamps.keySet()
                    .removeIf(other -> !other.equals(owner)
                            && entries.values().stream()
                                    .noneMatch(entry -> entry.root().equals(other)));
            new Manifest(stamps, entries).write(folder);
        }
        int unchanged = compilation.classes().size() - written.size();
        List<Path> paths = List.copyOf(sources.values());
        return new Outcome(compilation.problems(), paths, written, deleted, unchanged, false);
    }

    /** Whether it belongs to another folder of sources, which is there to look after it. */
    private boolean isOthers(Manifest.Entry entry, String owner) {
        return !entry.root().equals(owner)
                && Files.isDirectory(output.resolve(entry.root()).normalize());
    }

    private Map<SourceFile, Path> sources() throws IOException {
        Map<SourceFile, Path> sources = new LinkedHashMap<>();
        for (Path path : root == null ? files : filesBelow(root)) {
            try {
                sources.put(SourceFile.read(path), path);
            } catch (NoSuchFileException e) {
                throw new IOException("there is no file " + path, e);
            } catch (AccessDeniedException e) {
                throw new IOException("no permission to read " + path, e);
            } catch (IOException e) {
                throw new IOException(
                        Files.isDirectory(path) ? path + " is a folder, not a .net file" : "cannot read " + path, e);
            }
        }
        return sources;
    }

    private static List<Path> filesBelow(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(path -> path.toString().endsWith(EXTENSION) && Files.isRegularFile(path))
                    .sorted()
                    .toList();
        }
    }

    private String packageOf(@Nullable Path source) {
        if (root != null && source != null) {
            Path below = root.relativize(source).getParent();
            if (below != null) {
                return slashes(below).replace('/', '.');
            }
        }
        return defaultPackage == null ? CompilerOptions.DEFAULT_PACKAGE : defaultPackage;
    }

    /** How the manifest names a source: below the root, or as seen from the output folder. */
    private String key(@Nullable Path source) {
        if (source == null) {
            throw new IllegalArgumentException("a class of no source");
        }
        if (root != null) {
            return slashes(root.relativize(source));
        }
        return fromOutput(source);
    }

    /** How the manifest names these sources: by their folder, or all that come as single files by no name. */
    private String owner() {
        return root == null ? "" : fromOutput(root);
    }

    /** A path as seen from the output folder, so that a project may be moved. */
    private String fromOutput(Path path) {
        Path from = output.toAbsolutePath().normalize();
        Path to = path.toAbsolutePath().normalize();
        boolean related = from.getRoot() != null && from.getRoot().equals(to.getRoot());
        return slashes(related ? from.relativize(to) : to);
    }

    private static String slashes(Path path) {
        return path.toString().replace(path.getFileSystem().getSeparator(), "/");
    }

    /** Of everything that the output depends on. */
    private String stamp(Map<SourceFile, Path> sources) throws IOException {
        Map<String, String> parts = new HashMap<>();
        sources.forEach((source, path) -> parts.put(key(path), Digests.sha256(source.text())));
        StringBuilder all = new StringBuilder();
        all.append(Digests.compiler()).append('\n').append(root == null ? "files" : "directory");
        all.append('\n').append(defaultPackage).append('\n');
        all.append(new TreeSet<>(warningsAsErrors)).append('\n');
        all.append(parameters).append('\n');
        all.append(importFolders).append('\n');
        new TreeMap<>(parts)
                .forEach((name, digest) ->
                        all.append(name).append('\n').append(digest).append('\n'));
        return Digests.sha256(all.toString());
    }
}
