package org.netloom.runtime.data;

import java.util.Arrays;
import java.util.List;
import org.netloom.runtime.internal.random.Random64;

/**
 * Handwritten-looking digits, drawn when asked for: 28x28, ten classes in turn, no fonts and no files.
 *
 * <p>A digit is one of its {@linkplain Strokes ways to write it}, bent, slanted, turned, scaled and shifted at random,
 * drawn with a pen of random width and ink, under noise. An image follows from the seed and its index alone, to the
 * last bit on every machine: there is nothing but IEEE arithmetic and {@link StrictMath} in it.
 */
final class Glyphs implements Dataset {
    static final int SIDE = 28;
    /**
     * 80 batches of 256. A remainder would be a small last batch, whose statistics weigh as much as any other's in a moving
     * average, just before it is tested: with 20,000 examples, 32 remain, and LeNetBn's accuracy at a rate of 0.1 fell by 0.3.
     */
    private static final int TRAINING_EXAMPLES = 20_480;

    private static final int TEST_EXAMPLES = 4_096;
    private static final long TRAINING_SEED = 1;
    private static final long TEST_SEED = 2;
    private static final float FAR = 1e9f;

    private final long seed;
    private final int size;

    /** The digits by their name. */
    static final class Format implements DataFormat {
        @Override
        public String description() {
            return "handwritten-looking digits that need no files";
        }

        @Override
        public List<String> names() {
            return List.of("glyphs");
        }

        @Override
        public List<DataOption> options() {
            return Splits.WITHIN_TRAINING;
        }

        @Override
        public DataSplit open(DataRequest request) {
            DataSplit all = split();
            return Splits.of(request).split(all.train(), all.test());
        }

        @Override
        public Dataset openTest(DataRequest request) {
            return split().test();
        }
    }

    Glyphs(long seed, int size) {
        this.seed = seed;
        this.size = size;
    }

    /** The same digits for everybody, so that results can be compared. */
    static DataSplit split() {
        return DataSplit.of(new Glyphs(TRAINING_SEED, TRAINING_EXAMPLES), new Glyphs(TEST_SEED, TEST_EXAMPLES));
    }

    @Override
    public String name() {
        return "glyphs";
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public List<Integer> shape() {
        return List.of(1, SIDE, SIDE);
    }

    @Override
    public int classes() {
        return Strokes.DIGITS.length;
    }

    @Override
    public int label(int index) {
        return index % Strokes.DIGITS.length;
    }

    @Override
    public void copy(int index, float[] into, int offset) {
        Random64 random = new Random64(seed, index);
        float[][][] variants = Strokes.DIGITS[label(index)];
        float[][] strokes = variants[(int) (random.unit() * variants.length)];
        Hand hand = new Hand(random);
        float radius = random.between(1.1f, 1.8f);
        // First the squared distance of each pixel to the nearest stroke, in the place where its value will be.
        Arrays.fill(into, offset, offset + SIDE * SIDE, FAR);
        for (float[] stroke : strokes) {
            draw(stroke, hand, random, radius + 0.5f, into, offset);
        }
        ink(random, radius, into, offset);
    }

    private static void draw(float[] stroke, Hand hand, Random64 random, float reach, float[] into, int offset) {
        // A hand drifts: each point is off by most of what the former was, and a little more.
        float driftX = random.around(0.05f);
        float driftY = random.around(0.05f);
        float fromX = 0;
        float fromY = 0;
        for (int i = 0; i < stroke.length; i += 2) {
            float x = stroke[i] + driftX - 0.5f;
            float y = stroke[i + 1] + driftY - 0.5f;
            float toX = hand.x(x, y);
            float toY = hand.y(x, y);
            if (i > 0) {
                segment(fromX, fromY, toX, toY, reach, into, offset);
            }
            fromX = toX;
            fromY = toY;
            driftX = 0.75f * driftX + random.around(0.035f);
            driftY = 0.75f * driftY + random.around(0.035f);
        }
    }

    /** Lowers the squared distances of the pixels within reach of a segment. */
    private static void segment(float ax, float ay, float bx, float by, float reach, float[] into, int offset) {
        int left = Math.max(0, (int) Math.ceil(Math.min(ax, bx) - reach));
        int right = Math.min(SIDE - 1, (int) Math.floor(Math.max(ax, bx) + reach));
        int top = Math.max(0, (int) Math.ceil(Math.min(ay, by) - reach));
        int bottom = Math.min(SIDE - 1, (int) Math.floor(Math.max(ay, by) + reach));
        float dx = bx - ax;
        float dy = by - ay;
        float perLength = 1 / Math.max(dx * dx + dy * dy, 1e-12f);
        for (int y = top; y <= bottom; y++) {
            int row = offset + y * SIDE;
            for (int x = left; x <= right; x++) {
                float along = ((x - ax) * dx + (y - ay) * dy) * perLength;
                float t = Math.max(0, Math.min(1, along));
                float distanceX = x - ax - t * dx;
                float distanceY = y - ay - t * dy;
                into[row + x] = Math.min(into[row + x], distanceX * distanceX + distanceY * distanceY);
            }
        }
    }

    /** Turns squared distances into ink: full inside the pen's radius, none half a pixel outside of its edge. */
    private static void ink(Random64 random, float radius, float[] into, int offset) {
        float ink = random.between(0.6f, 1);
        float noise = random.between(0.02f, 0.2f);
        float perByte = noise / 256;
        long bits = 0;
        for (int i = 0; i < SIDE * SIDE; i++) {
            // Sixteen random bits a pixel are two uniform bytes; their sum is bell-shaped enough.
            bits = i % 4 == 0 ? random.next() : bits >>> 16;
            float grain = ((bits & 0xFF) + ((bits >>> 8) & 0xFF) - 255) * perByte;
            float squared = into[offset + i];
            float cover = squared == FAR ? 0 : Math.max(0, Math.min(1, radius + 0.5f - (float) Math.sqrt(squared)));
            into[offset + i] = Math.max(0, Math.min(1, ink * cover + grain));
        }
    }

    /** One writing: where the points of a digit, around (0, 0), come to lie on the pixels. */
    private static final class Hand {
        private final float xx;
        private final float xy;
        private final float yx;
        private final float yy;
        private final float shiftX;
        private final float shiftY;
        private final float bendX;
        private final float bendY;
        private final float twistX;
        private final float twistY;

        Hand(Random64 random) {
            float height = random.between(17, 21);
            float width = height * random.between(0.7f, 1.1f);
            float slant = random.around(0.5f);
            double turn = random.around(0.4f);
            float sin = (float) StrictMath.sin(turn);
            float cos = (float) StrictMath.cos(turn);
            xx = width * cos;
            xy = -height * sin - width * slant * cos;
            yx = width * sin;
            yy = height * cos - width * slant * sin;
            float center = (SIDE - 1) / 2f;
            shiftX = center + random.around(3.5f);
            shiftY = center + random.around(3.5f);
            bendX = random.around(0.5f);
            bendY = random.around(0.5f);
            twistX = random.around(0.4f);
            twistY = random.around(0.4f);
        }

        float x(float x, float y) {
            return shiftX + xx * bentX(x, y) + xy * bentY(x, y);
        }

        float y(float x, float y) {
            return shiftY + yx * bentX(x, y) + yy * bentY(x, y);
        }

        private float bentX(float x, float y) {
            return x + bendX * y * y + twistX * x * y;
        }

        private float bentY(float x, float y) {
            return y + bendY * x * x + twistY * x * y;
        }
    }
}
