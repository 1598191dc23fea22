package org.netloom.runtime.internal.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyFileTest {
    private static byte[] file(int version, String dictionary, byte[] elements) {
        byte[] text = dictionary.getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer file =
                ByteBuffer.allocate(12 + text.length + elements.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
        if (version == 1) {
            file.putShort((short) text.length);
        } else {
            file.putInt(text.length);
        }
        file.put(text).put(elements);
        return Arrays.copyOf(file.array(), file.position());
    }

    private static NpyArray read(byte[] file) throws Exception {
        return NpyFile.read(new ByteArrayInputStream(file), file.length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'descr': '<i2', 'fortran_order': False, 'shape': (3,), }",
                "{'shape':(3,),'fortran_order':False,'descr':'<i2'}  \n",
                "{\"descr\": \"<i2\", \"fortran_order\": True, \"shape\": (3L,)}",
                " { 'descr' : '<i2' , 'fortran_order' : False , 'shape' : ( 3 , ) , } ",
                "{'descr': '<i2', 'fortran_order': False, 'shape': (np.int64(3),), }",
            })
    void takesEveryWayToWriteTheDictionary(String dictionary) throws Exception {
        for (int version = 1; version <= 3; version++) {
            NpyArray array = read(file(version, dictionary, new byte[] {1, 0, 2, 1, -1, -1}));
            assertThat(array.shape()).containsExactly(3L);
            assertThat(array.getLong(0)).isEqualTo(1);
            assertThat(array.getLong(1)).isEqualTo(258);
            assertThat(array.getLong(2)).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'descr': '<i2', 'fortran_order': False, 'shape': (-3,)} | its shape is no tuple of at most 64 sizes",
                "{'descr': '<i2', 'fortran_order': False, 'shape': (3.5,)} | its shape is no tuple of at most 64 sizes",
                "{'descr': '<i2', 'fortran_order': False, 'shape': 3} | its header is no dictionary of descr,",
                "{'descr': '<i2', 'fortran_order': False, 'shape': (3,,)} | its shape is no tuple of at most 64 sizes",
                "{'descr': '<i2', 'fortran_order': 1, 'shape': (3,)} | its header is no dictionary of descr,",
                "{'descr': '<i2', 'fortran_order': Maybe, 'shape': (3,)} | its fortran_order is Maybe instead of",
                "{'descr': 'i2', 'fortran_order': False, 'shape': (3,)} | its type 'i2' does not say the order of bytes",
                "{'descr': '<i3', 'fortran_order': False, 'shape': (3,)} | '<i3' is no type of NumPy",
                "{'descr': '<i2', 'shape': (3,)} | its header has the keys [descr, shape] instead of",
                "{'descr': '<i2', 'descr': '<i2', 'shape': (3,)} | its header says 'descr' twice",
                "['descr'] | its header is no Python dictionary",
                "{'descr': '<i8', 'fortran_order': False, 'shape': (99999999999, 99999999999)} | takes 2 GB or more",
                "{'descr': '<i8', 'fortran_order': False, 'shape': (268435456,)} | its shape [268435456] takes 2 GB or more",
            })
    void saysWhatIsWrongWithAHeader(String dictionary, String message) {
        assertThatThrownBy(() -> read(file(1, dictionary, new byte[6])))
                .isInstanceOf(NpyHeader.Malformed.class)
                .hasMessageContaining(message);
    }

    @Test
    void anEmptyArrayMayHaveAnyOtherSize() throws Exception {
        NpyArray array =
                read(file(1, "{'descr': '<i8', 'fortran_order': True, 'shape': (99999999999, 0)}", new byte[0]));
        assertThat(array.length()).isZero();
    }

    @Test
    void aHostileHeaderTakesNoMemory() {
        byte[] claims = file(1, "{'descr': '<i8', 'fortran_order': False, 'shape': (200000000,)}", new byte[6]);
        assertThatThrownBy(() -> read(claims)).isInstanceOf(EOFException.class);
        byte[] longHeader = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, -1, -1, -1, -1};
        assertThatThrownBy(() -> read(longHeader))
                .isInstanceOf(NpyHeader.Malformed.class)
                .hasMessage("its header would have 4294967295 bytes, where at most 65536 are allowed");
        byte[] manyDimensions = file(
                2, "{'descr': '<i8', 'fortran_order': False, 'shape': (" + "1, ".repeat(20_000) + ")}", new byte[8]);
        assertThatThrownBy(() -> read(manyDimensions))
                .isInstanceOf(NpyHeader.Malformed.class)
                .hasMessage("its shape is no tuple of at most 64 sizes");
        byte[] version = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 9, 0, 0, 0};
        assertThatThrownBy(() -> read(version))
                .isInstanceOf(NpyHeader.Malformed.class)
                .hasMessage("it has the format version 9, where 1 to 3 are known");
    }

    @Test
    void aWrittenHeaderIsNumpys() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        NpyFile.write(NpyArray.of(new float[] {1, 2, 3}, 3), out);
        byte[] bytes = out.toByteArray();
        assertThat(bytes).hasSize(128 + 12);
        assertThat(new String(bytes, 10, 118, StandardCharsets.ISO_8859_1))
                .isEqualTo("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }" + " ".repeat(60) + "\n");
    }

    @Property(tries = 200, seed = "1")
    void whatIsReadIsWhatWasWritten(@ForAll("shapes") List<Integer> shape) throws Exception {
        int length = shape.stream().reduce(1, Math::multiplyExact);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = i * 0.37f - 5;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        NpyFile.write(
                NpyArray.of(values, shape.stream().mapToLong(Integer::longValue).toArray()), out);
        NpyArray array = read(out.toByteArray());
        assertThat(array.shape())
                .isEqualTo(shape.stream().map(Integer::longValue).toList());
        for (int i = 0; i < length; i++) {
            assertThat((float) array.getDouble(i)).isEqualTo(values[i]);
        }
    }

    @Property(tries = 1000, seed = "2")
    void randomBytesAreRefusedInOrder(@ForAll byte[] bytes, @ForAll boolean withMagic) {
        byte[] file = bytes;
        if (withMagic) {
            file = ByteBuffer.allocate(8 + bytes.length)
                    .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                    .put(bytes)
                    .array();
        }
        byte[] content = file;
        assertThatThrownBy(() -> read(content)).isInstanceOfAny(EOFException.class, NpyHeader.Malformed.class);
    }

    @Provide
    Arbitrary<List<Integer>> shapes() {
        return Arbitraries.integers().between(0, 5).list().ofMaxSize(5);
    }
}
