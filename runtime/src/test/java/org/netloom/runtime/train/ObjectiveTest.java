package org.netloom.runtime.train;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.op.Tensor;
import org.netloom.runtime.augment.Augmentations;
import org.netloom.runtime.augment.Inputs;
import org.netloom.runtime.augment.Mixup;
import org.netloom.runtime.data.Batches;
import org.netloom.runtime.data.Batches.Batch;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.engine.Buffers;
import org.netloom.runtime.internal.nd4j.Nd4jEngine;
import org.netloom.runtime.loss.CrossEntropy;

class ObjectiveTest {
    private static final int CLASSES = 10;
    private static final int BATCH = 8;
    /** Rounding of sums of 10 numbers below 10 in double. */
    private static final Offset<Double> ROUNDING = Offset.offset(1e-13);

    /** The cross-entropy of the softmax against both classes by their parts, and its gradient, by the definition. */
    @Test
    void mixedExamplesHaveBothClassesByTheirParts() {
        DataSplit glyphs = Datasets.open("glyphs");
        Augmentations mixup = Augmentations.of(List.of(Mixup.of(1)), Inputs.of(glyphs), 3);
        try (Nd4jEngine engine = new Nd4jEngine(DataType.DOUBLE);
                Buffers buffers = engine.buffers();
                Objective objective = new Objective(CrossEntropy.of(), engine);
                Batches batches = Batches.augmented(
                        Datasets.sample(glyphs.train(), BATCH, 1), BATCH, DataType.DOUBLE, null, mixup)) {
            Tensor y = buffers.tensor(CLASSES);
            Tensor dy = buffers.tensor(CLASSES);
            buffers.batch(BATCH);
            double[] logits =
                    new SplittableRandom(4).doubles(BATCH * CLASSES, -3, 3).toArray();
            engine.write(logits, y);
            batches.start(0);
            Batch batch = requireNonNull(batches.next());
            assertThat(batch.share()).isStrictlyBetween(0.0, 1.0);
            double loss = objective.compute(y, batch, dy);
            double[] gradient = new double[BATCH * CLASSES];
            engine.read(dy, gradient);
            double expected = 0;
            for (int i = 0; i < BATCH; i++) {
                double sum = 0;
                for (int k = 0; k < CLASSES; k++) {
                    sum += Math.exp(logits[i * CLASSES + k]);
                }
                for (int k = 0; k < CLASSES; k++) {
                    double target = (batch.labels()[i] == k ? batch.share() : 0)
                            + (batch.otherLabels()[i] == k ? 1 - batch.share() : 0);
                    double probability = Math.exp(logits[i * CLASSES + k]) / sum;
                    expected -= target * Math.log(probability) / BATCH;
                    assertThat(gradient[i * CLASSES + k]).isCloseTo((probability - target) / BATCH, ROUNDING);
                }
            }
            assertThat(loss).isCloseTo(expected, ROUNDING);
        }
    }
}
