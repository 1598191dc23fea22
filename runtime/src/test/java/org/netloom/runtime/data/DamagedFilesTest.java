package org.netloom.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.npy.RawNpz;
import org.netloom.runtime.internal.safetensors.SafeTensors;

/**
 * Files of every format that are read, truncated, with bytes changed, put in, taken out and repeated, and with numbers in
 * their headers that lie: each is refused in one sentence that names the file, or read as values that make sense.
 *
 * <p>In a build some hundred; {@code -Dnetloom.fuzz=6000} asks for more, {@code -Dnetloom.fuzz.seed=2} for others. The
 * counts are printed where they were asked for.
 */
class DamagedFilesTest {
    private static final int FILES = Integer.getInteger("netloom.fuzz", 400);
    private static final long SEED = Long.getLong("netloom.fuzz.seed", 1);
    private static final int EXAMPLES = 12;

    /** Numbers of headers that lie. */
    private static final long[] LIES = {
        0,
        1,
        13,
        255,
        65535,
        1 << 20,
        Integer.MAX_VALUE - 8,
        Integer.MAX_VALUE,
        1L << 31,
        -1,
        1_000_000_000_000L,
        Long.MAX_VALUE
    };

    private enum Format {
        NPZ_STORED,
        NPZ_DEFLATED,
        NPY_IN_NPZ,
        IDX,
        GZIP,
        IDX_IN_GZIP,
        SAFETENSORS,
        CSV
    }

    @TempDir
    private Path directory;

    private final SplittableRandom random = new SplittableRandom(SEED);

    @Test
    @Timeout(3600)
    void eachIsRefusedInASentenceOrReadRight() throws IOException {
        Map<Format, int[]> counts = new EnumMap<>(Format.class);
        for (int i = 0; i < FILES; i++) {
            Format format = Format.values()[i % Format.values().length];
            int[] count = counts.computeIfAbsent(format, key -> new int[2]);
            count[read(format) ? 0 : 1]++;
        }
        counts.forEach((format, count) -> {
            // Neither a reader that refuses everything nor one that takes everything passes.
            assertThat(count[1]).as("refused of %s", format).isGreaterThan(FILES / 40);
            if (System.getProperty("netloom.fuzz") != null) {
                System.out.printf("%s: %d read, %d refused%n", format, count[0], count[1]);
            }
        });
    }

    /** Reads one damaged file; says whether it was taken. */
    private boolean read(Format format) throws IOException {
        Path file = switch (format) {
            case NPZ_STORED, NPZ_DEFLATED, NPY_IN_NPZ -> directory.resolve("d.npz");
            case IDX, GZIP, IDX_IN_GZIP -> directory.resolve("train-images-idx3-ubyte");
            case SAFETENSORS -> directory.resolve("d.safetensors");
            case CSV -> directory.resolve("d.csv");
        };
        byte[] bytes = switch (format) {
            case NPZ_STORED -> damaged(npz(npyX(), false));
            case NPZ_DEFLATED -> damaged(npz(npyX(), true));
            case NPY_IN_NPZ -> npz(damaged(npyX()), true);
            case IDX -> damaged(idx());
            case GZIP -> damaged(IdxDirectoryTest.gzip(idx()));
            case IDX_IN_GZIP -> IdxDirectoryTest.gzip(damaged(idx()));
            case SAFETENSORS -> damaged(safetensors());
            case CSV -> damaged(csv());
        };
        Files.write(file, bytes);
        Files.write(
                directory.resolve("train-labels-idx1-ubyte"),
                IdxDirectoryTest.idx(IdxDirectoryTest.labels(EXAMPLES), EXAMPLES));
        try {
            if (format == Format.SAFETENSORS) {
                readTensors(file);
            } else {
                boolean whole = format == Format.IDX || format == Format.GZIP || format == Format.IDX_IN_GZIP;
                readExamples(Datasets.open((whole ? directory : file).toString()));
            }
            return true;
        } catch (NetworkException e) {
            assertThat(e.getMessage())
                    .as("%s", format)
                    .contains(directory.toString())
                    .doesNotContain("\n", "Exception", "java.", "null")
                    .hasSizeLessThan(1_000);
            return false;
        } catch (RuntimeException | Error e) {
            Path kept = Files.write(Files.createTempFile("damaged-" + format, ""), bytes);
            throw new AssertionError("seed " + SEED + ": " + kept, e);
        }
    }

    private static void readExamples(DataSplit data) {
        for (Dataset part : List.of(data.train(), data.test())) {
            float[] example = new float[part.shape().stream().reduce(1, Math::multiplyExact)];
            for (int i = 0; i < part.size(); i++) {
                part.copy(i, example, 0);
                for (float value : example) {
                    // A changed double may be more than a float holds, which is for whoever knows the precision to say.
                    assertThat(Float.isNaN(value)).isFalse();
                }
                if (part.targets() == 0) {
                    assertThat(part.label(i)).isBetween(0, part.classes() - 1);
                }
            }
        }
    }

