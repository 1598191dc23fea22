package org.netloom.kernel.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netloom.kernel.internal.TapSums.Pattern;
import org.netloom.kernel.internal.TapSums.Taps;

/**
 * Runs a {@link TapSums} over a batch, in tiles.
 *
 * <p>The order is chosen for the caches: a stretch of taps and a stretch of pixels, whose part of x then stays in the
 * second-level cache (and the weights of four channels in the first), for all output channels. Small images are taken
 * several blocks at a time, so that four pixels of one pattern come together even where an image has only one of them.
 *
 * <p>A function of the sums is computed of each stretch of pixels as soon as all of its taps are in, while the second-level
 * cache still has it.
 */
public final class TapSumsLoop {
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

    private final TapSums gather;

    /** The patterns of one block, of two, and so on. */
    private final List<List<Pattern>> ofBlocks = new ArrayList<>();

    public TapSumsLoop(TapSums gather) {
        this.gather = gather;
        int pixels = gather.patterns().stream().mapToInt(Pattern::pixels).sum();
        int fewest = gather.patterns().stream().mapToInt(Pattern::pixels).min().orElse(1);
        int chunk = Math.clamp(
                Math.max(PIXELS_OF_CHUNK / pixels, (PIXELS_OF_TILE + fewest - 1) / fewest), 1, BLOCKS_OF_CHUNK);
        for (int blocks = 1; blocks <= chunk; blocks++) {
            ofBlocks.add(new ArrayList<>());
        }
        for (Pattern pattern : gather.patterns()) {
            Taps taps = pattern.taps().get(0);
            List<Taps> stretches = taps.stretches(TAPS);
            List<Taps> stretchesOfFew = taps.stretches(TAPS_OF_FEW_PIXELS);
            for (int blocks = 1; blocks <= chunk; blocks++) {
                boolean few = blocks * pattern.pixels() <= BLOCKS_OF_CHUNK;
                ofBlocks.get(blocks - 1)
                        .add(pattern.over(blocks, gather.xBlock(), gather.yBlock(), few ? stretchesOfFew : stretches));
            }
        }
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
            int worker, int workers, long x, long y, long w, long start, @Nullable ActivationLoops curve, int blocks) {
        // Where there are too few chunks, workers share the channels, and where those are too few, chunks are smaller.
        int units = gather.groups() * ((gather.outputs() + CHANNELS - 1) / CHANNELS);
        int chunk = Math.min(ofBlocks.size(), blocks);
        if (units < workers) {
            chunk = Math.max(1, Math.min(chunk, blocks / workers));
        }
        int chunks = (blocks + chunk - 1) / chunk;
        int parts = chunks % workers == 0 ? 1 : workers;
        int first = Share.first(chunks * parts, worker, workers);
        int end = Share.first(chunks * parts, worker + 1, workers);
        for (int unit = first; unit < end; unit++) {
            int block = unit / parts * chunk;
            long xOfBlock = x + (long) block * gather.xBlock() * Lanes.BYTES;
            long yOfBlock = y + (long) block * gather.yBlock() * Lanes.BYTES;
            List<Pattern> patterns = ofBlocks.get(Math.min(chunk, blocks - block) - 1);
            part(patterns, unit % parts, parts, xOfBlock, yOfBlock, w, start, curve);
        }
    }

