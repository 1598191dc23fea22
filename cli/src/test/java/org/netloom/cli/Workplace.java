package org.netloom.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.netloom.runtime.internal.npy.NpyArray;
import org.netloom.runtime.internal.npy.NpzFile;

/** A directory with a small net and small data, and what commands say there. */
record Workplace(Path directory) {
    static final String TINY = """
            net Tiny { input(1,8,8) conv(4,3) bn sigmoid maxpool(2) flatten dense(3) }
            train Tiny { optimizer sgd(lr = 0.5) batch 16 epochs 2 seed 7 }
            """;

    /** What a command came to. */
    record Result(int code, String out, String err) {}

    /** tiny.net, and digits.npz with 90 images of a bright row: at the top, in the middle or at the bottom. */
    static Workplace in(Path directory) {
        Workplace workplace = new Workplace(directory);
        workplace.write("tiny.net", TINY);
        SplittableRandom random = new SplittableRandom(3);
        float[] x = new float[90 * 64];
        long[] y = new long[90];
        for (int i = 0; i < y.length; i++) {
            y[i] = random.nextInt(3);
            for (int j = 0; j < 64; j++) {
                x[64 * i + j] = (float) (0.3 * random.nextDouble() + (j / 8 == 1 + 2 * y[i] ? 0.7 : 0));
            }
        }
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        arrays.put("x", NpyArray.of(x, 90, 8, 8));
        arrays.put("y", NpyArray.of(y, 90));
        NpzFile.write(workplace.path("digits.npz"), arrays, false);
        return workplace;
    }

    Path path(String name) {
        return directory.resolve(name);
    }

    String text(String name) {
        return path(name).toString();
    }

    Path write(String name, String content) {
        try {
            return Files.writeString(path(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command in this process. */
    Result run(String... arguments) {
        return run(0, arguments);
    }

    /** Runs a command in this process, on a terminal of so many columns; 0 for none. */
    Result run(int columns, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(print(out), print(err), columns, columns, false, false);
        int code = Netloom.run(terminal, arguments);
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
