package org.netloom.runtime.internal.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.runtime.exception.NetworkException;

class SafeTensorsTest {
    @TempDir
    Path directory;

    private Path file(String header, byte[] data) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json).put(data);
        try {
            return Files.write(directory.resolve("f.safetensors"), bytes.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private double[] read(DType type, int length, Consumer<ByteBuffer> elements) {
        ByteBuffer data = ByteBuffer.allocate(length * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        elements.accept(data);
        Path file = file(
                String.format(
                        Locale.ROOT,
                        "{\"x\":{\"dtype\":\"%s\",\"shape\":[%d],\"data_offsets\":[0,%d]}}",
                        type,
                        length,
                        data.capacity()),
                data.array());
        try (SafeTensors tensors = SafeTensors.open(file);
                INDArray doubles = Nd4j.create(DataType.DOUBLE, length)) {
            double[] values = tensors.readDoubles("x");
            tensors.read("x", doubles);
            assertThat(doubles.toDoubleVector()).isEqualTo(values);
            return values;
        }
    }

    @Test
    void readsEveryType() {
        assertThat(read(DType.F64, 2, data -> data.putDouble(Math.PI).putDouble(-0.0)))
                .containsExactly(Math.PI, -0.0);
        assertThat(read(DType.F32, 2, data -> data.putFloat(0.1f).putFloat(Float.MIN_VALUE)))
                .containsExactly(0.1f, Float.MIN_VALUE);
        assertThat(read(
                        DType.BF16,
                        3,
                        data -> data.putShort((short) 0x3F80)
                                .putShort((short) 0xC049)
                                .putShort((short) 0x7F80)))
                .containsExactly(1, -3.140625, Double.POSITIVE_INFINITY);
        assertThat(read(DType.I64, 2, data -> data.putLong(-1).putLong(1L << 53)))
                .containsExactly(-1, 0x1p53);
        assertThat(read(DType.I32, 2, data -> data.putInt(Integer.MIN_VALUE).putInt(7)))
                .containsExactly(Integer.MIN_VALUE, 7);
        assertThat(read(DType.I16, 2, data -> data.putShort((short) -300).putShort((short) 300)))
                .containsExactly(-300, 300);
        assertThat(read(DType.I8, 2, data -> data.put((byte) -128).put((byte) 127)))
                .containsExactly(-128, 127);
        assertThat(read(DType.U64, 2, data -> data.putLong(-1).putLong(5))).containsExactly(0x1p64, 5);
        assertThat(read(DType.U32, 2, data -> data.putInt(-1).putInt(5))).containsExactly(4294967295.0, 5);
        assertThat(read(DType.U16, 2, data -> data.putShort((short) -1).putShort((short) 5)))
                .containsExactly(65535, 5);
        assertThat(read(DType.U8, 2, data -> data.put((byte) -1).put((byte) 5))).containsExactly(255, 5);
        assertThat(read(DType.BOOL, 2, data -> data.put((byte) 1).put((byte) 0)))
                .containsExactly(1, 0);
    }

    @Test
    void readsEveryHalfPrecisionNumber() {
        double[] all = read(DType.F16, 1 << 16, data -> {
            for (int bits = 0; bits < 1 << 16; bits++) {
                data.putShort((short) bits);
            }
        });
        assertThat(all[0x3C00]).isEqualTo(1);
        assertThat(all[0xC000]).isEqualTo(-2);
        assertThat(all[0x7BFF]).isEqualTo(65504);
        assertThat(all[0x0400]).isEqualTo(0x1p-14);
        assertThat(all[0x0001]).isEqualTo(0x1p-24);
        assertThat(all[0x7C00]).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(all[0xFC00]).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(all[0x7C01]).isNaN();
        assertThat(1 / all[0x8000]).isEqualTo(Double.NEGATIVE_INFINITY);
        // Between 0 and infinity the numbers are in the order of their bits.
        for (int bits = 1; bits <= 0x7C00; bits++) {
            assertThat(all[bits]).isGreaterThan(all[bits - 1]);
            assertThat(all[bits | 0x8000]).isEqualTo(-all[bits]);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | its header does not begin with '{'",
                "{\"x\":3} | the tensor x is no JSON object",
                "{\"x\" | its header is no JSON: the end instead of ':' at character 4",
                "{\"x\":{\"dtype\":\"F7\",\"shape\":[],\"data_offsets\":[0,4]}} | the tensor x has the unknown data type \"F7\"",
                "{\"x\":{\"shape\":[],\"data_offsets\":[0,4]}} | the tensor x has the unknown data type \"\"",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}} | the shape of the tensor x is no list of whole numbers from 0 on",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}} | the shape of the tensor x is no list of whole numbers from 0 on",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}} | the data_offsets of the tensor x are [4, 0] instead of [begin, end]",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}} | the data_offsets of the tensor x are [0] instead of [begin, end]",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}} | the tensor x of type F32 and shape [2] takes 8 bytes but its data_offsets [0, 4] hold 4",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,0]}} | the shape [4611686018427387904, 4] of the tensor x is beyond all memory",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"x\":{}} | its header is no JSON: the key \"x\" a second time at character 54",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"y\":1}} | the tensor x has the unknown key \"y\"",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"y\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[3,5]}} | the tensors x and y overlap",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | there is a gap of 4 bytes before the tensor x",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} | its tensors take 8 bytes but 4 follow the header; is it truncated?",
                "{\"x\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]}} | its tensors take 3 bytes but 4 follow the header; was something appended?",
                "{\"__metadata__\":{\"a\":1}} | the value of \"a\" in its metadata is no string",
                "{\"__metadata__\":[]} | __metadata__ is no JSON object",
            })
    void saysWhatIsWrongWithAHeader(String header, String message) {
        Path file = file(header, new byte[4]);
        assertThatThrownBy(() -> SafeTensors.open(file))
                .isInstanceOf(NetworkException.class)
                .hasMessage(file + " is no intact safetensors file: " + message);
    }

    @ParameterizedTest
    @CsvSource({
        "100000001, 'its header would have 100000001 bytes, where at most 100000000 are allowed'",
        "-1, 'its header would have 18446744073709551615 bytes, where at most 100000000 are allowed'",
        "99999999, 'its header has 99999999 bytes but only 0 follow; is it truncated?'"
    })
    void takesNoMemoryForALengthThatCannotBe(long length, String message) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
        Path file = Files.write(directory.resolve("f.safetensors"), bytes.array());
        assertThatThrownBy(() -> SafeTensors.open(file))
                .isInstanceOf(NetworkException.class)
                .hasMessage(file + " is no intact safetensors file: " + message);
    }

    @Test
    void takesAHeaderThatOthersPad() {
        Path file = file(
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}     ", new byte[] {0, 0, -128, 63});
        try (SafeTensors tensors = SafeTensors.open(file)) {
            assertThat(tensors.readDoubles("x")).containsExactly(1);
            assertThat(tensors.tensors().get("x")).isEqualTo(new TensorInfo("x", DType.F32, List.of(), 0, 4));
            assertThat(tensors.metadata()).isEmpty();
        }
    }

    @Test
    void writesWhatTheFormatAsksFor() throws IOException {
        Path file = directory.resolve("w.safetensors");
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("net", "Netz \"ü\"");
        try (INDArray floats = Nd4j.createFromArray(new float[][] {{1, 2, 3}, {4, 5, 6}});
                INDArray odd = Nd4j.createFromArray(7f, 8f, 9f);
                INDArray doubles = Nd4j.createFromArray(0.1, 0.2)) {
            SafeTensors.write(file, metadata, Map.of("a.weight", floats));
            try (SafeTensors tensors = SafeTensors.open(file)) {
                assertThat(tensors.metadata()).isEqualTo(metadata);
                assertThat(tensors.readDoubles("a.weight")).containsExactly(1, 2, 3, 4, 5, 6);
            }
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            long length = bytes.getLong();
            assertThat(length % 8).isZero();
            assertThat(new String(bytes.array(), 8, (int) length, StandardCharsets.UTF_8).strip())
                    .isEqualTo("{\"__metadata__\":{\"net\":\"Netz \\\"ü\\\"\"},"
                            + "\"a.weight\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]}}");
            assertThat(bytes.capacity()).isEqualTo(8 + (int) length + 24);
            Map<String, INDArray> mixed = new LinkedHashMap<>();
            mixed.put("f", odd);
            mixed.put("d", doubles);
            SafeTensors.write(file, Map.of(), mixed);
            try (SafeTensors tensors = SafeTensors.open(file)) {
                assertThat(tensors.tensors().get("d")).isEqualTo(new TensorInfo("d", DType.F64, List.of(2L), 0, 16));
                assertThat(tensors.readDoubles("d")).containsExactly(0.1, 0.2);
                assertThat(tensors.readDoubles("f")).containsExactly(7, 8, 9);
            }
        }
    }

    @Property(tries = 300, seed = "5")
    void damageIsRefusedOrHarmless(@ForAll @IntRange(min = 0, max = 299) int at, @ForAll byte replacement)
            throws IOException {
        Path damaged = Files.createTempFile("netloom", ".safetensors");
        try (INDArray array = Nd4j.zeros(DataType.FLOAT, 40)) {
            SplittableRandom random = new SplittableRandom(1);
            for (int i = 0; i < 40; i++) {
                array.putScalar(i, random.nextDouble());
            }
            SafeTensors.write(damaged, Map.of("net", "N"), Map.of("conv1.weight", array));
            byte[] bytes = Files.readAllBytes(damaged);
            bytes[at % bytes.length] = replacement;
            Files.write(damaged, bytes);
            try (SafeTensors tensors = SafeTensors.open(damaged)) {
                tensors.tensors().values().forEach(tensor -> {
                    assertThat(tensor.end()).isLessThanOrEqualTo(bytes.length);
                    assertThat(tensors.readDoubles(tensor.name())).hasSize((int) tensor.length());
                });
            } catch (NetworkException e) {
                assertThat(e).hasMessageContaining(damaged.toString());
            }
        } finally {
            Files.delete(damaged);
        }
    }
}
