package org.netloom.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the launcher lets Java learn a start from: commands on a small net, in the working directory, which show nothing.
 * The classes that they load are those that the next start finds read and linked.
 */
public final class Rehearsal {
    private static final String NET = """
            package org.netloom.rehearsal;

            /** A net with what most nets have. */
            net Rehearsal {
              input(1, 28, 28)
              conv(6, 5)  bn sigmoid maxpool(2)
              conv(16, 5) bn relu    avgpool(2)
              add { conv(16, 3, pad=1) bn | id } relu
              flatten
              dense(84) dropout(0.5)
              dense(10)
            }

            train Rehearsal {
              data glyphs  loss cross_entropy  optimizer sgd(lr = 0.1)
              batch 256  epochs 1
            }
            """;
    private static final String BAD = """
            net Bad { input(1, 8, 8) conv(4, 9) relus flatten dense(10) }
            """;

    private Rehearsal() {}

    /** @param args {@code light} for the commands that only compile, {@code full} for those that compute */
    public static void main(String[] args) {
        if (List.of(args).equals(List.of("light"))) {
            light(Path.of(""));
        } else {
            full(Path.of(""));
        }
        // As the command ends: not before its threads do.
        System.exit(0);
    }

    static void light(Path directory) {
        String net = write(directory.resolve("rehearsal.net"), NET);
        run(true, "check", net);
        run(false, "check", write(directory.resolve("bad.net"), BAD));
        run(true, "explain", net);
        run(true, "draw", net);
        run(true, "diff", net, net);
        run(true, "fmt", net);
        run(true, "--help");
    }

    static void full(Path directory) {
        String net = write(directory.resolve("rehearsal.net"), NET);
        String checkpoints = directory.resolve("checkpoints").toString();
        run(true, "train", net, "--steps", "2", "--checkpoint", checkpoints);
        run(true, "eval", net, "--from", checkpoints + "/Rehearsal.safetensors", "--data", "glyphs");
    }

    private static String write(Path file, String text) {
        try {
            return Files.writeString(file, text).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(boolean succeeds, String... command) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        int code = Netloom.run(new Terminal(nowhere, nowhere, 0, 0, false, false), command);
        if ((code == 0) != succeeds) {
            throw new IllegalStateException(String.join(" ", command) + " ended with exit code " + code);
        }
    }
}
