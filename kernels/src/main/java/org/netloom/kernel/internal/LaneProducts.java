package org.netloom.kernel.internal;

/**
 * Products of two matrices of vectors, {@code c[i][j] = scale Σ_k a[i][k] b[k][j]}, lane by lane: those of a batch of
 * examples with matrices of their own. In {@linkplain LaneTiles tiles} of four rows by four columns.
 */
public final class LaneProducts {
    private static final int FOUR = 4;

    final Distances a;
    final Distances b;
    final Distances c;

    /**
     * How far apart the elements of a matrix are.
     *
     * @param row the bytes from one row to the next
     * @param column the bytes from one column to the next
     */
    public record Distances(long row, long column) {
        /** Of the same matrix with rows and columns in each other's place. */
        public Distances turned() {
            return new Distances(column, row);
        }
    }

    /** Products of matrices that lie like this. */
    public LaneProducts(Distances a, Distances b, Distances c) {
        this.a = a;
        this.b = b;
        this.c = c;
    }

    /**
     * Overwrites c, which is in the memory of none of the others.
     *
     * @param atA where the first factor begins, likewise the second and the product
     */
    public void run(long atA, long atB, long atC, int rows, int columns, int terms, float scale) {
        for (int row = 0; row < rows; row += FOUR) {
            for (int column = 0; column < columns; column += FOUR) {
                LaneTiles.fourByFour(
                        this,
                        rows - 1 - row,
                        columns - 1 - column,
                        atA + row * a.row,
                        atB + column * b.column,
                        atC + row * c.row + column * c.column,
                        terms,
                        scale);
            }
        }
    }
}
