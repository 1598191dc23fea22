package org.netloom.runtime.data;

import java.util.List;

/** Cells in the heap, column by column. */
final class CellArrays extends CellMemory {
    private final double[][] numbers;
    private final int[][] words;
    private final int[] lines;

    CellArrays(int rows, List<Boolean> words) {
        numbers = new double[words.size()][];
        this.words = new int[words.size()][];
        for (int i = 0; i < words.size(); i++) {
            numbers[i] = new double[words.get(i) ? 0 : rows];
            this.words[i] = new int[words.get(i) ? rows : 0];
        }
        lines = new int[rows];
    }

    @Override
    void put(int row, int column, double number) {
        numbers[column][row] = number;
    }

    @Override
    void put(int row, int column, int word) {
        words[column][row] = word;
    }

    @Override
    void end(int row, int line) {
        lines[row] = line;
    }

    @Override
    void finish() {
        // All is where it belongs.
    }

    @Override
    double number(int row, int column) {
        return numbers[column][row];
    }

    @Override
    int word(int row, int column) {
        return words[column][row];
    }

    @Override
    int line(int row) {
        return lines[row];
    }
}
