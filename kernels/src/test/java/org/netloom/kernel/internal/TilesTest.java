package org.netloom.kernel.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.netloom.kernel.internal.TapSums.Pattern;
import org.netloom.kernel.internal.TapSums.Taps;

/**
 * Each register tile against a loop over one lane. A sum is a chain of fused multiply-adds in the order of the taps, each of
 * which is rounded once, so that results are the same to the last bit.
 */
class TilesTest extends NativeMemoryTest {
    private interface OfGather {
        void run(Pattern pattern, Taps taps, int pixel, long x, long y, long w, long start);
    }

    /** How the sums begin. */
    enum Start {
        ZEROS,
        BIAS,
        GO_ON
    }

    static Stream<Arguments> tilesOfGather() {
        OfGather four = Tiles::fourByFour;
        OfGather two = Tiles::twoByFour;
        OfGather one = Tiles::oneByFour;
        OfGather eight = Tiles::eightByOne;
        OfGather narrow = Tiles::fourByTwo;
        return Stream.of(Start.values())
                .flatMap(start -> Stream.of(
                        Arguments.of("fourByFour", four, 4, 4, start),
                        Arguments.of("twoByFour", two, 2, 4, start),
                        Arguments.of("oneByFour", one, 1, 4, start),
                        Arguments.of("eightByOne", eight, 8, 1, start),
                        Arguments.of("fourByTwo", narrow, 4, 2, start)));
    }

    @ParameterizedTest
    @MethodSource("tilesOfGather")
    void sumsOverTaps(String name, OfGather tile, int channels, int columns, Start start) {
        for (int pixels = 1; pixels <= columns; pixels++) {
            for (int taps : new int[] {0, 1, 7}) {
                sumsOverTaps(tile, channels, pixels, taps, start);
            }
        }
    }