    private static void readTensors(Path file) {
        try (SafeTensors tensors = SafeTensors.open(file)) {
            for (String name : tensors.tensors().keySet()) {
                assertThat((long) tensors.readDoubles(name).length)
                        .isEqualTo(tensors.tensors().get(name).shape().stream().reduce(1L, Math::multiplyExact));
            }
        }
    }

    private byte[] damaged(byte[] whole) {
        byte[] bytes = whole;
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            bytes = damagedOnce(bytes);
        }
        return bytes;
    }

    private byte[] damagedOnce(byte[] bytes) {
        if (bytes.length < 16) {
            return bytes;
        }
        // Headers are short and say the most: half of what happens, happens there.
        int at = random.nextInt(random.nextBoolean() ? Math.min(bytes.length, 150) : bytes.length);
        return switch (random.nextInt(7)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> replaced(bytes, at, (byte) random.nextInt(256));
            case 2 -> replaced(bytes, at, (byte) (bytes[at] ^ 1 << random.nextInt(8)));
            case 3 -> joined(Arrays.copyOf(bytes, at), noise(1 + random.nextInt(40)), from(bytes, at));
            case 4 ->
                joined(Arrays.copyOf(bytes, at), from(bytes, Math.min(bytes.length, at + 1 + random.nextInt(40))));
            case 5 -> joined(bytes, from(bytes, at));
            default -> lie(bytes, at);
        };
    }

    private static byte[] replaced(byte[] bytes, int at, byte value) {
        byte[] changed = bytes.clone();
        changed[at] = value;
        return changed;
    }

    /** Another number where there is one: of digits, or of four or eight bytes in either order. */
    private byte[] lie(byte[] bytes, int at) {
        long number = LIES[random.nextInt(LIES.length)];
        if (random.nextBoolean()) {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            for (int i = at; i < Math.min(text.length(), at + 200); i++) {
                if (Character.isDigit(text.charAt(i))) {
                    return (text.substring(0, i) + number + text.substring(i + 1))
                            .getBytes(StandardCharsets.ISO_8859_1);
                }
            }
        }
        byte[] changed = bytes.clone();
        ByteBuffer buffer =
                ByteBuffer.wrap(changed).order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int place = Math.min(at / 4 * 4, bytes.length - 8);
        if (random.nextBoolean()) {
            buffer.putInt(place, (int) number);
        } else {
            buffer.putLong(place, number);
        }
        return changed;
    }

    private byte[] noise(int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] from(byte[] bytes, int at) {
        return Arrays.copyOfRange(bytes, at, bytes.length);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private byte[] npyX() {
        double[] values = random.doubles(EXAMPLES * 6).toArray();
        return switch (random.nextInt(3)) {
            case 0 -> RawNpz.npy("(12, 2, 3)", values);
            case 1 -> RawNpz.npy("'<f2'", "(12, 6)", noise(EXAMPLES * 12));
            default -> RawNpz.npy("'|u1'", "(12, 2, 3)", noise(EXAMPLES * 6));
        };
    }

    private byte[] npz(byte[] x, boolean deflated) throws IOException {
        Map<String, byte[]> arrays = new LinkedHashMap<>();
        arrays.put("x", x);
        arrays.put("y", RawNpz.npy("(12,)", 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2));
        return RawNpz.zip(arrays, deflated);
    }

    private byte[] idx() {
        return IdxDirectoryTest.idx(noise(EXAMPLES * 6), EXAMPLES, 2, 3);
    }

    private byte[] csv() {
        StringBuilder text = new StringBuilder(random.nextBoolean() ? "\uFEFFa,\"b, c\",d,y\r\n" : "a,b,d,y\n");
        for (int i = 0; i < EXAMPLES; i++) {
            text.append(random.nextDouble())
                    .append(random.nextInt(4) == 0 ? ",NA," : ",1e" + random.nextInt(9) + ",")
                    .append(i)
                    .append(",\"")
                    .append("größe\"\"x", 0, 1 + i % 3)
                    .append("\"\n");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private byte[] safetensors() {
        byte[] header = ("{\"__metadata__\":{\"net\":\"A\"},\"a.weight\":{\"dtype\":\"F32\",\"shape\":[3,4],"
                        + "\"data_offsets\":[0,48]},\"a.bias\":{\"dtype\":\"F64\",\"shape\":[2],\"data_offsets\":[48,64]}}")
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + header.length + 64).order(ByteOrder.LITTLE_ENDIAN);
        return file.putLong(header.length).put(header).put(noise(64)).array();
    }
}
