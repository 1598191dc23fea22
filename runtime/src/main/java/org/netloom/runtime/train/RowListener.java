package org.netloom.runtime.train;

/**
 * Sees an evaluation row by row, in the order of the data: what the network puts out for an example, or for one step of a
 * sequence, and the target. Rows that the loss ignores are left out. It is called by the thread that evaluates; arrays
 * hold another row after the call.
 */
public interface RowListener {
    /**
     * A row whose target is a class.
     *
     * @param example its index in the data set
     * @param step of the sequence, from 0; 0 where there is one row an example
     * @param y the outputs
     * @param loss of this row alone, times the weight of its class
     */
    void ofClass(int example, int step, double[] y, int label, double loss);

    /**
     * A row whose target is numbers.
     *
     * @param example its index in the data set
     * @param step of the sequence, from 0; 0 where there is one row an example
     * @param y where outputs say numbers, those, in the units of the data's source; otherwise the outputs
     * @param targets as many, in the same units
     * @param loss of this row alone
     */
    void ofNumbers(int example, int step, double[] y, double[] targets, double loss);
}
