package org.netloom.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netloom.cli.Workplace.Result;
import org.netloom.runtime.internal.io.Json;

/** A person's own table or pictures, from nothing to a prediction in three commands: data, train, predict. */
class OwnDataTest {
    @TempDir
    private Path directory;

    private Workplace work;

    @BeforeEach
    void prepare() {
        work = Workplace.in(directory);
    }

    private static Map<?, ?> object(String json) throws Json.SyntaxException {
        return (Map<?, ?>) requireNonNull(Json.parse(json));
    }

    private static String ok(Result result) {
        assertThat(result.code()).as(result.err()).isZero();
        return result.out();
    }

    private String train(String net, String data) {
        return ok(work.run(
                "train", work.text(net), "--data", data, "--checkpoint", work.text("out"), "--dtype", "double"));
    }

    /** Three kinds of flowers, by two lengths and a color; lengths in millimeters, so far from 0. */
    private void flowers() {
        SplittableRandom random = new SplittableRandom(4);
        StringBuilder csv = new StringBuilder("length,width,color,kind\n");
        for (int i = 0; i < 150; i++) {
            int kind = i % 3;
            csv.append(String.format(
                    Locale.ROOT,
                    "%.2f,%.2f,%s,%s%n",
                    500 + 40 * kind + 10 * random.nextDouble(),
                    90 - 20 * kind + 8 * random.nextDouble(),
                    kind == 1 ? "red" : random.nextBoolean() ? "blue" : "white",
                    List.of("iris", "rose", "tulip").get(kind)));
        }
        work.write("flowers.csv", csv.toString());
        work.write("flowers.net", """
                net Flowers { input(5) dense(16) relu dense(3) }
                train Flowers { loss cross_entropy optimizer adam(0.01) batch 16 epochs 20 }
                """);
    }

    @Test
    void aTableOfClasses() throws Exception {
        flowers();
        assertThat(ok(work.run("data", work.text("flowers.csv"))))
                .contains("inputs of 5")
                .containsPattern("\n  color +3 inputs, one for each of blue, red, white\n")
                .containsPattern("\n  rose +[0-9]+ +[0-9]+ ")
                .endsWith("Nothing looks wrong.\n");
        assertThat(train("flowers.net", work.text("flowers.csv"))).contains("20/20");

        // Columns in another order, without the target: they are known by their names.
        work.write("new.csv", "color,width,length\nblue,92,503\nred,74,544\nwhite,55,585\n");
        String checkpoint = work.text("out/Flowers.safetensors");
        String predicted =
                ok(work.run("predict", work.text("flowers.net"), "--from", checkpoint, work.text("new.csv")));
        assertThat(predicted.lines().map(line -> line.replaceAll("  +", " ").replaceAll(" [0-9.]+ %", "")))
                .containsExactly("new.csv:2 iris", "new.csv:3 rose", "new.csv:4 tulip");

        Map<?, ?> json = object(ok(
                work.run("predict", work.text("flowers.net"), "--from", checkpoint, work.text("new.csv"), "--json")));
        Map<?, ?> first =
                (Map<?, ?>) requireNonNull((List<?>) json.get("predictions")).get(0);
        assertThat(first.get("class")).isEqualTo("iris");
        assertThat(requireNonNull((Map<?, ?>) first.get("probabilities")).values().stream()
                        .mapToDouble(value -> (Double) value)
                        .sum())
                .isBetween(0.999999, 1.000001);
        assertThat(ok(work.run(
                        "predict", work.text("flowers.net"), "--from", checkpoint, work.text("new.csv"), "--csv")))
                .startsWith("example,class,iris,rose,tulip\nnew.csv:2,iris,0.")
                .hasLineCount(4);
        // The examples that training has held out get the answers that it was measured by.
        Map<?, ?> measured = object(ok(work.run(
                "eval",
                work.text("flowers.net"),
                "--from",
                checkpoint,
                "--data",
                work.text("flowers.csv"),
                "--held-out",
                "--json",
                "--dtype",
                "double")));
        assertThat(measured.get("examples")).isEqualTo(15L);
        assertThat((Double) measured.get("test_accuracy")).isEqualTo(1.0);
    }

    /** One output is the logit of the second class, yes. */
    @Test
    void aTableOfYesAndNo() throws Exception {
        SplittableRandom random = new SplittableRandom(8);
        StringBuilder csv = new StringBuilder("size,ripe\n");
        for (int i = 0; i < 100; i++) {
            csv.append(String.format(Locale.ROOT, "%.3f,%s%n", random.nextDouble() + i % 2, i % 2 == 1 ? "yes" : "no"));
        }
        work.write("ripe.csv", csv.toString());
        work.write("ripe.net", """
                net Ripe { input(1) dense(1) }
                train Ripe { loss bce optimizer adam(0.1) batch 16 epochs 20 }
                """);
        train("ripe.net", work.text("ripe.csv") + "?test=0.2");
        work.write("new.csv", "size\n0.1\n1.9\n");
        String checkpoint = work.text("out/Ripe.safetensors");
        assertThat(ok(work.run("predict", work.text("ripe.net"), "--from", checkpoint, work.text("new.csv")))
                        .lines()
                        .map(line -> line.replaceAll("  [0-9.]+ %", "")))
                .containsExactly("new.csv:2  no", "new.csv:3  yes");
    }

