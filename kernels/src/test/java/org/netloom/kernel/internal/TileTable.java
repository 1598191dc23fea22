package org.netloom.kernel.internal;

import static org.netloom.kernel.internal.TileText.load;
import static org.netloom.kernel.internal.TileText.outer;
import static org.netloom.kernel.internal.TileText.spread;
import static org.netloom.kernel.internal.TileText.turned;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.netloom.kernel.internal.TileText.Parts;

/** All register tiles. {@link TilesAreGeneratedTest} writes them into the kernels and sees that they are as here. */
final class TileTable {
    private static final String SUM = "s@#";

    private static final Parts OF_GATHER = new Parts(
            "Pattern pattern, Taps taps, int pixel, long x, long y, long w, long start",
            """
            int[] xTap = taps.x();
            int[] wTap = taps.w();
            int last = pattern.pixels() - 1;
            int p# = Math.min(pixel + #, last);
            long x# = x + (long) pattern.xAt()[p#] * BYTES;
            long y# = y + (long) pattern.yAt()[p#] * BYTES;
            long yNext = (long) pattern.yChannel() * BYTES;
            long wNext = (long) pattern.wChannel() * Float.BYTES;
            boolean fresh = start != 0;
            long sNext = fresh ? Lanes.startNext(start) : yNext;
            long b# = fresh ? start : y#;
            """,
            """
            Addresses.taps(x#, xTap, BYTES, BYTES);
            Addresses.taps(w + @ * wNext, wTap, Float.BYTES, Float.BYTES);
            Addresses.vectors(b#, $rows, sNext);
            Addresses.vectors(y#, $rows, yNext);
            """,
            load("b# + @ * sNext"),
            """
            for (int t = 0; t < xTap.length; t++) {
                long at = (long) xTap[t] * BYTES;
                long weight = w + (long) wTap[t] * Float.BYTES;
                ...
            }
            """,
            outer(load("x# + at"), spread("weight + @ * wNext")),
            SUM,
            "y# + @ * yNext");

    private static final Parts OF_PRODUCT = new Parts(
            "long x, long w, long wTap, long wNext, int taps, long start, long y",
            """
            boolean fresh = start != 0;
            long begin = fresh ? start : y;
            long sVector = fresh ? 0 : BYTES;
            long sNext = fresh ? Lanes.startNext(start) : (long) $columns * BYTES;
            """,
            """
            Addresses.vectors(x, (long) $columns * taps, BYTES);
            Addresses.range(w + @ * wNext, taps, wTap, Float.BYTES);
            Addresses.vectors(begin + @ * sNext, $columns, sVector);
            Addresses.vectors(y, $rows * $columns, BYTES);
            """,
            load("begin + @ * sNext + # * sVector"),
            """
            for (int t = 0; t < taps; t++) {
                long vectors = x + (long) t * $columns * BYTES;
                long numbers = w + t * wTap;
                ...
            }
            """,
            outer(load("vectors + # * BYTES"), spread("numbers + @ * wNext")),
            SUM,
            "y + $number * BYTES");

    private static final Parts OF_LANES = new Parts(
            "LaneProducts of, int lastRow, int lastColumn, long a, long b, long c, int terms, float scale",
            """
            long a@ = a + Math.min(@, lastRow) * of.a.row();
            long y@ = c + Math.min(@, lastRow) * of.c.row();
            long b# = b + Math.min(#, lastColumn) * of.b.column();
            long c# = Math.min(#, lastColumn) * of.c.column();
            long aTerm = of.a.column();
            long bTerm = of.b.row();
            """,
            """
            Addresses.vectors(a@, terms, aTerm);
            Addresses.vectors(b#, terms, bTerm);
            Addresses.vectors(y@ + c#, 1, 0);
            """,
            "FloatVector.zero(SPECIES)",
            """
            for (int k = 0; k < terms; k++) {
                long ofA = k * aTerm;
                long ofB = k * bTerm;
                ...
            }
            FloatVector factor = FloatVector.broadcast(SPECIES, scale);
            """,
            outer(load("b# + ofB"), load("a@ + ofA")),
            "s@#.mul(factor)",
            "y@ + c#");

