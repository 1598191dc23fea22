package org.netloom.compiler.project;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the last builds wrote, as a file in the output folder:
 *
 * <pre>
 * netloom 2
 * &lt;stamp of sources, options and compiler&gt; TAB ../../src/main/net
 * &lt;SHA-256&gt; TAB org/example/LeNet.java TAB ../../src/main/net TAB lenet.net
 * </pre>
 *
 * <p>Several folders of sources may share an output folder; each build owns what it wrote, and touches nothing of the
 * others'.
 *
 * @param stamps of everything that the output depends on, by the folder of the sources, as seen from the output folder;
 *     builds of single files share the empty name
 * @param entries by the path of the generated file
 */
record Manifest(Map<String, String> stamps, Map<String, Entry> entries) {
    static final String FILE_NAME = ".netloom";

    private static final String HEADER = "netloom 2";

    /**
     * One generated file.
     *
     * @param root the folder of the sources
     * @param source the name of the {@code .net} file that it was made from
     * @param digest SHA-256 of its text
     */
    record Entry(String root, String source, String digest) {}

    Manifest {
        stamps = new TreeMap<>(stamps);
        entries = new TreeMap<>(entries);
    }

    /** A manifest that is missing, damaged, or of another version is that of a first build. */
    static Manifest read(Path folder) throws IOException {
        Map<String, String> stamps = new TreeMap<>();
        Map<String, Entry> entries = new TreeMap<>();
        String text = OutputFolder.read(folder.resolve(FILE_NAME));
        List<String> lines = text == null ? List.of() : text.lines().toList();
        if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
            return new Manifest(stamps, entries);
        }
        for (String line : lines.subList(1, lines.size())) {
            String[] parts = line.split("\t", -1);
            if (parts.length == 2) {
                stamps.put(parts[1], parts[0]);
            } else if (parts.length == 4 && isBelow(folder, parts[1])) {
                entries.put(parts[1], new Entry(parts[2], parts[3], parts[0]));
            } else {
                return new Manifest(Map.of(), Map.of());
            }
        }
        return new Manifest(stamps, entries);
    }

    private static boolean isBelow(Path folder, String path) {
        Path whole = folder.resolve(path).normalize();
        return whole.startsWith(folder.normalize()) && path.endsWith(".java");
    }

    /** What a folder's sources were made into. */
    Map<String, Entry> entriesOf(String root) {
        Map<String, Entry> own = new TreeMap<>(entries);
        own.values().removeIf(entry -> !entry.root().equals(root));
        return own;
    }

    /** Whether each of its files is there as it was written. */
    boolean isIntact(Path folder, String root) throws IOException {
        for (Map.Entry<String, Entry> entry : entriesOf(root).entrySet()) {
            String present = OutputFolder.read(folder.resolve(entry.getKey()));
            if (present == null
                    || !Digests.sha256(present).equals(entry.getValue().digest())) {
                return false;
            }
        }
        return true;
    }

    void write(OutputFolder folder) throws IOException {
        StringBuilder text = new StringBuilder(HEADER + "\n");
        stamps.forEach(
                (root, stamp) -> text.append(stamp).append('\t').append(root).append('\n'));
        entries.forEach((path, entry) -> text.append(entry.digest())
                .append('\t')
                .append(path)
                .append('\t')
                .append(entry.root())
                .append('\t')
                .append(entry.source())
                .append('\n'));
        folder.replace(FILE_NAME, text.toString());
    }
}
