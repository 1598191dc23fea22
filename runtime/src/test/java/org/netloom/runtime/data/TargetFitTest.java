package org.netloom.runtime.data;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import nets.TinyNet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.nd4j.Nd4jEngine;
import org.netloom.runtime.loss.BinaryCrossEntropy;
import org.netloom.runtime.loss.CrossEntropy;
import org.netloom.runtime.loss.Hinge;
import org.netloom.runtime.loss.Huber;
import org.netloom.runtime.loss.KlDivergence;
import org.netloom.runtime.loss.Loss;
import org.netloom.runtime.loss.MeanAbsoluteError;
import org.netloom.runtime.loss.MeanSquaredError;
import org.netloom.runtime.loss.Poisson;

/** What does not go together is refused before the first step, with what does: TinyNet puts out 3 numbers. */
class TargetFitTest {
    private final Nd4jEngine engine = new Nd4jEngine(DataType.FLOAT);
    private final TinyNet net = new TinyNet(engine);

    @AfterEach
    void close() {
        net.close();
        engine.close();
    }

    /** Images of 8x8, whose targets are numbers or, where there are none, classes. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Table(int columns, List<String> targetNames, int classes, double... values) implements Dataset {
        static Table ofNumbers(int columns, double... values) {
            return new Table(columns, List.of(), 0, values);
        }

        static Table ofClasses(int classes, double... labels) {
            return new Table(0, List.of(), classes, labels);
        }

        @Override
        public String name() {
            return "houses";
        }

        @Override
        public int size() {
            return values.length / Math.max(1, columns);
        }

        @Override
        public List<Integer> shape() {
            return List.of(1, 8, 8);
        }

        @Override
        public int targets() {
            return columns;
        }

        @Override
        public void copyTargets(int index, double[] into, int offset) {
            System.arraycopy(values, index * columns, into, offset, columns);
        }

        @Override
        public void copy(int index, float[] into, int offset) {
            Arrays.fill(into, offset, offset + 64, 0);
        }

        @Override
        public int label(int index) {
            return columns > 0 || classes == 0 ? -1 : (int) values[index];
        }
    }

    private void refused(Dataset data, Loss loss, String message) {
        assertThatThrownBy(() -> Datasets.requireFit(data, net, loss))
                .isInstanceOf(NetworkException.class)
                .hasMessage(message);
        assertThatCode(() -> Datasets.requireFit(data, net)).doesNotThrowAnyException();
    }

    private void taken(Dataset data, Loss loss) {
        assertThatCode(() -> Datasets.requireFit(data, net, loss)).doesNotThrowAnyException();
    }

    @Test
    void theLossSaysWhatTargetsAre() {
        Table numbers = Table.ofNumbers(3, 0.5, 0.25, 0.25);
        Table classes = Table.ofClasses(3, 0, 1, 2);
        for (Loss loss : List.of(CrossEntropy.of(), Hinge.of())) {
            taken(classes, loss);
            refused(
                    numbers,
                    loss,
                    "houses holds numbers for targets, and the loss %s takes classes; mse, mae and huber take numbers, bce numbers from 0 to 1"
                            .formatted(loss.name()));
        }
        for (Loss loss : List.of(MeanAbsoluteError.of(), Huber.of(1), KlDivergence.of(), Poisson.of())) {
            taken(numbers, loss);
            refused(
                    classes,
                    loss,
                    "houses holds a class for each example, and the loss %s takes numbers; cross_entropy takes classes, and of two classes bce, with dense(1)"
                            .formatted(loss.name()));
        }
        for (Loss loss : List.of(MeanSquaredError.of(), BinaryCrossEntropy.of())) {
            taken(numbers, loss);
        }
        taken(classes, MeanSquaredError.of());
        refused(
                classes,
                BinaryCrossEntropy.of(),
                "TinyNet: the loss bce tells two classes apart by one output, and there are 3; end with dense(1), or take cross_entropy");
        refused(Table.ofClasses(0), MeanAbsoluteError.of(), "houses holds no targets, only inputs");
        refused(Table.ofClasses(0), CrossEntropy.of(), "houses holds no classes, only inputs");
    }

    @Test
    void asManyNumbersAsOutputs() {
        refused(
                Table.ofNumbers(2, 1, 2),
                MeanSquaredError.of(),
                "houses has 2 numbers for a target but TinyNet puts out 3; end with dense(2)");
        refused(
                Table.ofNumbers(1, 1, 2),
                MeanSquaredError.of(),
                "houses has 1 number for a target but TinyNet puts out 3; end with dense(1)");
        refused(
                Table.ofNumbers(3, 1, 0, 1),
                BinaryCrossEntropy.of().withPosWeight(1, 2),
                "TinyNet: the loss bce has 2 numbers for pos_weight, and there are 3 outputs; give one, or one for each");
        refused(
                Table.ofClasses(3, 0, 1),
                CrossEntropy.of().withWeights(1, 2),
                "TinyNet: the loss cross_entropy has 2 weights, and there are 3 classes; give one weight for each class");
    }

    @Test
    void valuesThatAreNoTargetsAreNamedWithTheirPlace() {
        refused(
                new Table(3, List.of("cat", "dog", "red"), 0, 1, 0, 1, 0, 1.5, 0),
                BinaryCrossEntropy.of(),
                "houses: the target 'dog' of example 1 is 1.5, which is not in 0 to 1; the loss bce takes no others");
        refused(
                Table.ofNumbers(3, 1, 0, 1, 0, 1, Double.NaN),
                MeanSquaredError.of(),
                "houses: the target 2 of example 1 is NaN, which is no number to compare with");
        refused(
                Table.ofNumbers(3, 1, 0, 1e300),
                Huber.of(1),
                "houses: the target 2 of example 0 is 1.0E300, which is more than a float holds; scale the targets, or take --dtype double");
        refused(
                Table.ofNumbers(3, 1, 0, -1),
                Poisson.of(),
                "houses: the target 2 of example 0 is -1.0, which is below 0, and a count is 0 or more; the loss poisson takes no others");
        refused(
                Table.ofNumbers(3, 0.2, 0.8, 0, 1, 1, 1),
                KlDivergence.of(),
                "houses: the targets of example 1 add up to 3.00000, where probabilities add up to 1; the loss kl takes no others");
    }

    @Test
    void anIgnoredLabelNeedBeNoClass() {
        Table padded = Table.ofClasses(256, 0, 255, 2);
        taken(padded, CrossEntropy.of().withIgnore(255));
        refused(
                padded,
                CrossEntropy.of().withIgnore(7),
                "houses holds the label 255 (example 1) but TinyNet tells 3 classes apart, 0 to 2");
        refused(
                Table.ofClasses(3, 1, 1),
                CrossEntropy.of().withIgnore(1),
                "houses holds no label but the one that the loss cross_entropy(ignore=1) ignores");
    }
}
