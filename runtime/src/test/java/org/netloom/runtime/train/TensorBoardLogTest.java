package org.netloom.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import nets.TinyNet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.nd4j.Nd4jEngine;

/** Event files, read by what follows from TFRecord's and protocol buffers' definitions alone. */
class TensorBoardLogTest {
    private static final DataSplit DATA = Stripes.split(100, 60);
    private static final int STEPS_PER_EPOCH = 7;

    @TempDir
    private Path directory;

    /** Bit by bit, by the polynomial of Castagnoli, reversed. */
    private static int crc(byte[] data) {
        int crc = -1;
        for (byte b : data) {
            crc ^= b & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ 0x82f63b78;
            }
        }
        return ~crc;
    }

    private static int masked(int crc) {
        return (crc >>> 15 | crc << 17) + 0xa282ead8;
    }

    /** What stands in the fields of a message: a long, the bits of a number, or bytes. */
    private record Field(int number, Object value) {}

    private static List<Field> fields(byte[] message) {
        ByteBuffer bytes = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        List<Field> fields = new ArrayList<>();
        while (bytes.hasRemaining()) {
            long tag = varint(bytes);
            Object value = switch ((int) (tag & 7)) {
                case 0 -> varint(bytes);
                case 1 -> bytes.getDouble();
                case 2 -> {
                    byte[] inner = new byte[(int) varint(bytes)];
                    bytes.get(inner);
                    yield inner;
                }
                case 5 -> bytes.getFloat();
                default -> throw new AssertionError("wire type " + (tag & 7));
            };
            fields.add(new Field((int) (tag >> 3), value));
        }
        return fields;
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private static Object field(List<Field> fields, int number) {
        return fields.stream()
                .filter(field -> field.number() == number)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no field " + number))
                .value();
    }

    private static List<List<Field>> events(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<List<Field>> events = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte[] length = new byte[8];
            bytes.get(length);
            assertThat(bytes.getInt()).isEqualTo(masked(crc(length)));
            byte[] event = new byte
                    [Math.toIntExact(ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong())];
            bytes.get(event);
            assertThat(bytes.getInt()).isEqualTo(masked(crc(event)));
            events.add(fields(event));
        }
        return events;
    }

    /** Tags with their values, of an event that has a summary. */
    private static Map<String, Float> scalars(List<Field> event) {
        Map<String, Float> scalars = new LinkedHashMap<>();
        for (Field value : fields((byte[]) field(event, 5))) {
            List<Field> scalar = fields((byte[]) value.value());
            scalars.put(new String((byte[]) field(scalar, 1), StandardCharsets.UTF_8), (Float) field(scalar, 2));
        }
        return scalars;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("tb"))) {
            return files.sorted().toList();
        }
    }

    private static TrainReport train(TrainConfig config, TrainOptions options) {
        try (Nd4jEngine engine = new Nd4jEngine(DataType.FLOAT);
                TinyNet net = new TinyNet(engine)) {
            net.initialize(config.init(), config.seed());
            return new Trainer(net, config, DATA, options).train();
        }
    }

    /** The check value of CRC-32C's definition, so that the reader above is one. */
    @Test
    void theReaderKnowsTheChecksum() {
        assertThat(crc("123456789".getBytes(StandardCharsets.US_ASCII))).isEqualTo(0xe3069283);
    }

    @Test
    void stepsAndEpochsAreScalars() throws IOException {
        List<TrainListener.Step> steps = new ArrayList<>();
        List<TrainListener.Epoch> epochs = new ArrayList<>();
        TrainListener recorder = new TrainListener() {
            @Override
            public void step(Step step) {
                steps.add(step);
            }

            @Override
            public void epoch(Epoch epoch) {
                epochs.add(epoch);
                // Whoever looks at the file after an epoch finds it there.
                try {
                    assertThat(events(files().get(0))).hasSize((int) (2 + epoch.epoch() * (STEPS_PER_EPOCH + 1)));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        };
        double before = System.currentTimeMillis() * 1e-3;
        try (TensorBoardLog log = TensorBoardLog.in(directory.resolve("tb"))) {
            train(
                    TinyNet.trainConfig().toBuilder().epochs(2).build(),
                    TrainOptions.defaults().withListener(TrainListener.all(log, recorder)));
        }
        assertThat(files()).hasSize(1);
        assertThat(files().get(0).getFileName().toString())
                .matches("events\\.out\\.tfevents\\.\\d{10}\\.[A-Za-z0-9._-]+\\.\\d+\\.0");
        List<List<Field>> events = events(files().get(0));
        assertThat(events)
                .allSatisfy(event ->
                        assertThat((Double) field(event, 1)).isBetween(before, System.currentTimeMillis() * 1e-3));
        assertThat((byte[]) field(events.get(0), 3)).asString().isEqualTo("brain.Event:2");
        // A session that starts at step 1.
        assertThat(field(events.get(1), 2)).isEqualTo(1L);
        assertThat(fields((byte[]) field(events.get(1), 7))).containsExactly(new Field(1, 1L));
        for (int i = 0; i < events.size() - 2; i++) {
            List<Field> event = events.get(i + 2);
            int epoch = i / (STEPS_PER_EPOCH + 1);
            if (i % (STEPS_PER_EPOCH + 1) < STEPS_PER_EPOCH) {
                TrainListener.Step step = steps.get(i - epoch);
                assertThat(field(event, 2)).isEqualTo(step.step());
                assertThat(scalars(event))
                        .containsExactly(
                                Map.entry("loss/train", (float) step.loss()),
                                Map.entry("learning_rate", (float) step.learningRate()),
                                Map.entry("gradient_norm", (float) step.gradientNorm()),
                                Map.entry("images_per_second", (float) step.imagesPerSecond()));
                assertThat(step.gradientNorm()).isPositive();
            } else {
                TrainListener.Epoch over = epochs.get(epoch);
                assertThat(field(event, 2)).isEqualTo((epoch + 1L) * STEPS_PER_EPOCH);
                assertThat(scalars(event))
                        .containsEntry(
                                "loss/validation", (float) over.validation().loss())
                        .containsEntry("accuracy/train", (float) over.train().accuracy())
                        .containsEntry(
                                "accuracy/validation", (float) over.validation().accuracy())
                        .doesNotContainKey("confusion/validation");
            }
        }
    }

    /** More than one byte in a varint, and a session that begins behind the steps before. */
    @Test
    void aTrainingThatGoesOnBeginsWhereTheOtherStopped() throws IOException {
        TrainConfig config = TinyNet.trainConfig().toBuilder().epochs(30).build();
        TrainReport half = train(
                config.toBuilder().epochs(29).build(), TrainOptions.defaults().withCheckpoints(directory));
        try (TensorBoardLog log = TensorBoardLog.in(directory.resolve("tb"));
                TensorBoardLog beside = TensorBoardLog.in(directory.resolve("tb"))) {
            train(
                    config,
                    TrainOptions.defaults().withResume(half.checkpoint()).withListener(TrainListener.all(log, beside)));
        }
        assertThat(files()).hasSize(2);
        for (Path file : files()) {
            List<List<Field>> events = events(file);
            assertThat(field(events.get(1), 2)).isEqualTo(29L * STEPS_PER_EPOCH + 1);
            assertThat(field(events.get(2), 2)).isEqualTo(29L * STEPS_PER_EPOCH + 1);
            assertThat(field(events.get(events.size() - 1), 2)).isEqualTo(30L * STEPS_PER_EPOCH);
        }
    }

    @Test
    void refusesADirectoryThatIsAFile() throws IOException {
        Path file = Files.writeString(directory.resolve("tb"), "");
        assertThatThrownBy(() -> TensorBoardLog.in(file))
                .isInstanceOf(NetworkException.class)
                .hasMessage("cannot write events to " + file + ": it is a file");
    }
}
