package org.netloom.compiler.source;

/**
 * A piece of a source file.
 *
 * @param start the offset of its first character
 * @param end the offset behind its last one
 */
public record Span(SourceFile file, int start, int end) {
    public Span {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("a span from " + start + " to " + end);
        }
    }

    /** From 1. */
    public int line() {
        return file.line(start);
    }

    /** From 1. */
    public int column() {
        return file.column(start);
    }

    /** From the start of this one to the end of the other, in the same file. */
    public Span to(Span other) {
        return new Span(file, start, other.end);
    }

    /** {@code lenet.net:4:11}, with the file's name as the user gave it. */
    public String position() {
        return file.name() + ":" + line() + ":" + column();
    }

    /** {@code lenet.net:4:11}, without folders, for generated code. */
    public String shortPosition() {
        return file.fileName() + ":" + line() + ":" + column();
    }

    /** The text itself. */
    public String text() {
        return file.text().substring(start, end);
    }

    @Override
    public String toString() {
        return position();
    }
}