    private static final Parts OF_WEIGHTS = new Parts(
            "Tile tile, int lastOutput, int blocks, int rows, long x, long dy, long start, long into",
            """
            Bytes of = tile.of();
            long[] taps = tile.taps();
            long x# = x + taps[#];
            long d@ = dy + Math.min(@, lastOutput) * of.dyChannel();
            int columns = tile.columns();
            long xBlock = of.xBlock();
            long xRow = of.xRow();
            long xColumn = of.xColumn();
            long dBlock = of.dyBlock();
            long dRow = of.dyRow();
            long dColumn = of.dyColumn();
            long startNext = Lanes.startNext(start);
            """,
            """
            Addresses.image(x#, blocks, xBlock, rows, xRow, columns, xColumn);
            Addresses.image(d@, blocks, dBlock, rows, dRow, columns, dColumn);
            Addresses.vectors(start, $rows * $columns, startNext);
            Addresses.vectors(into, $rows * $columns, BYTES);
            """,
            load("start + $number * startNext"),
            """
            for (int block = 0; block < blocks; block++) {
                for (int row = 0; row < rows; row++) {
                    long xAt = block * xBlock + row * xRow;
                    long dAt = block * dBlock + row * dRow;
                    for (int column = 0; column < columns; column++) {
                        ...
                        xAt += xColumn;
                        dAt += dColumn;
                    }
                }
            }
            """,
            outer(load("x# + xAt"), load("d@ + dAt")),
            SUM,
            "into + $number * BYTES");

    private static final String PIXELS = """
            float[] x = part.x();
            int[] taps = part.taps();
            int p# = part.at()[Math.min(pixel + #, last)];
            long y# = y + (long) Math.min(pixel + #, last) * BYTES;
            """;

    private static final String EACH_TAP = """
            for (int t = 0; t < taps.length; t++) {
                int tap = taps[t];
                long weights = w + (long) t * BYTES;
                ...
            }
            """;

    private static final Parts OF_CHANNELS_AT_PIXELS = new Parts(
            "Part part, int pixel, int last, long w, long bias, long y",
            PIXELS + """
                    long wNext = (long) taps.length * BYTES;
                    long yNext = (long) part.at().length * BYTES;
                    """,
            """
            Addresses.vectors(w, (long) $rows * taps.length, BYTES);
            Addresses.vectors(bias, $rows, BYTES);
            Addresses.vectors(y#, $rows, yNext);
            """,
            load("bias + @ * BYTES"),
            EACH_TAP,
            turned("FloatVector.broadcast(SPECIES, x[p# + tap])", load("weights + @ * wNext")),
            SUM,
            "y# + @ * yNext");

    private static final Parts OF_DEPTHWISE = new Parts(
            "Part part, int pixel, int last, int plane, long w, long bias, long y",
            PIXELS,
            """
            Addresses.vectors(w, taps.length, BYTES);
            Addresses.vectors(bias, 1, BYTES);
            Addresses.vectors(y#, 1, BYTES);
            """,
            load("bias"),
            EACH_TAP,
            outer("FloatVector.fromArray(SPECIES, x, plane + p# + tap)", load("weights")),
            SUM,
            "y#");

    private static final Parts OF_BLOCKS = new Parts(
            "Part part, int block, int last, long w, long bias, long y",
            """
            float[] x = part.x();
            int[] taps = part.taps();
            long o# = (long) Math.min(block + #, last) * BYTES;
            long w# = w + o# * taps.length;
            """,
            """
            Addresses.vectors(w#, taps.length, BYTES);
            Addresses.vectors(bias + o#, 1, BYTES);
            Addresses.vectors(y + o#, 1, BYTES);
            """,
            load("bias + o#"),
            """
            for (int t = 0; t < taps.length; t++) {
                long at = (long) t * BYTES;
                ...
            }
            """,
            outer(load("w# + at"), "FloatVector.broadcast(SPECIES, x[taps[t]])"),
            SUM,
            "y + o#");

    private TileTable() {}

    /** Eight neighbors of a row share what they read: with a kernel's {@code width} columns, 8 + width - 1 floats. */
    private static Parts rows(int width) {
        StringBuilder products = new StringBuilder();
        for (int k = 0; k < width; k++) {
            products.append("FloatVector w").append(k).append(" = ");
            products.append(load(k == 0 ? "weights" : "weights + " + k + " * BYTES"))
                    .append(";\n");
        }
        for (int i = 0; i < 8 + width - 1; i++) {
            products.append(i == 0 ? "FloatVector v = " : "v = ").append("FloatVector.broadcast(SPECIES, x[p");
            products.append(i == 0 ? "" : i == 1 ? " + step" : " + " + i + " * step")
                    .append("]);\n");
            for (int k = Math.max(0, i - 7); k < width && k <= i; k++) {
                int sum = i - k;
                products.append("s0" + sum + " = v.fma(w" + k + ", s0" + sum + ");\n");
            }
        }
        return new Parts(
                "Part part, int pixel, int step, long w, long bias, long y",
                """
                float[] x = part.x();
                int[] taps = part.taps();
                int first = part.at()[pixel];
                """,
                """
                Addresses.vectors(w, taps.length, BYTES);
                Addresses.vectors(bias, 1, BYTES);
                Addresses.vectors(y, $columns, BYTES);
                """,
                load("bias"),
                """
                for (int t = 0; t < taps.length; t += WIDTH) {
                    int p = first + taps[t];
                    long weights = w + (long) t * BYTES;
                    ...
                }
                """.replace("WIDTH", String.valueOf(width)),
                products.toString(),
                SUM,
                "y + # * BYTES");
    }

