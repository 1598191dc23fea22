package org.netloom.runtime.data;

import java.util.List;
import org.netloom.runtime.exception.NetworkException;

/**
 * Where the cells of a table lie: eight bytes a number, four a word, and four for the line of each row. They are written row
 * after row, and then read by any number of threads.
 */
abstract class CellMemory {
    /** The part of the heap that a table may take. */
    private static final int HEAP_SHARE = 4;

    /**
     * Room for a table: in the heap, or, where it takes more than a quarter of that, in a temporary file.
     *
     * @param name of the table, for messages
     * @param words which columns are of words; the others are of numbers
     * @throws NetworkException where there is no room for the file
     */
    static CellMemory of(String name, int rows, List<Boolean> words) {
        long bytes = 4;
        for (boolean word : words) {
            bytes += word ? 4 : 8;
        }
        return bytes * rows > Runtime.getRuntime().maxMemory() / HEAP_SHARE
                ? CellFile.temporary(name, rows, words)
                : new CellArrays(rows, words);
    }

    abstract void put(int row, int column, double number);

    abstract void put(int row, int column, int word);

    /** Ends a row, all of whose cells are there. */
    abstract void end(int row, int line);

    /** To be called behind the last row. */
    abstract void finish();

    abstract double number(int row, int column);

    abstract int word(int row, int column);

    abstract int line(int row);
}
