package org.netloom.runtime.internal.vector.sequence;

import org.netloom.kernel.internal.Classes;
import org.netloom.kernel.internal.LaneProducts;
import org.netloom.kernel.internal.LaneProducts.Distances;
import org.netloom.kernel.internal.Lanes;
import org.netloom.kernel.internal.Share;
import org.netloom.runtime.internal.vector.memory.VectorTensor;
import org.netloom.runtime.internal.vector.memory.Workers;

/**
 * What is done with some steps of a head of a block: the rows of its matrices. With P the shares and O = P V: {@code dV =
 * Pᵀ dO}, {@code dP = dO Vᵀ}, {@code dS = P (dP - Σ P dP)}, {@code dQ = dS K / √d}, {@code dK = dSᵀ Q / √d}.
 *
 * <p>Of a causal layer a row of shares ends at its own step. The products go to the end of the tile, where shares are 0.
 */
abstract class AttentionTask implements Workers.Task {
    /** The steps of a piece of work: as many as the products take at a time. */
    private static final int ROWS = 4;

    private static final int QUERY = 0;
    private static final int KEY = 1;
    private static final int VALUE = 2;

    private int blocks;
    private int heads;
    private boolean causal;
    int steps;
    int ofHead;
    /** 1 / √(E/heads). */
    float scale;
    /** The bytes from one step to the next in shares. */
    long row;
    /** The bytes from one step to the next in queries, keys and values. */
    long projection;
    /** The bytes from one step to the next in outputs. */
    long output;

    Products products = new Products(1, 1);

    /** How the matrices of all products lie: a row is a step. */
    static final class Products {
        private final LaneProducts scores;
        private final LaneProducts mix;
        private final LaneProducts dShares;
        private final LaneProducts dQueries;
        private final LaneProducts dKeys;
        private final LaneProducts dValues;

        Products(int steps, int features) {
            Distances shares = new Distances((long) steps * Lanes.BYTES, Lanes.BYTES);
            Distances mixed = new Distances((long) features * Lanes.BYTES, Lanes.BYTES);
            Distances projected = new Distances(3L * features * Lanes.BYTES, Lanes.BYTES);
            scores = new LaneProducts(projected, projected.turned(), shares);
            mix = new LaneProducts(shares, projected, mixed);
            dShares = new LaneProducts(mixed, projected.turned(), shares);
            dQueries = new LaneProducts(shares, projected, projected);
            dKeys = new LaneProducts(shares.turned(), projected, projected);
            dValues = new LaneProducts(shares.turned(), mixed, projected);
        }
    }

    private AttentionTask() {}

    final void sizes(Attentions.Plan plan, VectorTensor shares) {
        blocks = shares.blocks();
        steps = plan.steps;
        heads = plan.heads;
        causal = plan.causal;
        products = plan.products;
        ofHead = plan.ofHead();
        scale = (float) (1 / Math.sqrt(ofHead));
        row = (long) steps * Lanes.BYTES;
        output = (long) plan.features * Lanes.BYTES;
        projection = 3 * output;
    }

    @Override
    public final void run(int share, int shares) {
        int tiles = (steps + ROWS - 1) / ROWS;
        int end = Share.first(blocks * heads * tiles, share + 1, shares);
        for (int i = Share.first(blocks * heads * tiles, share, shares); i < end; i++) {
            int first = i % tiles * ROWS;
            rows(i / tiles / heads, i / tiles % heads, first, Math.min(steps, first + ROWS));
        }
    }

    /** The steps from {@code first} to before {@code end}. */
    abstract void rows(int block, int head, int first, int end);

    /** How many steps the one at {@code t} sees. */
    final int seen(int t) {
        return causal ? t + 1 : steps;
    }

    /** The first step that sees the one at {@code t}. */
    final int seenFrom(int t) {
        return causal ? t : 0;
    }

    /** Where the queries, keys or values of a step are. */
    final long projected(long projected, int block, int part, int head, int t) {
        return projected + ((long) block * steps + t) * projection + part * output + (long) head * ofHead * Lanes.BYTES;
    }

    /** Where the shares of a step are. */
    final long shares(long shares, int block, int head, int t) {
        return shares + (((long) block * heads + head) * steps + t) * row;
    }

    /** Where the output of a head at a step is. */
    final long mixed(long mixed, int block, int head, int t) {
        return mixed + ((long) block * steps + t) * output + (long) head * ofHead * Lanes.BYTES;
    }

