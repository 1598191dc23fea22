package org.netloom.runtime.describe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.exception.NetworkException;

/** What is said of data is what a slow look at them says, and each thing that is wrong has its sentence. */
class DataDescriptionTest {
    private static final int FEATURES = 4;

    /** Vectors with a class each, or with two numbers. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Rows(double[][] x, int[] labels, double[][] numbers) implements Dataset {
        @Override
        public String name() {
            return "rows";
        }

        @Override
        public int size() {
            return x.length;
        }

        @Override
        public List<Integer> shape() {
            return List.of(FEATURES);
        }

        @Override
        public int classes() {
            return labels.length == 0 ? 0 : Arrays.stream(labels).max().orElse(-1) + 1;
        }

        @Override
        public int targets() {
            return numbers.length == 0 ? 0 : numbers[0].length;
        }

        @Override
        public List<String> targetNames() {
            return targets() == 0 ? List.of() : List.of("price", "area");
        }

        @Override
        public void copyTargets(int index, double[] into, int offset) {
            System.arraycopy(numbers[index], 0, into, offset, targets());
        }

        @Override
        public void copy(int index, float[] into, int offset) {
            for (int j = 0; j < FEATURES; j++) {
                into[offset + j] = (float) x[index][j];
            }
        }

        @Override
        public void copy(int index, double[] into, int offset) {
            if (Double.isNaN(x[index][0])) {
                throw new NetworkException("row " + index + " is no row");
            }
            System.arraycopy(x[index], 0, into, offset, FEATURES);
        }

        @Override
        public int label(int index) {
            return labels.length == 0 ? -1 : labels[index];
        }
    }

    private final SplittableRandom random = new SplittableRandom(11);
    private final double[][] x = values(60);
    private final double[][] xTest = values(20);
    private final int[] y = labels(60);
    private final int[] yTest = labels(20);

    private double[][] values(int rows) {
        double[][] values = new double[rows][FEATURES];
        for (double[] row : values) {
            Arrays.setAll(row, j -> random.nextDouble(-1, 3));
        }
        return values;
    }

    private static int[] labels(int rows) {
        int[] labels = new int[rows];
        Arrays.setAll(labels, i -> i % 3);
        return labels;
    }

    private DataDescription classes() {
        return DataDescription.of(DataSplit.of(rows(x, y), rows(xTest, yTest)));
    }

    private static Rows rows(double[][] x, int[] y) {
        return new Rows(x, y, new double[0][]);
    }

    @Test
    void saysWhatASlowLookSays() {
        DataDescription description = classes();
        assertThat(description.name()).isEqualTo("rows");
        assertThat(description.classNames()).containsExactly("0", "1", "2");
        assertThat(description.parts()).extracting(DataPart::name).containsExactly("training", "test");
        assertThat(description.parts()).extracting(DataPart::examples).containsExactly(60, 20);
        assertThat(description.parts().get(0).classes()).containsExactly(20L, 20L, 20L);
        assertThat(description.parts().get(1).classes()).containsExactly(7L, 7L, 6L);
        Range range = description.parts().get(0).values();
        double[] all = Arrays.stream(x).flatMapToDouble(Arrays::stream).toArray();
        double mean = Arrays.stream(all).average().orElseThrow();
        assertThat(range.least()).isEqualTo(Arrays.stream(all).min().orElseThrow());
        assertThat(range.greatest()).isEqualTo(Arrays.stream(all).max().orElseThrow());
        assertThat(range.mean()).isEqualTo(mean, within(1e-12));
        assertThat(range.deviation())
                .isEqualTo(
                        Math.sqrt(Arrays.stream(all)
                                .map(v -> (v - mean) * (v - mean))
                                .average()
                                .orElseThrow()),
                        within(1e-12));
        assertThat(description.findings()).isEmpty();
    }

    @Test
    void aLargeMeanCostsTheDeviationNoDigits() {
        Range.Sum sum = new Range.Sum();
        for (int i = 0; i < 1000; i++) {
            sum.add(1e9 + i % 2);
        }
        assertThat(sum.range().deviation()).isEqualTo(0.5, within(1e-9));
    }

    @Test
    void saysWhichClassHasNoExample() {
        Arrays.setAll(yTest, i -> i % 2);
        assertThat(classes().findings()).containsExactly("the test part has no example of class 2");
    }

    @Test
    void takesLabelsThatCountFromOneForThat() {
        Arrays.setAll(y, i -> 1 + i % 3);
        Arrays.setAll(yTest, i -> 1 + i % 3);
        assertThat(classes().findings())
                .contains(
                        "no example has class 0, and every other class has some: labels that count from 1 need 1 less,"
                                + " and the net 3 outputs");
    }

    @Test
    void saysWhichClassIsRare() {
        Arrays.setAll(y, i -> i == 7 ? 2 : i % 2);
        assertThat(classes().findings())
                .containsExactly("class 0 has 30 training examples and class 2 1: accuracy says little of the rare one;"
                        + " look at recall, or give the loss weights");
    }

    @Test
    void saysWhichInputsSayNothing() {
        for (int i = 0; i < x.length; i++) {
            x[i][1] = 5;
            x[i][3] = x[i][0];
        }
        assertThat(classes().findings())
                .containsExactly(
                        "1 is the same in every training example: nothing can be learned from it",
                        "0 and 3 are the same in every training example: one of them is enough");
    }

    @Test
    void saysWhichInputsAreOfAnotherScale() {
        for (int i = 0; i < x.length; i++) {
            x[i][2] = 1e5 * random.nextDouble();
        }
        assertThat(classes().findings())
                .first()
                .asString()
                .startsWith("2 has a standard deviation of ")
                .contains(" one of 1.");
    }

    @Test
    void saysWhichExamplesAreInBothParts() {
        for (int i = 0; i < 5; i++) {
            xTest[i] = x[2 * i].clone();
        }
        assertThat(classes().findings())
                .containsExactly(
                        "5 of 20 test examples are in the training part, too: what is measured on them is memory");
    }

    @Test
    void saysWhichExamplesContradictOthers() {
        x[10] = x[0].clone();
        x[12] = x[0].clone();
        assertThat(classes().findings())
                .containsExactly(
                        "2 of 60 training examples have the same input as an earlier one, and 1 of them another"
                                + " class: no net can learn both");
    }

    @Test
    void saysWhichExamplesCannotBeRead() {
        x[3][0] = Double.NaN;
        x[8][0] = Double.NaN;
        assertThat(classes().findings())
                .containsExactly("2 of 60 training examples cannot be read: row 3 is no row; row 8 is no row");
    }

    @Test
    void describesNumbers() {
        double[][] numbers = new double[60][];
        Arrays.setAll(numbers, i -> new double[] {i, 7});
        Rows train = new Rows(x, new int[0], numbers);
        DataDescription description =
                DataDescription.of(DataSplit.of(train, new Rows(xTest, new int[0], Arrays.copyOf(numbers, 20))));
        assertThat(description.classNames()).isEmpty();
        assertThat(description.targetNames()).containsExactly("price", "area");
        assertThat(description.parts().get(0).targets()).extracting(Range::mean).containsExactly(29.5, 7.0);
        assertThat(description.parts().get(1).targets())
                .extracting(Range::greatest)
                .containsExactly(19.0, 7.0);
        assertThat(description.findings())
                .containsExactly("the target area is 7.0 in every training example: there is nothing to learn");
    }

    @Test
    void aSheetHasTenExamplesOfEachClass() {
        DataSplit glyphs = Datasets.open("glyphs");
        DataSplit some = DataSplit.of(Datasets.sample(glyphs.train(), 400, 1), Datasets.sample(glyphs.test(), 50, 1));
        String svg = ContactSheet.svg(some, DataDescription.of(some));
        assertThat(svg).startsWith("<svg ").endsWith("</svg>\n");
        assertThat(svg.split("<image ", -1)).hasSize(101);
        assertThat(svg.split("<text ", -1)).hasSize(12);
        DataSplit vectors = DataSplit.of(rows(x, y), rows(xTest, yTest));
        DataDescription described = DataDescription.of(vectors);
        assertThatThrownBy(() -> ContactSheet.svg(vectors, described))
                .isInstanceOf(NetworkException.class)
                .hasMessage("rows holds examples of shape [4], and a picture shows images of 1 channel or 3");
    }
}
