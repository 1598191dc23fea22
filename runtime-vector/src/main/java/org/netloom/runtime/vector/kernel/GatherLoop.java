package org.netloom.runtime.vector.kernel;

import org.jspecify.annotations.Nullable;
import org.netloom.runtime.vector.kernel.Gather.Pattern;

/**
 * Runs a {@link Gather} over a batch, in tiles.
 *
 * <p>The order is chosen for the caches: a stretch of taps and a stretch of pixels, whose part of x then stays in the
 * second-level cache (and the weights of four channels in the first), for all output channels. Small images are taken
 * several blocks at a time, so that four pixels of one pattern come together even where an image has only one of them.
 *
 * <p>A function of the sums is computed of each stretch of pixels as soon as all of its taps are in, while the second-level
 * cache still has it.
 */
public final class GatherLoop {
    /** Pixels of a stretch: eight tiles use a weight before it leaves the first-level cache. */
    private static final int PIXELS = 32;

    /** Taps of a stretch: their weights for four channels are 9 kB. */
    private static final int TAPS = 576;

    /**
     * The same where a pattern has no more pixels than a chunk has blocks, as in a dense layer: a weight then serves two tiles
     * only, which have no x in common, and 128 kB of x come from the second-level cache again and again.
     */
    private static final int TAPS_OF_FEW_PIXELS = 256;

    /** As many pixels as this are worth a chunk of their own. */
    private static final int PIXELS_OF_CHUNK = 256;

    private static final int BLOCKS_OF_CHUNK = 8;
    private static final int CHANNELS = 4;
    private static final int PIXELS_OF_TILE = 4;

    private final Gather[] ofBlocks;
    private final int groups;
    private final int outputs;
    private final long xBlock;
    private final long yBlock;

    public GatherLoop(Gather gather) {
        int pixels = gather.patterns().stream().mapToInt(Pattern::pixels).sum();
        int fewest = gather.patterns().stream().mapToInt(Pattern::pixels).min().orElse(1);
        int chunk = Math.clamp(
                Math.max(PIXELS_OF_CHUNK / pixels, (PIXELS_OF_TILE + fewest - 1) / fewest), 1, BLOCKS_OF_CHUNK);
        ofBlocks = new Gather[chunk];
        for (int blocks = 1; blocks <= chunk; blocks++) {
            ofBlocks[blocks - 1] = gather.over(blocks);
        }
        groups = gather.groups();
        outputs = gather.outputs();
        xBlock = (long) gather.xBlock() * Lanes.BYTES;
        yBlock = (long) gather.yBlock() * Lanes.BYTES;
    }

    /**
     * The share of one worker. Each output is computed by one worker and always in the same order, so the result does not
     * depend on how many there are.
     *
     * @param x, y where the activations begin
     * @param w where the weights begin
     * @param start a vector for each output channel that its sums begin with, or {@link Lanes#ZEROS}
     * @param curve the function of the sums that y is; null where y is the sums
     * @param blocks of the batch
     */
    public void run(
            int worker, int workers, long x, long y, long w, long start, @Nullable CurveLoops curve, int blocks) {
        // Where there are too few chunks, workers share the channels, and where those are too few, chunks are smaller.
        int units = groups * ((outputs + CHANNELS - 1) / CHANNELS);
        int chunk = Math.min(ofBlocks.length, blocks);
        if (units < workers) {
            chunk = Math.max(1, Math.min(chunk, blocks / workers));
        }
        int chunks = (blocks + chunk - 1) / chunk;
        int parts = chunks % workers == 0 ? 1 : workers;
        int first = Share.first(chunks * parts, worker, workers);
        int end = Share.first(chunks * parts, worker + 1, workers);
        for (int unit = first; unit < end; unit++) {
            int block = unit / parts * chunk;
            Gather gather = ofBlocks[Math.min(chunk, blocks - block) - 1];
            channels(gather, unit % parts, parts, x + block * xBlock, y + block * yBlock, w, start, curve);
        }
    }

    private void channels(
            Gather gather, int part, int parts, long x, long y, long w, long start, @Nullable CurveLoops curve) {
        if (groups >= parts) {
            int end = Share.first(groups, part + 1, parts);
            for (int group = Share.first(groups, part, parts); group < end; group++) {
                group(gather, group, 0, outputs, x, y, w, start, curve);
            }
            return;
        }
        int tiles = (outputs + CHANNELS - 1) / CHANNELS;
        int from = Share.first(tiles, part, parts) * CHANNELS;
        int to = Math.min(outputs, Share.first(tiles, part + 1, parts) * CHANNELS);
        for (int group = 0; group < groups; group++) {
            group(gather, group, from, to, x, y, w, start, curve);
        }
    }