    /** Makes the shares of what a step does not see 0. */
    final void clearUnseen(long shares, int t) {
        Lanes.clear(shares + (long) seen(t) * Lanes.BYTES, (long) (steps - seen(t)) * Lanes.BYTES);
    }

    /** Q Kᵀ / √d. */
    static final class Scores extends AttentionTask {
        private long projected;
        private long shares;

        void of(Attentions.Plan plan, VectorTensor inputs, VectorTensor scores) {
            sizes(plan, scores);
            projected = inputs.address();
            shares = scores.address();
        }

        @Override
        void rows(int block, int head, int first, int end) {
            products.scores.run(
                    projected(projected, block, QUERY, head, first),
                    projected(projected, block, KEY, head, 0),
                    shares(shares, block, head, first),
                    end - first,
                    seen(end - 1),
                    ofHead,
                    scale);
        }
    }

    /** The exponentials of scores, in their place. */
    static final class Exponentials extends AttentionTask {
        private long shares;

        void of(Attentions.Plan plan, VectorTensor scores) {
            sizes(plan, scores);
            shares = scores.address();
        }

        @Override
        void rows(int block, int head, int first, int end) {
            for (int t = first; t < end; t++) {
                long at = shares(shares, block, head, t);
                Classes.exponentials(at, at, seen(t), 1);
            }
        }
    }

    /** P, of the exponentials, and O. */
    static final class Mix extends AttentionTask {
        private long projected;
        private long shares;
        private long mixed;

        void of(Attentions.Plan plan, VectorTensor inputs, VectorTensor exponentials, VectorTensor outputs) {
            sizes(plan, exponentials);
            projected = inputs.address();
            shares = exponentials.address();
            mixed = outputs.address();
        }

        @Override
        void rows(int block, int head, int first, int end) {
            for (int t = first; t < end; t++) {
                long at = shares(shares, block, head, t);
                Classes.normalize(at, seen(t), 1);
                clearUnseen(at, t);
            }
            products.mix.run(
                    shares(shares, block, head, first),
                    projected(projected, block, VALUE, head, 0),
                    mixed(mixed, block, head, first),
                    end - first,
                    ofHead,
                    seen(end - 1),
                    1);
        }
    }

    /** The ways back. */
    private abstract static class Backward extends AttentionTask {
        long projected;
        long shares;
        long dMixed;
        long dScores;
        long dProjected;

        final void of(Attentions.Plan plan, VectorTensor inputs, VectorTensor ofShares) {
            sizes(plan, ofShares);
            projected = inputs.address();
            shares = ofShares.address();
            dMixed = plan.dMixed.address();
            dScores = plan.dScores.address();
            dProjected = plan.dProjected.address();
        }
    }

    /** dS and dQ, of dO. */
    static final class OfQueries extends Backward {
        @Override
        void rows(int block, int head, int first, int end) {
            long gradient = shares(dScores, block, head, first);
            products.dShares.run(
                    mixed(dMixed, block, head, first),
                    projected(projected, block, VALUE, head, 0),
                    gradient,
                    end - first,
                    seen(end - 1),
                    ofHead,
                    1);
            for (int t = first; t < end; t++) {
                long at = shares(dScores, block, head, t);
                Classes.softmaxBackward(shares(shares, block, head, t), at, at, seen(t), 1);
                clearUnseen(at, t);
            }
            products.dQueries.run(
                    gradient,
                    projected(projected, block, KEY, head, 0),
                    projected(dProjected, block, QUERY, head, first),
                    end - first,
                    ofHead,
                    seen(end - 1),
                    scale);
        }
    }

    /** dK, of dS, and dV. */
    static final class OfKeysAndValues extends Backward {
        @Override
        void rows(int block, int head, int first, int end) {
            int from = seenFrom(first);
            long column = (long) first * Lanes.BYTES;
            products.dValues.run(
                    shares(shares, block, head, from) + column,
                    mixed(dMixed, block, head, from),
                    projected(dProjected, block, VALUE, head, first),
                    end - first,
                    ofHead,
                    steps - from,
                    1);
            products.dKeys.run(
                    shares(dScores, block, head, from) + column,
                    projected(projected, block, QUERY, head, from),
                    projected(dProjected, block, KEY, head, first),
                    end - first,
                    ofHead,
                    steps - from,
                    scale);
        }
    }
}