    /** Another division would measure what training has learned from. */
    @Test
    void whatIsHeldOutIsWhatTheTrainingHeldOut() throws Exception {
        flowers();
        train("flowers.net", work.text("flowers.csv") + "?test=0.2&split_seed=3");
        String[] held = {
            "eval",
            work.text("flowers.net"),
            "--from",
            work.text("out/Flowers.safetensors"),
            "--held-out",
            "--json",
            "--data",
            ""
        };
        held[7] = work.text("flowers.csv") + "?split_seed=3&test=0.2";
        assertThat(object(ok(work.run(held))).get("examples")).isEqualTo(30L);
        held[7] = work.text("flowers.csv");
        assertRefused(
                "the training divided its data by ?test=0.2&split_seed=3 and these are divided by no options", held);
        held[7] = work.text("flowers.csv") + "?test=0.3&split_seed=3";
        assertRefused("name the data as the training did", held);
    }

    @Test
    void aTableOfNumbers() throws Exception {
        SplittableRandom random = new SplittableRandom(5);
        StringBuilder csv = new StringBuilder("area;rooms;price\n");
        for (int i = 0; i < 200; i++) {
            int area = random.nextInt(30, 200);
            int rooms = random.nextInt(1, 7);
            csv.append(String.format(Locale.ROOT, "%d;%d;%d%n", area, rooms, 2000 * area + 10_000 * rooms));
        }
        work.write("houses.csv", csv.toString());
        work.write("houses.net", """
                net Houses { input(2) dense(16) relu dense(1) }
                train Houses { loss mse optimizer adam(0.02) batch 16 epochs 60 }
                """);
        String data = work.text("houses.csv") + "?delimiter=;&normalize_target=standard";
        assertThat(ok(work.run("data", data))).containsPattern("\n  price +training +");
        train("houses.net", data);
        work.write("new.csv", "area;rooms\n100;3\n");
        String checkpoint = work.text("out/Houses.safetensors");
        String said = ok(work.run("predict", work.text("houses.net"), "--from", checkpoint, work.text("new.csv")));
        assertThat(said).startsWith("new.csv:2\n  price ");
        double price = Double.parseDouble(
                said.lines().skip(1).findFirst().orElseThrow().strip().split(" +", -1)[1]);
        assertThat(price).isBetween(220_000.0, 240_000.0);
        // The error is in the units of the table, not in those of the training.
        Map<?, ?> measured = object(ok(work.run(
                "eval", work.text("houses.net"), "--from", checkpoint, "--data", data, "--held-out", "--json")));
        assertThat((Double) measured.get("test_rmse")).isBetween(100.0, 20_000.0);
    }

    @Test
    void aFolderOfPictures() throws IOException {
        SplittableRandom random = new SplittableRandom(6);
        for (String kind : List.of("dark", "light")) {
            Path folder = Files.createDirectories(work.path("pictures/" + kind));
            for (int i = 0; i < 30; i++) {
                picture(folder.resolve(i + ".png"), kind.equals("dark") ? 20 : 180, random);
            }
        }
        work.write("pictures.net", """
                net Pictures { input(3,8,8) conv(4,3) bn relu gavgpool flatten dense(2) }
                train Pictures { loss cross_entropy optimizer adam(0.02) batch 8 epochs 8 }
                """);
        Result described =
                work.run("data", work.text("pictures"), "--shape", "3,8,8", "--picture", work.text("sheet.svg"));
        assertThat(ok(described)).contains("inputs of 3x8x8").containsPattern("\n  light +27 +3 ");
        assertThat(Files.readString(work.path("sheet.svg"))).contains(">dark (27)<");
        train("pictures.net", work.text("pictures"));
        picture(work.path("new.png"), 170, random);
        String said = ok(work.run(
                "predict",
                work.text("pictures.net"),
                "--from",
                work.text("out/Pictures.safetensors"),
                work.text("new.png")));
        assertThat(said).startsWith("new.png\n  light ").containsPattern("\n  dark +[0-9.]+ %");
    }

    private static void picture(Path file, int shade, SplittableRandom random) throws IOException {
        BufferedImage image = new BufferedImage(12, 12, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 12; y++) {
            for (int x = 0; x < 12; x++) {
                int light = shade + random.nextInt(50);
                image.setRGB(x, y, light << 16 | light << 8 | light);
            }
        }
        ImageIO.write(image, "png", file.toFile());
    }

    @Test
    void whatCannotBePredictedIsOneSentence() {
        flowers();
        train("flowers.net", work.text("flowers.csv"));
        String checkpoint = work.text("out/Flowers.safetensors");
        Result nothing = work.run("predict", work.text("flowers.net"), "--from", checkpoint);
        assertThat(nothing.code()).isEqualTo(2);
        assertThat(nothing.err()).startsWith("netloom: there is nothing to predict: ");
        assertRefused(
                "there is no file or directory", "predict", work.text("flowers.net"), "--from", checkpoint, "no.csv");
        work.write("other.csv", "length,color\n500,blue\n");
        assertRefused("width", "predict", work.text("flowers.net"), "--from", checkpoint, work.text("other.csv"));
        work.write("word.csv", "length,width,color\n500,wide,blue\n");
        assertRefused("word.csv", "predict", work.text("flowers.net"), "--from", checkpoint, work.text("word.csv"));
    }

    private void assertRefused(String part, String... words) {
        Result result = work.run(words);
        assertThat(result.code()).as(result.out()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("netloom: ").contains(part).hasLineCount(1);
    }
}
