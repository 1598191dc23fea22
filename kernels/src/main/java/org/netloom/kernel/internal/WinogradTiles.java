package org.netloom.kernel.internal;

import static org.netloom.kernel.internal.Addresses.CHECKED;
import static org.netloom.kernel.internal.Lanes.BYTES;
import static org.netloom.kernel.internal.Lanes.MEMORY;
import static org.netloom.kernel.internal.Lanes.ORDER;
import static org.netloom.kernel.internal.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The tiles of a batch of images: those of the first block row by row, then those of the second. Tiles at the lower and the
 * right edge may reach beyond the output, and those at any edge read padding.
 */
final class WinogradTiles {
    private final WinogradForm form;
    private final Extent rows;
    private final Extent columns;
    private final int across;
    private final int ofImage;

    /** For each number of rows and of columns that a tile may have in the output, the distances of their pixels. */
    private final int[][] places;

    WinogradTiles(WinogradForm form, Extent rows, Extent columns) {
        this.form = form;
        this.rows = rows;
        this.columns = columns;
        this.across = Math.ceilDiv(columns.out(), form.outputs());
        this.ofImage = across * Math.ceilDiv(rows.out(), form.outputs());
        int m = form.outputs();
        places = new int[m * m][];
        for (int i = 0; i < places.length; i++) {
            int height = i / m + 1;
            int width = i % m + 1;
            places[i] = new int[height * width];
            for (int pixel = 0; pixel < height * width; pixel++) {
                places[i][pixel] = pixel / width * columns.out() + pixel % width;
            }
        }
    }

    /** The tiles of an image. */
    int ofImage() {
        return ofImage;
    }

    int xPixels() {
        return rows.in() * columns.in();
    }

    int yPixels() {
        return rows.out() * columns.out();
    }

    int block(int tile) {
        return tile / ofImage;
    }

    private int outRow(int tile) {
        return tile % ofImage / across * form.outputs();
    }

    private int outColumn(int tile) {
        return tile % ofImage % across * form.outputs();
    }

    /** The row of the image that is the first of the tile's inputs; above the image it is negative. */
    int firstRow(int tile) {
        return outRow(tile) - rows.pad();
    }

    int firstColumn(int tile) {
        return outColumn(tile) - columns.pad();
    }

    /** The pixel of the output that is the tile's first. */
    int yPixel(int tile) {
        return outRow(tile) * columns.out() + outColumn(tile);
    }

    /** The distances from there of all pixels of the output that are the tile's. */
    int[] outputPlaces(int tile) {
        return places[(outputRows(tile) - 1) * form.outputs() + outputColumns(tile) - 1];
    }

    /** How many rows of the tile's outputs are rows of the output. */
    int outputRows(int tile) {
        return Math.min(form.outputs(), rows.out() - outRow(tile));
    }

    int outputColumns(int tile) {
        return Math.min(form.outputs(), columns.out() - outColumn(tile));
    }

    /** Whether all of the tile's inputs are in the image. */
    boolean inside(int tile) {
        int row = firstRow(tile);
        int column = firstColumn(tile);
        return row >= 0 && column >= 0 && row + form.inputs() <= rows.in() && column + form.inputs() <= columns.in();
    }

    int width() {
        return columns.in();
    }

    int outWidth() {
        return columns.out();
    }

    int height() {
        return rows.in();
    }

    /**
     * Copies a rectangle of vectors to rows of vectors.
     *
     * @param fromRow, fromColumn, toRow bytes from one row and from one column to the next
     */
    static void copy(long from, long fromRow, long fromColumn, long to, long toRow, int height, int width) {
        if (CHECKED) {
            Addresses.image(from, 1, 0, height, fromRow, width, fromColumn);
            Addresses.image(to, 1, 0, height, toRow, width, BYTES);
        }
        for (int i = 0; i < height; i++) {
            for (int j = 0; j < width; j++) {
                FloatVector.fromMemorySegment(SPECIES, MEMORY, from + i * fromRow + j * fromColumn, ORDER)
                        .intoMemorySegment(MEMORY, to + i * toRow + (long) j * BYTES, ORDER);
            }
        }
    }
}