    private void group(
            Gather gather,
            int group,
            int from,
            int to,
            long x,
            long y,
            long w,
            long start,
            @Nullable CurveLoops curve) {
        long xOfGroup = x + (long) group * gather.xGroup() * Lanes.BYTES;
        long yOfGroup = y + (long) group * gather.yGroup() * Lanes.BYTES;
        long wOfGroup = w + (long) group * gather.wGroup() * Float.BYTES;
        long startNext = Lanes.startNext(start);
        long startOfGroup = start + (long) group * outputs * startNext;
        for (int i = 0; i < gather.patterns().size(); i++) {
            Pattern pattern = gather.patterns().get(i);
            int taps = pattern.xTap().length;
            int atOnce = pattern.pixels() <= BLOCKS_OF_CHUNK ? TAPS_OF_FEW_PIXELS : TAPS;
            int tap = 0;
            do {
                int tapEnd = Math.min(taps, tap + atOnce);
                for (int pixel = 0; pixel < pattern.pixels(); pixel += PIXELS) {
                    int end = Math.min(pattern.pixels(), pixel + PIXELS);
                    int left = end % PIXELS_OF_TILE;
                    int whole = NarrowTiles.suits(left) ? end - left : end;
                    if (pixel < whole) {
                        stretch(
                                gather,
                                pattern,
                                tap,
                                tapEnd,
                                pixel,
                                whole,
                                from,
                                to,
                                xOfGroup,
                                yOfGroup,
                                wOfGroup,
                                startOfGroup,
                                startNext);
                    }
                    if (whole < end) {
                        rest(
                                gather,
                                pattern,
                                tap,
                                tapEnd,
                                whole,
                                end,
                                from,
                                to,
                                xOfGroup,
                                yOfGroup,
                                wOfGroup,
                                startOfGroup,
                                startNext);
                    }
                    if (curve != null && tapEnd == taps) {
                        long next = (long) gather.yChannel() * Lanes.BYTES;
                        curve.inPlace(yOfGroup + from * next, next, to - from, pattern.yAt(), pixel, end);
                    }
                }
                tap = tapEnd;
            } while (tap < taps);
        }
    }

    /** One or two pixels. */
    private static void rest(
            Gather gather,
            Pattern pattern,
            int tap,
            int tapEnd,
            int pixel,
            int pixelEnd,
            int from,
            int to,
            long x,
            long y,
            long w,
            long start,
            long startNext) {
        int left = NarrowTiles.run(gather, pattern, tap, tapEnd, pixel, pixelEnd, from, to, x, y, w, start, startNext);
        if (left < to) {
            stretch(gather, pattern, tap, tapEnd, pixel, pixelEnd, left, to, x, y, w, start, startNext);
        }
    }

    private static void stretch(
            Gather gather,
            Pattern pattern,
            int tap,
            int tapEnd,
            int pixel,
            int pixelEnd,
            int from,
            int to,
            long x,
            long y,
            long w,
            long start,
            long startNext) {
        int[] xAt = pattern.xAt();
        int[] yAt = pattern.yAt();
        int[] xTap = pattern.xTap();
        int[] wTap = pattern.wTap();
        long yNext = (long) gather.yChannel() * Lanes.BYTES;
        long wNext = (long) gather.wChannel() * Float.BYTES;
        boolean fresh = tap == 0;
        long sNext = fresh ? startNext : yNext;
        for (int o = from; o < to; ) {
            int count = to - o >= 4 ? 4 : to - o >= 2 ? 2 : 1;
            long yo = y + o * yNext;
            long wo = w + o * wNext;
            long so = start + o * startNext;
            for (int p = pixel; p < pixelEnd; p += 4) {
                // The last tile repeats its last pixel; it is computed and written twice, to the same end.
                int p1 = Math.min(p + 1, pixelEnd - 1);
                int p2 = Math.min(p + 2, pixelEnd - 1);
                int p3 = Math.min(p + 3, pixelEnd - 1);
                long x0 = x + (long) xAt[p] * Lanes.BYTES;
                long x1 = x + (long) xAt[p1] * Lanes.BYTES;
                long x2 = x + (long) xAt[p2] * Lanes.BYTES;
                long x3 = x + (long) xAt[p3] * Lanes.BYTES;
                long y0 = yo + (long) yAt[p] * Lanes.BYTES;
                long y1 = yo + (long) yAt[p1] * Lanes.BYTES;
                long y2 = yo + (long) yAt[p2] * Lanes.BYTES;
                long y3 = yo + (long) yAt[p3] * Lanes.BYTES;
                long s0 = fresh ? so : y0;
                long s1 = fresh ? so : y1;
                long s2 = fresh ? so : y2;
                long s3 = fresh ? so : y3;
                Tiles.run(
                        count, xTap, wTap, tap, tapEnd, x0, x1, x2, x3, wo, wNext, s0, s1, s2, s3, sNext, y0, y1, y2,
                        y3, yNext);
            }
            o += count;
        }
    }
}
