package org.netloom.runtime.data;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file that holds a table: rows of as many cells as there are columns, read from beginning to end as often as they are
 * asked for. A {@link TableFormat} has one for each kind of file. For one thread.
 *
 * <p>Where a file is not what it should be, all methods throw a {@link org.netloom.runtime.exception.NetworkException} in one
 * sentence that names it.
 */
public interface TableSource {
    /** What a file says of a column. */
    enum Content {
        /** Nothing: its values do. */
        ANY,
        NUMBERS,
        /** Words, also where those look like numbers. */
        WORDS
    }

    /** A row, valid until the next one. */
    interface Row {
        /** Its line, or its number where the file has no lines, counted from 1, for messages. */
        int number();

        /** Whether nothing stands in a column. */
        boolean isMissing(int column);

        /** A cell as a number; NaN where it is none. */
        double value(int column);

        /** A cell as a word, without spaces around it. */
        String text(int column);
    }

    /** Takes a row. */
    interface RowConsumer {
        void accept(Row row);
    }

    Path path();

    /** The names of the columns, all different; {@code column 1} where they have no others. */
    List<String> names();

    /** Whether the columns have names of their own. */
    default boolean hasNames() {
        return true;
    }

    default Content content(int column) {
        return Content.ANY;
    }

    /** Why nothing can be made of a column, as a sentence goes on after "the column 'x'"; null where something can. */
    default @Nullable String refusal(int column) {
        return null;
    }

    /** What a message adds where a column of numbers has this word, beginning with a semicolon; empty for nothing. */
    default String hint(String word) {
        return "";
    }

    /** Goes through all rows. */
    void forEach(RowConsumer consumer);
}
