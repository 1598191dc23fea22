package org.netloom.runtime.augment;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.runtime.data.Augmenter;
import org.netloom.runtime.data.Batches;
import org.netloom.runtime.data.Batches.Batch;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.data.Preprocessing;
import org.netloom.runtime.exception.NetworkException;

class AugmentationsTest {
    private static final double BLACK = -0.5;
    private static final Inputs IMAGES = new Inputs(List.of(2, 8, 8), false, List.of(BLACK, BLACK));

    private static float[] image() {
        SplittableRandom random = new SplittableRandom(3);
        float[] image = new float[128];
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) random.nextDouble();
        }
        return image;
    }

    private static float[] changed(Augmentation by, long seed, long epoch, int index) {
        float[] image = image();
        Augmentations.of(List.of(by), IMAGES, seed).examples().change(image, epoch, index);
        return image;
    }

    static Stream<Augmentation> changes() {
        return Stream.of(
                Shift.of(3),
                Flip.of("both"),
                Rotate.of(30),
                Scale.of(0.3),
                Shear.of(20),
                Crop.of(0.4),
                Erase.of(4),
                Brightness.of(0.5),
                Contrast.of(0.5),
                Noise.of(0.1));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void followsFromSeedEpochAndExample(Augmentation by) {
        Set<List<Float>> seen = new HashSet<>();
        for (int i = 0; i < 12; i++) {
            assertThat(changed(by, 1, 2, i)).containsExactly(changed(by, 1, 2, i));
            seen.add(floats(changed(by, 1, 2, i)));
            seen.add(floats(changed(by, 1, 3 + i, 0)));
            seen.add(floats(changed(by, 2 + i, 2, 0)));
        }
        // Flips are four.
        assertThat(seen).hasSizeGreaterThan(by instanceof Flip ? 3 : 20);
    }

    private static List<Float> floats(float[] values) {
        List<Float> list = new ArrayList<>();
        for (float value : values) {
            list.add(value);
        }
        return list;
    }

    @Test
    void shiftsGoAsFarAsTheyMay() {
        Set<Integer> rows = new HashSet<>();
        Set<Integer> columns = new HashSet<>();
        Draws random = new Draws();
        for (int i = 0; i < 500; i++) {
            random.restart(1, 1, i, 0);
            columns.add(random.whole(-2, 2));
            rows.add(random.whole(-2, 2));
        }
        assertThat(columns).containsExactlyInAnyOrder(-2, -1, 0, 1, 2);
        assertThat(rows).containsExactlyInAnyOrder(-2, -1, 0, 1, 2);
    }

    @Test
    void erasesASquareOfAllChannels() {
        int most = 0;
        for (int i = 0; i < 50; i++) {
            float[] erased = changed(Erase.of(4), 1, 0, i);
            float[] before = image();
            int first = 0;
            int second = 0;
            for (int at = 0; at < 64; at++) {
                boolean black = erased[at] == (float) BLACK;
                assertThat(erased[64 + at] == (float) BLACK).isEqualTo(black);
                assertThat(black || erased[at] == before[at]).isTrue();
                first += black ? 1 : 0;
                second += erased[64 + at] == (float) BLACK ? 1 : 0;
            }
            assertThat(first).isEqualTo(second).isBetween(4, 16);
            most = Math.max(most, first);
        }
        assertThat(most).isEqualTo(16);
    }

    @Test
    void brightnessMultipliesWhatPixelsWere() {
        float[] before = image();
        float[] after = changed(Brightness.of(0.5), 1, 0, 4);
        double factor = (after[0] - BLACK) / (before[0] - BLACK);
        assertThat(factor).isBetween(0.5, 1.5).isNotEqualTo(1);
        for (int i = 0; i < after.length; i++) {
            // Rounding of floats below 2.
            assertThat((after[i] - BLACK) / (before[i] - BLACK)).isCloseTo(factor, Offset.offset(1e-6));
        }
    }

    @Test
    void contrastKeepsTheMeanOfEachChannel() {
        float[] before = image();
        float[] after = changed(Contrast.of(0.5), 1, 0, 4);
        for (int c = 0; c < 2; c++) {
            double meanBefore = mean(before, c);
            assertThat(mean(after, c)).isCloseTo(meanBefore, Offset.offset(1e-6));
            double factor = (after[c * 64] - meanBefore) / (before[c * 64] - meanBefore);
            assertThat(factor).isBetween(0.5, 1.5).isNotEqualTo(1);
        }
    }

    private static double mean(float[] values, int channel) {
        return IntStream.range(channel * 64, (channel + 1) * 64)
                .mapToDouble(i -> values[i])
                .average()
                .orElseThrow();
    }

    @Test
    void noiseHasItsDeviation() {
        double sum = 0;
        double squares = 0;
        int count = 0;
        for (int i = 0; i < 200; i++) {
            float[] after = changed(Noise.of(0.1), 1, 0, i);
            float[] before = image();
            for (int at = 0; at < after.length; at++, count++) {
                double added = after[at] - before[at];
                sum += added;
                squares += added * added;
            }
        }
        // Four standard errors of 25,600 draws.
        assertThat(sum / count).isCloseTo(0, Offset.offset(4 * 0.1 / Math.sqrt(count)));
        assertThat(Math.sqrt(squares / count)).isCloseTo(0.1, Offset.offset(4 * 0.1 / Math.sqrt(2 * count)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.2, 1, 3})
    void sharesAreOfTheBetaDistribution(double alpha) {
        Draws random = new Draws();
        double sum = 0;
        double squares = 0;
        int count = 20_000;
        for (int i = 0; i < count; i++) {
            double share = random.restart(5, 0, i, 0).beta(alpha);
            assertThat(share).isBetween(0.0, 1.0);
            sum += share - 0.5;
            squares += (share - 0.5) * (share - 0.5);
        }
        // Four standard errors; a square is at most 1/4.
        double variance = 1 / (4 * (2 * alpha + 1));
        assertThat(sum / count).isCloseTo(0, Offset.offset(4 * Math.sqrt(variance / count)));
        assertThat(squares / count).isCloseTo(variance, Offset.offset(4 * 0.25 / Math.sqrt(count)));
    }

    @Test
    void mixupIsTheMeanByTheShare() {
        Augmenter.Mixture mixture =
                requireNonNull(Augmentations.of(List.of(Mixup.of(1)), IMAGES, 9).mixture());
        double share = mixture.draw(1, 0);
        float[] one = image();
        float[] other = changed(Rotate.of(90), 1, 0, 0);
        float[] first = one.clone();
        float[] second = other.clone();
        mixture.mix(one, other);
        for (int i = 0; i < one.length; i++) {
            assertThat(one[i]).isEqualTo((float) (share * first[i] + (1 - share) * second[i]));
            assertThat(other[i]).isEqualTo((float) (share * second[i] + (1 - share) * first[i]));
        }
    }

    @Test
    void cutmixExchangesAsMuchAsItSays() {
        Augmenter.Mixture mixture = requireNonNull(
                Augmentations.of(List.of(Cutmix.of(1)), IMAGES, 9).mixture());
        for (int epoch = 0; epoch < 40; epoch++) {
            double share = mixture.draw(epoch, 0);
            float[] one = new float[128];
            float[] other = new float[128];
            Arrays.fill(other, 1);
            mixture.mix(one, other);
            assertThat(IntStream.range(0, 128).filter(i -> one[i] == 0).count() / 128.0)
                    .isEqualTo(share);
            assertThat(IntStream.range(0, 128).filter(i -> other[i] == 1).count() / 128.0)
                    .isEqualTo(share);
            assertThat(Arrays.copyOf(one, 64)).containsExactly(Arrays.copyOfRange(one, 64, 128));
        }
    }

    @Test
    void blackIsWhatNormalizationHasMadeOfIt() {
        DataSplit glyphs = Datasets.open("glyphs");
        assertThat(Inputs.of(glyphs).black()).containsExactly(0.0);
        Preprocessing standard = Preprocessing.none()
                .withImages(new Preprocessing.Images(List.of(1, 28, 28), "crop", List.of(0.2), List.of(0.5)));
        assertThat(Inputs.of(glyphs.withPreprocessing(standard)).black()).containsExactly(-0.4);
    }

    @Test
    void refusesWhatCannotBe() {
        Inputs vector = new Inputs(List.of(4), false, List.of(0.0, 0.0, 0.0, 0.0));
        Inputs tokens = new Inputs(List.of(2), true, List.of(0.0, 0.0));
        assertRefused(
                Rotate.of(3),
                vector,
                "rotate(3.0): it changes images [channels, height, width], and an example here is 4");
        assertRefused(
                Cutmix.of(1),
                vector,
                "cutmix(1.0): it changes images [channels, height, width], and an example here is 4");
        assertRefused(Noise.of(1), tokens, "noise(1.0): it changes numbers, and an example here is 2 tokens");
        assertRefused(Mixup.of(1), tokens, "mixup(1.0): it changes numbers, and an example here is 2 tokens");
        assertRefused(Shift.of(8), IMAGES, "shift(8): it moves an image of 8x8 out of sight");
        assertRefused(Erase.of(8), IMAGES, "erase(8, p=1.0): it erases an image of 8x8 whole");
        List<Supplier<Augmentation>> wrong = List.of(
                () -> Shift.of(0),
                () -> Flip.of("sideways"),
                () -> Flip.of("both").withP(0),
                () -> Rotate.of(181),
                () -> Scale.of(1),
                () -> Shear.of(90),
                () -> Crop.of(0),
                () -> Erase.of(0),
                () -> Brightness.of(1.1),
                () -> Contrast.of(-1),
                () -> Noise.of(Double.NaN),
                () -> Mixup.of(0),
                () -> Cutmix.of(Double.POSITIVE_INFINITY));
        assertThat(wrong).allSatisfy(each -> assertThatThrownBy(each::get).isInstanceOf(NetworkException.class));
        Augmentations.of(List.of(Noise.of(1), Mixup.of(1)), vector, 1);
    }

    private static void assertRefused(Augmentation augmentation, Inputs inputs, String sentence) {
        assertThatThrownBy(() -> Augmentations.of(List.of(augmentation), inputs, 1))
                .isInstanceOf(NetworkException.class)
                .hasMessage(sentence);
    }

    /** Glyphs, made by so many threads. */
    private record Many(Dataset glyphs, int threads) implements Dataset {
        @Override
        public String name() {
            return glyphs.name();
        }

        @Override
        public int size() {
            return 41;
        }

        @Override
        public List<Integer> shape() {
            return glyphs.shape();
        }

        @Override
        public int classes() {
            return glyphs.classes();
        }

        @Override
        public void copy(int index, float[] into, int offset) {
            glyphs.copy(index, into, offset);
        }

        @Override
        public int label(int index) {
            return glyphs.label(index);
        }
    }

    /** Inputs, labels and shares of the batches of some epochs, from this batch of the first on. */
    private static List<Object> batches(int threads, DataType type, long behind) {
        DataSplit glyphs = Datasets.open("glyphs");
        Augmentations by = Augmentations.of(
                List.of(Shift.of(2), Rotate.of(10), Erase.of(6), Noise.of(0.1), Mixup.of(1), Cutmix.of(1)),
                Inputs.of(glyphs),
                3);
        List<Object> all = new ArrayList<>();
        try (Batches batches = Batches.augmented(new Many(glyphs.train(), threads), 8, type, 11L, by)) {
            for (int epoch = 0; epoch < 3; epoch++) {
                batches.start(epoch, epoch == 0 ? behind : 0);
                for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
                    all.add(Arrays.asList(
                            Arrays.hashCode(batch.inputs().data().asDouble()),
                            Arrays.toString(batch.labels()),
                            Arrays.toString(batch.otherLabels()),
                            batch.share()));
                }
            }
        }
        return all;
    }

    @Test
    void batchesAreTheSameForAnyNumberOfThreadsAndFromAnyPlace() {
        List<Object> one = batches(1, DataType.FLOAT, 0);
        assertThat(one).hasSize(18).doesNotHaveDuplicates();
        for (int i = 0; i < 5; i++) {
            assertThat(batches(4, DataType.FLOAT, 0)).isEqualTo(one);
        }
        assertThat(batches(3, DataType.FLOAT, 2)).isEqualTo(one.subList(2, one.size()));
        assertThat(batches(2, DataType.DOUBLE, 0)).isEqualTo(batches(1, DataType.DOUBLE, 0));
    }

    /** An epoch that is left in its middle leaves nothing in the next. */
    @Test
    void anEpochThatIsLeftChangesNothing() {
        DataSplit glyphs = Datasets.open("glyphs");
        Augmentations by = Augmentations.of(List.of(Rotate.of(10), Mixup.of(1)), Inputs.of(glyphs), 3);
        Many data = new Many(glyphs.train(), 3);
        List<Integer> whole = new ArrayList<>();
        List<Integer> behind = new ArrayList<>();
        for (List<Integer> sums : List.of(whole, behind)) {
            try (Batches batches = Batches.augmented(data, 8, DataType.FLOAT, 1L, by)) {
                for (int i = 0; i < 30 && sums == behind; i++) {
                    batches.start(i);
                    for (int j = 0; j < i % 3; j++) {
                        batches.next();
                    }
                }
                batches.start(1);
                for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
                    sums.add(Arrays.hashCode(batch.inputs().data().asFloat()));
                }
            }
        }
        assertThat(behind).isEqualTo(whole);
    }

    @Test
    void eachExampleIsMixedWithOneOfItsBatch() {
        DataSplit glyphs = Datasets.open("glyphs");
        Augmentations by = Augmentations.of(List.of(Mixup.of(1)), Inputs.of(glyphs), 3);
        Dataset data = Datasets.sample(glyphs.train(), 8, 1);
        try (Batches mixed = Batches.augmented(data, 8, DataType.FLOAT, null, by)) {
            mixed.start(0);
            Batch batch = requireNonNull(mixed.next());
            float[] one = new float[784];
            float[] other = new float[784];
            for (int i = 0; i < 8; i++) {
                data.copy(i, one, 0);
                data.copy(7 - i, other, 0);
                assertThat(batch.labels()[i]).isEqualTo(data.label(i));
                assertThat(batch.otherLabels()[i]).isEqualTo(data.label(7 - i));
                assertThat(batch.largerLabel(i)).isEqualTo(data.label(batch.share() < 0.5 ? 7 - i : i));
                for (int p = 0; p < 784; p++) {
                    assertThat(batch.inputs().getFloat((long) i * 784 + p))
                            .isEqualTo((float) (batch.share() * one[p] + (1 - batch.share()) * other[p]));
                }
            }
        }
    }
}
