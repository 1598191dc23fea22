package org.netloom.compiler.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A {@code .net} file in memory: its name for messages, and its text. */
public final class SourceFile {
    /** The parser takes less; whoever names a disk image by mistake is not to wait for all of it. */
    private static final int MOST_BYTES = 32 << 20;

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final String name;
    private final String text;
    private final int[] lineStarts;

    /**
     * @param name the path as the user gave it
     * @param text the whole text; lines end with LF or CRLF, and a byte order mark before it is left out
     */
    public SourceFile(String name, String text) {
        this.name = name;
        this.text = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        List<Integer> starts = new ArrayList<>(List.of(0));
        for (int i = 0; i < this.text.length(); i++) {
            if (this.text.charAt(i) == '\n') {
                starts.add(i + 1);
            }
        }
        this.lineStarts = starts.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * Reads a file of UTF-8 text. Bytes that are not UTF-8 become U+FFFD, which the parser reports.
     *
     * @param name the path as the user gave it
     * @throws IOException where it cannot be read, and for what is far larger than a {@code .net} file
     */
    public static SourceFile read(String name, Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException("it has more than %s MB, which no .net file has".formatted(MOST_BYTES >> 20));
            }
            return new SourceFile(name, new String(bytes, StandardCharsets.UTF_8));
        }
    }

    /** {@link #read(String, Path)} under the path's own name. */
    public static SourceFile read(Path path) throws IOException {
        return read(path.toString(), path);
    }

    public String name() {
        return name;
    }

    /** The name without its folders: {@code lenet.net}. */
    public String fileName() {
        return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    }

    public String text() {
        return text;
    }

    /** The line of an offset, from 1. */
    public int line(int offset) {
        int low = 0;
        int high = lineStarts.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (lineStarts[middle] <= offset) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low + 1;
    }

    /** The column of an offset in its line, from 1, in characters. */
    public int column(int offset) {
        int start = lineStarts[line(offset) - 1];
        return text.codePointCount(start, Math.min(offset, text.length())) + 1;
    }

    /** How many Java chars stand before an offset in its line: where it is in {@link #lineText}. */
    public int charColumn(int offset) {
        return offset - lineStarts[line(offset) - 1];
    }

    /** The text of a line, counted from 1, without its end. */
    public String lineText(int line) {
        int start = lineStarts[line - 1];
        int end = line < lineStarts.length ? lineStarts[line] : text.length();
        return text.substring(start, end).stripTrailing();
    }

    @Override
    public String toString() {
        return name;
    }
}
