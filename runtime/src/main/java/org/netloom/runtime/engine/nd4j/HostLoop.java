package org.netloom.runtime.engine.nd4j;

import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Elementwise functions that ND4J does not have, computed by Java in double: piece by piece, so that no large Java array
 * is made, and on as many threads as ND4J uses. A result does not depend on the number of threads.
 */
final class HostLoop {
    private static final int PIECE = 1 << 12;

    /** Computes the first {@code count} elements of a piece. */
    interface Body {
        void run(double[][] in, double[] out, int count);
    }

    private HostLoop() {}

    /** Overwrites {@code out}; all arrays have as many elements, begin at the start of their memory, in row-major order. */
    static void run(INDArray out, Body body, INDArray... in) {
        for (INDArray array : in) {
            Nd4j.getAffinityManager().ensureLocation(array, Location.HOST);
        }
        long pieces = (out.length() + PIECE - 1) / PIECE;
        split(pieces, (from, to) -> run(from, to, out, body, in));
        Nd4j.getAffinityManager().tagLocation(out, Location.HOST);
    }

    /** Runs the body for each number from 0, on the same threads; no run may depend on another. */
    static void forEach(int count, IntConsumer body) {
        split(count, (from, to) -> {
            for (long number = from; number < to; number++) {
                body.accept((int) number);
            }
        });
    }

    private interface Part {
        void run(long from, long to);
    }

    private static void split(long pieces, Part part) {
        int workers = (int) Math.min(pieces, Nd4j.getEnvironment().maxThreads());
        if (workers > 1) {
            IntStream.range(0, workers)
                    .parallel()
                    .forEach(worker -> part.run(pieces * worker / workers, pieces * (worker + 1) / workers));
        } else {
            part.run(0, pieces);
        }
    }

    private static void run(long from, long to, INDArray out, Body body, INDArray[] in) {
        Cursor target = new Cursor(out);
        double[] results = new double[PIECE];
        Cursor[] sources = new Cursor[in.length];
        double[][] values = new double[in.length][PIECE];
        for (int k = 0; k < in.length; k++) {
            sources[k] = new Cursor(in[k]);
        }
        for (long piece = from; piece < to; piece++) {
            long at = piece * PIECE;
            int count = (int) Math.min(PIECE, out.length() - at);
            for (int k = 0; k < in.length; k++) {
                sources[k].read(at, values[k], count);
            }
            body.run(values, results, count);
            target.write(at, results, count);
        }
    }

    /** The elements of an array of floats or doubles, a piece at a time. */
    private static final class Cursor {
        private final boolean isDouble;
        private final DoublePointer doubles;
        private final FloatPointer floats;
        private final float[] singles;

        Cursor(INDArray array) {
            isDouble = array.dataType() == DataType.DOUBLE;
            doubles = new DoublePointer(array.data().addressPointer());
            floats = new FloatPointer(array.data().addressPointer());
            singles = new float[isDouble ? 0 : PIECE];
        }

        void read(long at, double[] values, int count) {
            if (isDouble) {
                doubles.position(at).get(values, 0, count);
                return;
            }
            floats.position(at).get(singles, 0, count);
            for (int i = 0; i < count; i++) {
                values[i] = singles[i];
            }
        }

        void write(long at, double[] values, int count) {
            if (isDouble) {
                doubles.position(at).put(values, 0, count);
                return;
            }
            for (int i = 0; i < count; i++) {
                singles[i] = (float) values[i];
            }
            floats.position(at).put(singles, 0, count);
        }
    }
}
