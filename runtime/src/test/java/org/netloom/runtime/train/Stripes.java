package org.netloom.runtime.train;

import java.util.List;
import java.util.SplittableRandom;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.data.Dataset;

/** Images of 8x8 with noise and a bright stripe: across, down, or askew are the three classes. */
public record Stripes(String name, int size, long seed) implements Dataset {
    public static DataSplit split(int train, int test) {
        return DataSplit.of(new Stripes("stripes", train, 1), new Stripes("stripes", test, 2));
    }

    @Override
    public List<Integer> shape() {
        return List.of(1, 8, 8);
    }

    @Override
    public int classes() {
        return 3;
    }

    @Override
    public int label(int index) {
        return random(index).nextInt(3);
    }

    @Override
    public void copy(int index, float[] into, int offset) {
        SplittableRandom random = random(index);
        int label = random.nextInt(3);
        int place = 1 + random.nextInt(6);
        for (int row = 0; row < 8; row++) {
            for (int column = 0; column < 8; column++) {
                boolean bright = switch (label) {
                    case 0 -> row == place;
                    case 1 -> column == place;
                    default -> (row + column) % 8 == place;
                };
                into[offset + 8 * row + column] = (float) (0.4 * random.nextDouble() + (bright ? 0.6 : 0));
            }
        }
    }

    private SplittableRandom random(int index) {
        return new SplittableRandom(seed * 1_000_003 + index);
    }
}