    private void sumsOverTaps(OfGather tile, int channels, int pixels, int count, Start start) {
        int inX = 40;
        int yChannel = 6;
        int wChannel = 11;
        Floats x = randomVectors(inX);
        Floats w = randomFloats(channels * wChannel);
        Floats bias = randomVectors(channels);
        Floats y = randomVectors(channels * yChannel);
        float[] before = y.values();
        int[] xAt = random.ints(pixels, 0, inX / 2).toArray();
        int[] yAt = random.ints(0, yChannel).distinct().limit(pixels).toArray();
        Taps taps = new Taps(
                random.ints(count, 0, inX / 2).toArray(),
                random.ints(count, 0, wChannel).toArray());
        Pattern pattern = new Pattern(xAt, yAt, yChannel, wChannel, List.of(taps));
        long from = start == Start.ZEROS ? Lanes.ZEROS : start == Start.BIAS ? bias.at : 0;

        tile.run(pattern, taps, 0, x.at, y.at, w.at, from);

        float[] expected = before.clone();
        for (int o = 0; o < channels; o++) {
            for (int p = 0; p < pixels; p++) {
                for (int lane = 0; lane < V; lane++) {
                    int at = (o * yChannel + yAt[p]) * V + lane;
                    float sum = start == Start.ZEROS ? 0 : start == Start.BIAS ? bias.lane(o, lane) : before[at];
                    for (int t = 0; t < count; t++) {
                        sum = Math.fma(x.lane(xAt[p] + taps.x()[t], lane), w.get(o * wChannel + taps.w()[t]), sum);
                    }
                    expected[at] = sum;
                }
            }
        }
        assertThat(y.values()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 9})
    void productTilesSumOverTaps(int taps) {
        for (Start start : Start.values()) {
            Floats x = randomVectors(4 * taps);
            Floats w = randomFloats(4 * taps + 3);
            Floats bias = randomVectors(4);
            Floats y = randomVectors(16);
            float[] before = y.values();
            long from = start == Start.ZEROS ? Lanes.ZEROS : start == Start.BIAS ? bias.at : 0;

            ProductTiles.fourByFour(x.at, w.at, 4 * Float.BYTES, Float.BYTES, taps, from, y.at);

            for (int j = 0; j < 4; j++) {
                for (int i = 0; i < 4 * V; i++) {
                    float sum = start == Start.ZEROS
                            ? 0
                            : start == Start.BIAS ? bias.lane(j, i % V) : before[j * 4 * V + i];
                    for (int t = 0; t < taps; t++) {
                        sum = Math.fma(x.get(t * 4 * V + i), w.get(4 * t + j), sum);
                    }
                    assertThat(y.get(j * 4 * V + i)).isEqualTo(sum);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 5, 9})
    void laneProductsMultiplyMatricesOfLanes(int size) {
        int rows = size;
        int columns = size % 4 + 2;
        int terms = size + 1;
        Floats a = randomVectors(rows * terms);
        Floats b = randomVectors(columns * terms);
        Floats c = vectors(rows * columns);
        LaneProducts.Distances ofA = new LaneProducts.Distances((long) terms * Lanes.BYTES, Lanes.BYTES);
        LaneProducts.Distances ofB = new LaneProducts.Distances((long) terms * Lanes.BYTES, Lanes.BYTES).turned();
        LaneProducts.Distances ofC = new LaneProducts.Distances((long) columns * Lanes.BYTES, Lanes.BYTES);

        new LaneProducts(ofA, ofB, ofC).run(a.at, b.at, c.at, rows, columns, terms, 0.7f);

        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                for (int lane = 0; lane < V; lane++) {
                    float sum = 0;
                    for (int k = 0; k < terms; k++) {
                        sum = Math.fma(b.lane(j * terms + k, lane), a.lane(i * terms + k, lane), sum);
                    }
                    assertThat(c.lane(i * columns + j, lane)).isEqualTo(sum * 0.7f);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void weightTilesSumOverPixels(boolean fresh) {
        for (int size = 1; size <= 5; size++) {
            weightTiles(4, 4, size, fresh);
            weightTiles(3, 5, size, fresh);
        }
    }

    private void weightTiles(int channels, int taps, int size, boolean fresh) {
        int outputs = Math.min(size, channels);
        int ofTaps = Math.min(size, taps);
        int blocks = size % 2 + 1;
        int rows = 2;
        int columns = 3;
        int plane = rows * columns;
        int[] xTap = random.ints(ofTaps, 0, 7).toArray();
        WeightSums sums = new WeightSums(
                List.of(new WeightSums.Area(0, rows, 0, columns, xTap, xTap)),
                1,
                outputs,
                new WeightSums.Distances(30, 0, 5, 1),
                new WeightSums.Distances(outputs * plane, 0, columns, 1),
                plane,
                0,
                ofTaps);
        Floats x = randomVectors(blocks * 30);
        Floats dy = randomVectors(blocks * outputs * plane);
        Floats into = randomVectors(channels * taps);
        float[] before = into.values();
        WeightSumsLoop.Tile tile = WeightSumsLoop.Tile.of(
                WeightSumsLoop.Bytes.of(sums), sums.areas().get(0), 0, taps);
        long start = fresh ? Lanes.ZEROS : into.at;

        if (channels == 4) {
            WeightTiles.fourByFour(tile, outputs - 1, blocks, rows, x.at, dy.at, start, into.at);
        } else {
            WeightTiles.threeByFive(tile, outputs - 1, blocks, rows, x.at, dy.at, start, into.at);
        }

        for (int o = 0; o < outputs; o++) {
            for (int t = 0; t < ofTaps; t++) {
                for (int lane = 0; lane < V; lane++) {
                    float sum = fresh ? 0 : before[(o * taps + t) * V + lane];
                    for (int i = 0; i < blocks * plane; i++) {
                        int at = i / plane * 30 + i % plane / columns * 5 + i % columns;
                        float g = dy.lane((i / plane * outputs + o) * plane + i % plane, lane);
                        sum = Math.fma(x.lane(at + xTap[t], lane), g, sum);
                    }
                    assertThat(into.lane(o * taps + t, lane)).isEqualTo(sum);
                }
            }
        }
    }

    private interface OfChannels {
        void run(ChannelSums.Part part, int pixel, int last, long w, long bias, long y);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8})
    void channelTilesSumOverTaps(int pixels) {
        channelTile(ChannelTiles::pixels, 1, pixels);
        channelTile(ChannelTiles::square, 4, Math.min(4, pixels));
    }

    private void channelTile(OfChannels tile, int blocks, int pixels) {
        int[] at = random.ints(pixels, 0, 20).toArray();
        int[] taps = random.ints(6, 0, 20).toArray();
        float[] x = numbers(40);
        Floats w = randomVectors(blocks * taps.length);
        Floats bias = randomVectors(blocks);
        Floats y = vectors(blocks * pixels);

        tile.run(new ChannelSums.Part(x, at, taps, 0, blocks, 0, 0), 0, pixels - 1, w.at, bias.at, y.at);

        for (int i = 0; i < blocks * pixels * V; i++) {
            int block = i / V / pixels;
            float sum = bias.lane(block, i % V);
            for (int t = 0; t < taps.length; t++) {
                sum = Math.fma(w.lane(block * taps.length + t, i % V), x[at[i / V % pixels] + taps[t]], sum);
            }
            assertThat(y.get(i)).isEqualTo(sum);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void rowsShareWhatTheyRead(int width) {
        int step = 2;
        int rows = 2;
        int[] taps = new int[rows * width];
        for (int t = 0; t < taps.length; t++) {
            taps[t] = t / width * 40 + t % width * step;
        }
        float[] x = numbers(100);
        Floats w = randomVectors(taps.length);
        Floats bias = randomVectors(1);
        Floats y = vectors(8);
        ChannelSums.Part part = new ChannelSums.Part(x, new int[] {5, 7}, taps, 0, 1, 0, 0);

        if (width == 3) {
            ChannelTiles.rows3(part, 1, step, w.at, bias.at, y.at);
        } else {
            ChannelTiles.rows5(part, 1, step, w.at, bias.at, y.at);
        }

        for (int i = 0; i < 8 * V; i++) {
            float sum = bias.get(i % V);
            for (int t = 0; t < taps.length; t++) {
                sum = Math.fma(x[7 + i / V * step + taps[t]], w.lane(t, i % V), sum);
            }
            assertThat(y.get(i)).isEqualTo(sum);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8})
    void blocksReadTheOnlyPixel(int blocks) {
        int[] taps = random.ints(7, 0, 9).toArray();
        float[] x = numbers(9);
        Floats w = randomVectors(blocks * taps.length);
        Floats bias = randomVectors(blocks);
        Floats y = vectors(blocks);

        ChannelTiles.blocks(
                new ChannelSums.Part(x, new int[1], taps, 0, blocks, 0, 0), 0, blocks - 1, w.at, bias.at, y.at);

        for (int i = 0; i < blocks * V; i++) {
            float sum = bias.get(i);
            for (int t = 0; t < taps.length; t++) {
                sum = Math.fma(w.lane(i / V * taps.length + t, i % V), x[taps[t]], sum);
            }
            assertThat(y.get(i)).isEqualTo(sum);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4})
    void depthwiseTilesReadTheirOwnChannel(int pixels) {
        int[] at = random.ints(pixels, 0, 6).map(place -> place * V).toArray();
        int[] taps = random.ints(5, 0, 6).map(place -> place * V).toArray();
        int plane = 12 * V;
        float[] x = numbers(2 * plane);
        Floats w = randomVectors(taps.length);
        Floats bias = randomVectors(1);
        Floats y = vectors(pixels);

        ChannelTiles.depthwise(
                new ChannelSums.Part(x, at, taps, 0, 1, 0, 0), 0, pixels - 1, plane, w.at, bias.at, y.at);

        for (int i = 0; i < pixels * V; i++) {
            float sum = bias.get(i % V);
            for (int t = 0; t < taps.length; t++) {
                sum = Math.fma(x[plane + at[i / V] + taps[t] + i % V], w.lane(t, i % V), sum);
            }
            assertThat(y.get(i)).isEqualTo(sum);
        }
    }
}
