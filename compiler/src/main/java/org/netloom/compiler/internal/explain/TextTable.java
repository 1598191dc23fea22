package org.netloom.compiler.internal.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of cells as aligned text. Where it would be wider than a terminal, gaps become narrow first, then names lose their
 * middles, and what still does not fit beside the first column follows below it, under the first column once more.
 */
public final class TextTable {
    private static final int INDENT = 2;
    private static final int WIDE_GAP = 3;
    private static final int NARROW_GAP = 2;
    /** To so many characters names are shortened before columns go below. */
    private static final int SHORTEST = 12;

    /** How a column is set. */
    public enum Column {
        /** To the left, and without its middle where there is no room. */
        NAME(true),
        /** To the left, and without its end where there is no room. */
        CALL(true),
        /** To the left, and never shortened. */
        TEXT(false),
        /** To the right, and never shortened. */
        NUMBER(false);

        private final boolean shrinks;

        Column(boolean shrinks) {
            this.shrinks = shrinks;
        }
    }

    private final List<Column> columns;
    private final List<@Nullable String[]> rows = new ArrayList<>();
    /** The head above each column that it shares with its neighbors; empty for none. */
    private List<String> groups = List.of();

    /** A table of these columns, the first of which names a row. */
    public TextTable(Column... columns) {
        this.columns = List.of(columns);
    }

    /**
     * Heads above the columns, as many as these; neighbors of one head share it, and stay beside one another.
     */
    public TextTable groups(String... heads) {
        requireCells(heads);
        groups = List.of(heads);
        return this;
    }

    /** Adds a row with a cell for each column. */
    public TextTable row(String... cells) {
        requireCells(cells);
        rows.add(cells.clone());
        return this;
    }

    private void requireCells(String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
    }

    /** Adds a line of dashes. */
    public TextTable rule() {
        rows.add(new @Nullable String[columns.size()]);
        return this;
    }

    /** How many characters its widest line has where there is room for all. */
    public int width() {
        return total(all(), widths(), WIDE_GAP);
    }

    /**
     * The lines, each ended by LF.
     *
     * @param width how many characters a line may have; 0 for any number
     */
    public String text(int width) {
        int[] widths = widths();
        if (width <= 0 || total(all(), widths, WIDE_GAP) <= width) {
            return lines(all(), widths, WIDE_GAP);
        }
        shorten(widths, width);
        StringBuilder text = new StringBuilder();
        int next = 1;
        do {
            List<Integer> part = new ArrayList<>(List.of(0));
            while (next < columns.size()) {
                List<Integer> more = new ArrayList<>(part);
                int end = groupEnd(next);
                for (int column = next; column < end; column++) {
                    more.add(column);
                }
                if (part.size() > 1 && total(more, widths, NARROW_GAP) > width) {
                    break;
                }
                part = more;
                next = end;
            }
            text.append(text.isEmpty() ? "" : "\n").append(lines(part, widths, NARROW_GAP));
        } while (next < columns.size());
        return text.toString();
    }

    /** Behind the last column of the group that begins with this one. */
    private int groupEnd(int column) {
        int end = column + 1;
        while (end < columns.size()
                && !groups.isEmpty()
                && !groups.get(column).isEmpty()
                && groups.get(end).equals(groups.get(column))) {
            end++;
        }
        return end;
    }

    /** Takes from the widest name as long as there is one to take from. */
    private void shorten(int[] widths, int width) {
        for (int over = total(all(), widths, NARROW_GAP) - width; over > 0; over--) {
            int widest = -1;
            for (int i = 0; i < widths.length; i++) {
                boolean longer = widths[i] > SHORTEST && (widest < 0 || widths[i] > widths[widest]);
                if (longer && columns.get(i).shrinks) {
                    widest = i;
                }
            }
            if (widest < 0) {
                return;
            }
            widths[widest]--;
        }
    }

    private String lines(List<Integer> part, int[] widths, int gap) {
        StringBuilder text = new StringBuilder();
        if (!groups.isEmpty()) {
            text.append(heads(part, widths, gap));
        }
        for (@Nullable String[] row : rows) {
            StringBuilder line = new StringBuilder(" ".repeat(INDENT));
            for (int column : part) {
                String cell = row[column];
                String shown = cell == null ? "-".repeat(widths[column]) : shown(cell, column, widths[column]);
                String pad = " ".repeat(widths[column] - shown.length());
                line.append(column == part.get(0) ? "" : " ".repeat(gap))
                        .append(columns.get(column) == Column.NUMBER ? pad + shown : shown + pad);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private String shown(String cell, int column, int width) {
        return columns.get(column) == Column.CALL ? Lines.cut(cell, width) : Lines.shorten(cell, width);
    }

    /** The heads of groups, each above the right end of its columns. */
    private String heads(List<Integer> part, int[] widths, int gap) {
        StringBuilder line = new StringBuilder(" ".repeat(INDENT));
        for (int i = 0; i < part.size(); ) {
            int end = i + 1;
            int width = widths[part.get(i)];
            while (end < part.size() && part.get(end) < groupEnd(part.get(i))) {
                width += gap + widths[part.get(end++)];
            }
            String head = Lines.shorten(groups.get(part.get(i)), width);
            String pad = " ".repeat(width - head.length());
            line.append(i == 0 ? head + pad : " ".repeat(gap) + pad + head);
            i = end;
        }
        return line.toString().stripTrailing() + "\n";
    }

    private int[] widths() {
        int[] widths = new int[columns.size()];
        for (@Nullable String[] row : rows) {
            for (int i = 0; i < widths.length; i++) {
                String cell = row[i];
                widths[i] = Math.max(widths[i], cell == null ? 0 : cell.length());
            }
        }
        for (int i = 0; i < groups.size(); i = groupEnd(i)) {
            int own = -NARROW_GAP;
            for (int column = i; column < groupEnd(i); column++) {
                own += NARROW_GAP + widths[column];
            }
            widths[i] += Math.max(0, groups.get(i).length() - own);
        }
        return widths;
    }

    private List<Integer> all() {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            all.add(i);
        }
        return all;
    }

    private static int total(List<Integer> part, int[] widths, int gap) {
        return INDENT
                + gap * (part.size() - 1)
                + part.stream().mapToInt(column -> widths[column]).sum();
    }

    @Override
    public String toString() {
        return "TextTable" + rows.stream().map(Arrays::toString).toList();
    }
}
