package org.netloom.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.runtime.Network;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.data.Records;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.Engines;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.loss.MeanSquaredError;
import org.netloom.runtime.optim.AdamConfig;
import org.netloom.runtime.train.TrainConfig;
import org.netloom.runtime.train.TrainOptions;
import org.netloom.runtime.train.TrainReport;
import org.netloom.runtime.train.Trainer;

/** A program's own objects as data; the example of docs/data.md is compiled and trained here. */
class RecordsTest {
    private record House(double area, int rooms, String town, double price) {}

    private static List<House> houses(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new House(
                        50 + 7 * (i % 23),
                        1 + i % 6,
                        List.of("Bonn", "Aachen", "Köln").get(i % 3),
                        (50 + 7 * (i % 23)) * 3.0 + 20 * (i % 6)))
                .toList();
    }

    @Test
    void theExampleOfTheDocumentationTrains() throws IOException {
        List<House> houses = houses(400);
        TrainConfig config = TrainConfig.builder()
                .loss(MeanSquaredError.of())
                .optimizer(AdamConfig.of(0.02))
                .batch(20)
                .epochs(40)
                .build();
        double loss;
        try (Engine engine = Engines.create("nd4j", DataType.DOUBLE, 1);
                Network net = Compiled.make(Compiled.body("input(2) dense(8) relu dense(1)"), engine)) {
            // Example:
            DataSplit data = Records.of("houses", houses, house ->
                            new float[] {(float) house.area() / 100, house.rooms() / 3f})
                    .withTargets(house -> new double[] {house.price() / 100}, "price")
                    .split(0.1, 0.2, 0);
            TrainReport report = new Trainer(net, config, data, TrainOptions.defaults()).train();
            // End.
            assertThat(data.description())
                    .isEqualTo("houses: 280 training, 40 validation and 80 test examples of 2 with 1 number each: price"
                            + " (test and validation are drawn by split_seed=0)");
            loss = Objects.requireNonNull(report.test()).loss();
        }
        // A linear function of both, which is learned well; guessing the mean leaves 2.2.
        assertThat(loss).isLessThan(0.02);
        String source = Files.readString(Path.of("src/test/java/org/netloom/testkit/RecordsTest.java"));
        String example = source.substring(source.indexOf("// Example:\n") + 12, source.indexOf("// End.\n"));
        assertThat(plain(Files.readString(Path.of("../docs/data.md")))).contains(plain(example));
    }

    /** Without white space, which may stand elsewhere in a page. */
    private static String plain(String text) {
        return text.replaceAll("\\s+", "");
    }

    @Test
    void recordsHaveClassesOrNumbers() {
        Records<House> records =
                Records.of("houses", houses(30).stream(), house -> new float[] {(float) house.area(), house.rooms()});
        Dataset towns = records.withClasses(House::town).dataset();
        assertThat(towns.classNames()).containsExactly("Aachen", "Bonn", "Köln");
        assertThat(IntStream.range(0, 6).map(towns::label)).containsExactly(1, 0, 2, 1, 0, 2);
        DataSplit split = records.withClasses(House::town).split(0.2);
        assertThat(split.preprocessing().classNames()).isEqualTo(towns.classNames());
        // Each class by its share.
        assertThat(IntStream.range(0, 6).map(split.test()::label).sorted()).containsExactly(0, 0, 1, 1, 2, 2);
        Dataset rooms = records.withLabels(house -> house.rooms() - 1).dataset();
        assertThat(rooms.classes()).isEqualTo(6);
        assertThat(rooms.label(8)).isEqualTo(2);
        Dataset prices = records.withTargets(house -> new double[] {house.price(), house.area()})
                .dataset();
        double[] numbers = new double[2];
        prices.copyTargets(4, numbers, 0);
        assertThat(numbers).containsExactly(78 * 3.0 + 80, 78);
        assertThat(prices.label(0)).isEqualTo(-1);
        float[] example = new float[3];
        records.withShape(1, 2, 1).dataset().copy(2, example, 1);
        assertThat(example).containsExactly(0, 64, 3);
        double[] exact = new double[2];
        records.dataset().copy(2, exact, 0);
        assertThat(exact).containsExactly(64, 3);
        assertThat(records.dataset().label(0)).isEqualTo(-1);
        assertThat(records.dataset().exampleName(3)).isEqualTo("record 3");
    }

    @Test
    void whatDoesNotFitIsNamed() {
        List<Integer> numbers = List.of(4, 4, 3);
        Records<Integer> ragged = Records.of("n", numbers, float[]::new);
        assertThatThrownBy(ragged::dataset)
                .isInstanceOf(NetworkException.class)
                .hasMessage("n: record 2 gives 3 values, where 4 are expected");
        assertThatThrownBy(() -> ragged.withShape(3, 3).dataset())
                .hasMessage("n: an input of the shape 3x3 does not have the 4 values that record 0 gives");
        Records<Integer> plain = Records.of("n", numbers, number -> new float[] {number});
        assertThatThrownBy(() -> Records.of("n", numbers, number -> new float[] {1, number == 3 ? Float.NaN : 1})
                        .dataset())
                .hasMessage("n: record 2 gives NaN at 1");
        assertThatThrownBy(() ->
                        plain.withClasses(number -> number == 3 ? null : "a").dataset())
                .hasMessage("n: record 2 has no class");
        assertThatThrownBy(() -> plain.withLabels(number -> number - 4).dataset())
                .hasMessage("n: record 2 gives the label -1, where classes count from 0");
        assertThatThrownBy(() ->
                        plain.withTargets(number -> new double[] {1, 2}, "a").dataset())
                .hasMessage("n: record 0 gives 2 targets, where 1 are expected");
        assertThatThrownBy(() -> plain.withTargets(number -> new double[] {1 / (number - 3.0)})
                        .dataset())
                .hasMessage("n: record 2 gives the targets [Infinity]");
        assertThatThrownBy(() -> Records.of("n", Stream.<Integer>of(), number -> new float[1])
                        .split(0.5))
                .hasMessage("n has no records");
        assertThatThrownBy(() -> plain.withLabels(number -> 0).split(1.5))
                .isInstanceOf(NetworkException.class)
                .hasMessageStartingWith("test=1.5: this option is a part of the examples");
        assertThat(plain.split(0.4).test().size()).isEqualTo(1);
        float[] value = new float[1];
        plain.dataset().copy(1, value, 0);
        assertThat(value[0]).isCloseTo(4, within(0f));
    }
}
