package org.netloom.benchmarks.peak;

import java.util.Arrays;
import java.util.concurrent.CyclicBarrier;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Measures how many multiplications and additions of floats so many threads do in a second at most: fused multiply-adds
 * on registers alone, twelve sums at a time, more than any unit's latency needs. Prints one line of JSON.
 */
public final class Peak {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int SUMS = 12;
    private static final int STEPS = 2_000_000;
    private static final int ROUNDS = 60;

    private Peak() {}

    /** Takes {@code --threads N}. */
    public static void main(String[] args) throws Exception {
        int at = Arrays.asList(args).indexOf("--threads");
        int threads = at < 0 ? 1 : Integer.parseInt(args[at + 1]);
        CyclicBarrier start = new CyclicBarrier(threads);
        double[] best = new double[threads];
        float[] kept = new float[threads];
        Thread[] workers = new Thread[threads];
        for (int i = 0; i < threads; i++) {
            int worker = i;
            workers[i] = new Thread(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    await(start);
                    long begin = System.nanoTime();
                    kept[worker] += multiplyAdds(1 + round * 1e-7f);
                    double seconds = (System.nanoTime() - begin) * 1e-9;
                    best[worker] = Math.max(best[worker], 2.0 * SUMS * SPECIES.length() * STEPS / seconds);
                }
            });
            workers[i].start();
        }
        for (Thread worker : workers) {
            worker.join();
        }
        System.err.println("sums that keep the loops alive: " + Arrays.toString(kept));
        System.out.printf(
                "{\"library\":\"peak\",\"gflops\":%.1f}%n", Arrays.stream(best).sum() * 1e-9);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static float multiplyAdds(float seed) {
        FloatVector x = FloatVector.broadcast(SPECIES, seed);
        FloatVector w = FloatVector.broadcast(SPECIES, 0.999f);
        FloatVector a = x;
        FloatVector b = x;
        FloatVector c = x;
        FloatVector d = x;
        FloatVector e = x;
        FloatVector f = x;
        FloatVector g = x;
        FloatVector h = x;
        FloatVector i = x;
        FloatVector j = x;
        FloatVector k = x;
        FloatVector l = x;
        for (int step = 0; step < STEPS; step++) {
            a = a.fma(w, x);
            b = b.fma(w, x);
            c = c.fma(w, x);
            d = d.fma(w, x);
            e = e.fma(w, x);
            f = f.fma(w, x);
            g = g.fma(w, x);
            h = h.fma(w, x);
            i = i.fma(w, x);
            j = j.fma(w, x);
            k = k.fma(w, x);
            l = l.fma(w, x);
        }
        return a.add(b)
                .add(c.add(d))
                .add(e.add(f))
                .add(g.add(h))
                .add(i.add(j))
                .add(k.add(l))
                .reduceLanes(VectorOperators.ADD);
    }
}