    /** One of so many parts of the channels: of the groups, or where those are fewer of each group's channels. */
    private void part(
            List<Pattern> patterns,
            int part,
            int parts,
            long x,
            long y,
            long w,
            long start,
            @Nullable ActivationLoops curve) {
        int groups = gather.groups();
        int outputs = gather.outputs();
        boolean whole = groups >= parts;
        int tiles = (outputs + CHANNELS - 1) / CHANNELS;
        int from = whole ? 0 : Share.first(tiles, part, parts) * CHANNELS;
        int to = whole ? outputs : Math.min(outputs, Share.first(tiles, part + 1, parts) * CHANNELS);
        int groupEnd = whole ? Share.first(groups, part + 1, parts) : groups;
        long startNext = Lanes.startNext(start);
        for (int group = whole ? Share.first(groups, part, parts) : 0; group < groupEnd; group++) {
            for (int i = 0; i < patterns.size(); i++) {
                Pattern pattern = patterns.get(i);
                pattern(
                        pattern,
                        to - from,
                        x + (long) group * gather.xGroup() * Lanes.BYTES,
                        y + ((long) group * gather.yGroup() + (long) from * pattern.yChannel()) * Lanes.BYTES,
                        w + ((long) group * gather.wGroup() + (long) from * pattern.wChannel()) * Float.BYTES,
                        start + ((long) group * outputs + from) * startNext,
                        curve);
            }
        }
    }

    /** Some channels of a group, the first of which y, the weights and the start are of. */
    private static void pattern(
            Pattern pattern, int channels, long x, long y, long w, long start, @Nullable ActivationLoops curve) {
        int last = pattern.taps().size() - 1;
        for (int i = 0; i <= last; i++) {
            Taps taps = pattern.taps().get(i);
            for (int pixel = 0; pixel < pattern.pixels(); pixel += PIXELS) {
                stretch(pattern, taps, pixel, channels, x, y, w, i == 0 ? start : 0);
                if (curve != null && i == last) {
                    int end = Math.min(pattern.pixels(), pixel + PIXELS);
                    curve.inPlace(y, (long) pattern.yChannel() * Lanes.BYTES, channels, pattern.yAt(), pixel, end);
                }
            }
        }
    }

    /** A stretch of taps at the stretch of pixels from this one on; a start of 0 where the sums go on. */
    private static void stretch(
            Pattern pattern, Taps taps, int pixel, int channels, long x, long y, long w, long start) {
        long yNext = (long) pattern.yChannel() * Lanes.BYTES;
        long wNext = (long) pattern.wChannel() * Float.BYTES;
        long sNext = start == 0 ? 0 : Lanes.startNext(start);
        int end = Math.min(pattern.pixels(), pixel + PIXELS);
        int left = end % PIXELS_OF_TILE;
        int whole = left == 1 || left == 2 ? end - left : end;
        for (int o = 0; pixel < whole && o < channels; ) {
            int count = atOnce(channels - o);
            for (int p = pixel; p < whole; p += PIXELS_OF_TILE) {
                tile(count, pattern, taps, p, x, y + o * yNext, w + o * wNext, start + o * sNext);
            }
            o += count;
        }
        if (whole == end) {
            return;
        }
        // One or two pixels, of which a tile of four would compute each up to four times.
        int o = 0;
        if (left == 1) {
            for (; o + 8 <= channels; o += 8) {
                Tiles.eightByOne(pattern, taps, whole, x, y + o * yNext, w + o * wNext, start + o * sNext);
            }
        } else {
            for (; o + 4 <= channels; o += 4) {
                Tiles.fourByTwo(pattern, taps, whole, x, y + o * yNext, w + o * wNext, start + o * sNext);
            }
        }
        while (o < channels) {
            int count = atOnce(channels - o);
            tile(count, pattern, taps, whole, x, y + o * yNext, w + o * wNext, start + o * sNext);
            o += count;
        }
    }

    /** How many of the channels that are left a tile of four pixels takes. */
    static int atOnce(int channels) {
        return channels >= 4 ? 4 : channels >= 2 ? 2 : 1;
    }

    /** A tile of four pixels, of as many channels as {@link #atOnce} says. */
    static void tile(int channels, Pattern pattern, Taps taps, int pixel, long x, long y, long w, long start) {
        switch (channels) {
            case 4 -> Tiles.fourByFour(pattern, taps, pixel, x, y, w, start);
            case 2 -> Tiles.twoByFour(pattern, taps, pixel, x, y, w, start);
            default -> Tiles.oneByFour(pattern, taps, pixel, x, y, w, start);
        }
    }
}
