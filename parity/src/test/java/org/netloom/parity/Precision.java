package org.netloom.parity;

/** A type that both compute in, and what is asked of it. */
enum Precision {
    DOUBLE(org.nd4j.linalg.api.buffer.DataType.DOUBLE, ai.djl.ndarray.types.DataType.FLOAT64, 1e-6, 1e-6),
    FLOAT(org.nd4j.linalg.api.buffer.DataType.FLOAT, ai.djl.ndarray.types.DataType.FLOAT32, 1e-4, 1e-3);

    private final org.nd4j.linalg.api.buffer.DataType nd4j;
    private final ai.djl.ndarray.types.DataType torch;
    private final double tolerance;
    private final double floor;

    Precision(
            org.nd4j.linalg.api.buffer.DataType nd4j,
            ai.djl.ndarray.types.DataType torch,
            double tolerance,
            double floor) {
        this.nd4j = nd4j;
        this.torch = torch;
        this.tolerance = tolerance;
        this.floor = floor;
    }

    org.nd4j.linalg.api.buffer.DataType nd4j() {
        return nd4j;
    }

    ai.djl.ndarray.types.DataType torch() {
        return torch;
    }

    /** The largest error, in the norm of {@link Agreement}. */
    double tolerance() {
        return tolerance;
    }

    /** Gradients below this part of the largest one may be rounding. */
    double floor() {
        return floor;
    }
}