    private static final Parts OF_ROWS = new Parts(
            "RowSums of, int output, int vector, int end, long y",
            """
            float[] x = of.x;
            float[] weights = of.weights;
            int[] taps = of.taps;
            int o@ = Math.min(output + @, of.outputs - 1);
            int w@ = o@ * taps.length;
            long c@ = (long) o@ * of.pixels * Float.BYTES;
            int x# = of.from[Math.min(vector + #, end - 1)];
            long y# = y + (long) of.to[Math.min(vector + #, end - 1)] * Float.BYTES;
            FloatVector b@ = FloatVector.broadcast(SPECIES, of.biases[o@]);
            """,
            "Addresses.vectors(y# + c@, 1, BYTES);",
            "b@",
            """
            for (int t = 0; t < taps.length; t++) {
                int tap = taps[t];
                ...
            }
            """,
            outer("FloatVector.fromArray(SPECIES, x, x# + tap)", "FloatVector.broadcast(SPECIES, weights[w@ + t])"),
            SUM,
            "y# + c@");

    /** The files by their names. */
    static Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        files.put(
                "Tiles",
                file(
                        "Tiles",
                        """
                        The innermost loops of {@link TapSums}: a few output channels at some pixels, all taps of a stretch.

                        <p>Sixteen sums (four channels by four pixels) stay in registers and take eight loads for sixteen
                        multiply-adds: enough independent sums to hide the latency of a multiply-add on two units, and few enough
                        for the 16 registers of AVX2 to spill little and the 32 of AVX-512 not at all. Larger tiles (8×3, 6×4, 4×6)
                        were slower. Of eight channels by one pixel or four by two, for a step of a sequence in a small batch, are
                        eight; sixteen of eight by two are more than HotSpot inlines. The order of additions is always the same.

                        <p>Arguments of all: where pixels lie and channels follow one another; the taps; the first pixel, of which
                        the last one is repeated where there are too few, to the same end; where x, the first channel of y and its
                        weights begin; a vector for each channel that its sums begin with, or {@link Lanes#ZEROS}, or 0 where they
                        go on from what y holds.
                        """,
                        List.of("TapSums.Pattern", "TapSums.Taps"),
                        true,
                        new TileText("fourByFour", "Four channels at four pixels.", 4, 4, OF_GATHER).inTwo(),
                        new TileText(
                                        "twoByFour",
                                        "Two channels: what is left of a number that four does not divide.",
                                        2,
                                        4,
                                        OF_GATHER)
                                .inTwo(),
                        new TileText(
                                        "oneByFour",
                                        "The last channel of an odd number, or one of a depthwise convolution.",
                                        1,
                                        4,
                                        OF_GATHER)
                                .inTwo(),
                        new TileText("eightByOne", "Eight channels at one pixel.", 8, 1, OF_GATHER).inTwo(),
                        new TileText("fourByTwo", "Four channels at two pixels.", 4, 2, OF_GATHER).inTwo()));
        files.put(
                "ProductTiles",
                file(
                        "ProductTiles",
                        """
                        The innermost loop of a matrix product whose factors were packed for it: {@link Tiles} without its tables,
                        {@code y[j][i] = start[j] + Σ_t w[t][j] x[t][i]}. A tap's four vectors follow one another. Few addresses
                        are left to be computed, so that it runs at the peak of multiply-adds as long as the vectors come from the
                        first-level cache, a tenth faster than with tables.

                        <p>Arguments: where the first tap's vectors are; where its numbers are, and the bytes from one tap and from
                        one number to the next there; how many taps; a vector for each number that its sums begin with, or {@link
                        Lanes#ZEROS}, or 0 where they go on from what y holds; where they go, all vectors of a number together.
                        """,
                        List.of(),
                        true,
                        new TileText("fourByFour", "Four numbers by four vectors.", 4, 4, OF_PRODUCT).inTwo()));
        files.put(
                "LaneTiles",
                file(
                        "LaneTiles",
                        """
                        The innermost loop of {@link LaneProducts}: sixteen sums in registers, with eight loads for sixteen
                        multiply-adds.

                        <p>Arguments: how rows and columns follow one another; how many rows and columns there are behind the first
                        ones, the last of which are repeated where they are too few, to the same end; where the first row of a, the
                        first column of b and their element of c are; how many terms; what the sums are multiplied by.
                        """,
                        List.of(),
                        false,
                        new TileText("fourByFour", "Four rows by four columns.", 4, 4, OF_LANES)));
        files.put(
                "WeightTiles",
                file(
                        "WeightTiles",
                        """
                        The innermost loops of {@link WeightSums}: some output channels by some taps, over blocks, rows and columns.

                        <p>Arguments: the taps; the last channel that there is behind the first one, which
                        is repeated where there are too few; how many blocks and rows; where the first of them lies in x and dy;
                        where a vector for each sum is that it begins with, or {@link Lanes#ZEROS}; where the sums go, channel by
                        channel.
                        """,
                        List.of("WeightSumsLoop.Bytes", "WeightSumsLoop.Tile"),
                        false,
                        new TileText("fourByFour", "Four channels by four taps.", 4, 4, OF_WEIGHTS).inTwo(),
                        new TileText("threeByFive", "Three channels by five taps.", 3, 5, OF_WEIGHTS).inTwo()));
        files.put(
                "ChannelTiles",
                file(
                        "ChannelTiles",
                        """
                        The innermost loops of {@link ChannelSums}: sums of blocks of V output channels, a tap at a time, which is a
                        vector of weights times one float of x.

                        <p>Eight sums are the fewest that hide the latency of a multiply-add on two units, and leave AVX2 registers
                        for the rest. What limits is loads, two in a cycle like the multiply-adds: {@code rows5} takes 17 for 40 of
                        them, {@code rows3} 13 for 24, because neighbors in a row share what they read; {@code square} 8 for 16;
                        {@code pixels}, {@code blocks} and {@code depthwise}, for what has no other form, about one for each. x is
                        an array in the Java heap, because reading single floats through a memory segment costs the compiler so
                        much that it gives up on kernels of this size.

                        <p>Arguments of all: x, the taps and the pixels; the first pixel or block and the last one that there is,
                        which is repeated where there are too few; where the weights, the bias and the sums of the block lie.
                        """,
                        List.of("ChannelSums.Part"),
                        false,
                        new TileText(
                                "rows3", "A block at eight pixels of a row, of a kernel of 3 columns.", 1, 8, rows(3)),
                        new TileText(
                                "rows5", "A block at eight pixels of a row, of a kernel of 5 columns.", 1, 8, rows(5)),
                        new TileText("pixels", "A block at eight pixels.", 1, 8, OF_CHANNELS_AT_PIXELS),
                        new TileText("square", "Four blocks at four pixels.", 4, 4, OF_CHANNELS_AT_PIXELS),
                        new TileText("blocks", "Eight blocks at the only pixel.", 1, 8, OF_BLOCKS),
                        new TileText(
                                "depthwise",
                                "A block at four pixels, each channel from its own input alone, in the same lane of x.",
                                1,
                                4,
                                OF_DEPTHWISE)));
        files.put(
                "RowTiles",
                file(
                        "RowTiles",
                        """
                        The innermost loop of {@link RowSums}: twelve sums take seven loads, of which the four of x cross lines of
                        the cache, and six and three channels, as first layers have them, leave nothing over.

                        <p>Arguments: the layer; the first channel and the first vector, of which the last ones are repeated where
                        there are too few; the vector behind the last; where the output begins.
                        """,
                        List.of(),
                        false,
                        new TileText("threeByFour", "Three channels by four vectors.", 3, 4, OF_ROWS)));
        return files;
    }

    private static String file(String type, String says, List<String> imports, boolean spreads, TileText... tiles) {
        String uses = Stream.of("Addresses.CHECKED", "Lanes.BYTES", "Lanes.FLOAT", "Lanes.MEMORY", "Lanes.ORDER")
                .filter(name -> spreads || !name.endsWith("FLOAT"))
                .filter(name -> !type.equals("LaneTiles") || !name.endsWith("BYTES"))
                .map(name -> "import static org.netloom.kernel.internal." + name + ";\n")
                .collect(Collectors.joining());
        return "// Generated by TileTable; do not edit. TilesAreGeneratedTest says how to write it anew.\n"
                + "package org.netloom.kernel.internal;\n\n"
                + uses
                + "import static org.netloom.kernel.internal.Lanes.SPECIES;\n\n"
                + "import jdk.incubator.vector.FloatVector;\n"
                + imports.stream()
                        .map(name -> "import org.netloom.kernel.internal." + name + ";\n")
                        .collect(Collectors.joining())
                + "\n/**\n"
                + says.strip()
                        .lines()
                        .map(line -> (" * " + line).stripTrailing() + "\n")
                        .collect(Collectors.joining())
                + " */\nfinal class " + type + " {\n    private " + type + "() {}\n\n"
                + Stream.of(tiles).map(TileText::methods).collect(Collectors.joining("\n"))
                + "}\n";
    }
}
