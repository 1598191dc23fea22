package org.netloom.parity;

/** A type that both compute in, and what is asked of it. */
enum Precision {
    DOUBLE(org.nd4j.linalg.api.buffer.DataType.DOUBLE, 1e-6, 1e-12),
    FLOAT(org.nd4j.linalg.api.buffer.DataType.FLOAT, 1e-4, 1e-6);

    private final org.nd4j.linalg.api.buffer.DataType nd4j;
    private final double tolerance;
    private final double rounding;

    Precision(org.nd4j.linalg.api.buffer.DataType nd4j, double tolerance, double rounding) {
        this.nd4j = nd4j;
        this.tolerance = tolerance;
        this.rounding = rounding;
    }

    org.nd4j.linalg.api.buffer.DataType nd4j() {
        return nd4j;
    }

    /** The largest error, in the norm of {@link Agreement}. */
    double tolerance() {
        return tolerance;
    }

    /** Of each term of a sum, what its rounding may come to: some units, as many layers have worked on it. */
    double rounding() {
        return rounding;
    }
}
