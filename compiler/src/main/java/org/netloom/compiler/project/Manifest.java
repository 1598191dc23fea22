package org.netloom.compiler.project;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the last build wrote, as a file in the output folder:
 *
 * <pre>
 * netloom 1
 * &lt;stamp of sources, options and compiler&gt;
 * &lt;SHA-256&gt; TAB org/example/LeNet.java TAB lenet.net
 * </pre>
 *
 * @param stamp of everything that the output depends on, or null before the first build
 * @param entries by the path of the generated file
 */
record Manifest(@Nullable String stamp, Map<String, Entry> entries) {
    static final String FILE_NAME = ".netloom";

    private static final String HEADER = "netloom 1";

    /**
     * One generated file.
     *
     * @param source the name of the {@code .net} file that it was made from
     * @param digest SHA-256 of its text
     */
    record Entry(String source, String digest) {}

    Manifest {
        entries = new TreeMap<>(entries);
    }

    /** A manifest that is missing, damaged, or of another version is that of a first build. */
    static Manifest read(Path folder) throws IOException {
        Map<String, Entry> entries = new TreeMap<>();
        String text = OutputFolder.read(folder.resolve(FILE_NAME));
        List<String> lines = text == null ? List.of() : text.lines().toList();
        if (lines.size() < 2 || !lines.get(0).equals(HEADER)) {
            return new Manifest(null, entries);
        }
        for (String line : lines.subList(2, lines.size())) {
            String[] parts = line.split("\t", -1);
            if (parts.length != 3 || !isBelow(folder, parts[1])) {
                return new Manifest(null, Map.of());
            }
            entries.put(parts[1], new Entry(parts[2], parts[0]));
        }
        return new Manifest(lines.get(1), entries);
    }

    private static boolean isBelow(Path folder, String path) {
        Path whole = folder.resolve(path).normalize();
        return whole.startsWith(folder.normalize()) && path.endsWith(".java");
    }

    /** Whether every file is there as it was written. */
    boolean isIntact(Path folder) throws IOException {
        for (Map.Entry<String, Entry> entry : entries.entrySet()) {
            String present = OutputFolder.read(folder.resolve(entry.getKey()));
            if (present == null
                    || !Digests.sha256(present).equals(entry.getValue().digest())) {
                return false;
            }
        }
        return true;
    }

    void write(OutputFolder folder) throws IOException {
        StringBuilder text = new StringBuilder(HEADER + "\n" + stamp + "\n");
        entries.forEach((path, entry) -> text.append(entry.digest())
                .append('\t')
                .append(path)
                .append('\t')
                .append(entry.source())
                .append('\n'));
        folder.replace(FILE_NAME, text.toString());
    }
}
