package org.netloom.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netloom.cli.Workplace.Result;
import org.netloom.runtime.internal.io.Json;
import org.netloom.runtime.internal.npy.NpyArray;
import org.netloom.runtime.internal.npy.NpzFile;

/** What eval says beyond one line: tables, the worst mistakes, pictures; and predict's answers for many. */
class EvalFiguresTest {
    @TempDir
    private Path directory;

    private Workplace work;

    @BeforeEach
    void prepare() {
        work = Workplace.in(directory);
    }

    private static String ok(Result result) {
        assertThat(result.code()).as(result.err()).isZero();
        return result.out();
    }

    private static Map<?, ?> object(String json) throws Json.SyntaxException {
        return (Map<?, ?>) requireNonNull(Json.parse(json));
    }

    private static List<?> list(Map<?, ?> object, String key) {
        return (List<?>) requireNonNull(object.get(key));
    }

    private static Map<?, ?> map(Map<?, ?> object, String key) {
        return (Map<?, ?>) requireNonNull(object.get(key));
    }

    private static double number(Map<?, ?> object, String key) {
        return (Double) requireNonNull(object.get(key));
    }

    private String train(String net, String data) {
        return ok(work.run("train", work.text(net), "--data", data, "--checkpoint", work.text("out"), "--json"));
    }

    private Result eval(String net, String checkpoint, String data, String... more) {
        String[] words = {"eval", work.text(net), "--from", work.text("out/" + checkpoint), "--data", data};
        String[] all = Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return work.run(all);
    }

    private Result predict(String net, String checkpoint, String data, String... more) {
        String[] words = {"predict", work.text(net), "--from", work.text("out/" + checkpoint), data};
        String[] all = Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return work.run(all);
    }

    /** Three classes, one of them with a name that a table has to quote. */
    private void kinds() {
        SplittableRandom random = new SplittableRandom(4);
        StringBuilder csv = new StringBuilder("length,width,kind\n");
        for (int i = 0; i < 150; i++) {
            csv.append(String.format(
                    Locale.ROOT,
                    "%.3f,%.3f,%s%n",
                    i % 3 + 1.2 * random.nextDouble(),
                    i % 2 + random.nextDouble(),
                    List.of("iris", "\"rose, \"\"red\"\"\"", "tulip").get(i % 3)));
        }
        work.write("kinds.csv", csv.toString());
        work.write("kinds.net", """
                net Kinds { input(2) dense(8) tanh dense(3) }
                train Kinds { loss cross_entropy optimizer adam(0.02) batch 16 epochs 4 }
                """);
    }

    /** Two numbers of different sizes. */
    private void houses() {
        SplittableRandom random = new SplittableRandom(5);
        StringBuilder csv = new StringBuilder("area,rooms,price,tax\n");
        for (int i = 0; i < 120; i++) {
            int area = random.nextInt(30, 200);
            int rooms = random.nextInt(1, 7);
            csv.append(String.format(Locale.ROOT, "%d,%d,%d,%.1f%n", area, rooms, 2000 * area, 0.1 * area + rooms));
        }
        work.write("houses.csv", csv.toString());
        work.write("houses.net", """
                net Houses { input(2) dense(8) relu dense(2) }
                train Houses { loss mse optimizer adam(0.02) batch 16 epochs 10 }
                """);
    }

    private String houseData() {
        return work.text("houses.csv") + "?target=price,tax&normalize_target=standard&test=0.25";
    }

    @Test
    void classesAreATableAndAPicture() throws Exception {
        kinds();
        String data = work.text("kinds.csv") + "?test=0.4";
        Map<?, ?> trained = object(train("kinds.net", data));
        String picture = work.text("eval.svg");
        Result said = eval("kinds.net", "Kinds.safetensors", data, "--worst", "4", "--picture", picture);
        assertThat(ok(said))
                .startsWith("Kinds on 60 examples of kinds.csv: loss ")
                .containsPattern("\n  class +examples +precision +recall +f1 +roc_auc\n")
                .containsPattern("\n  rose, \"red\" +20 +[0-9.]+ % +[0-9.]+ % +[0-9.]+ % +[01]\\.[0-9]+\n")
                .containsPattern("\n  mean +[0-9.]+ % ")
                .containsPattern("\n  greatest loss +true +predicted +probability +loss\n");
        assertThat(said.out().lines().filter(line -> line.startsWith("  kinds.csv:")))
                .hasSize(4);
        assertThat(said.err()).isEqualTo("wrote " + picture + "\n");

        Map<?, ?> json = object(ok(eval("kinds.net", "Kinds.safetensors", data, "--worst", "60", "--json")));
        Map<?, ?> metrics = map(json, "metrics");
        assertThat(metrics.keySet())
                .extracting(Object::toString)
                .containsExactly("accuracy", "precision", "recall", "f1", "roc_auc", "perplexity", "confusion");
        assertThat(metrics.get("accuracy")).isEqualTo(json.get("test_accuracy"));
        // Training has measured the same examples with the same figures.
        assertThat(map(trained, "metrics")).isEqualTo(metrics);
        String svg = Files.readString(work.path("eval.svg"));
        assertThat(svg).contains(">Confusion of 3 classes<", ">rose, \"red\"<", ">tulip<");
        long right = 0;
        for (int row = 0; row < 3; row++) {
            List<?> counts = (List<?>) list(metrics, "confusion").get(row);
            right += (Long) requireNonNull(counts.get(row));
            for (Object count : counts) {
                if (!count.equals(0L)) {
                    assertThat(svg).contains(">" + count + "<");
                }
            }
        }
        assertThat(right / 60.0).isCloseTo(number(json, "test_accuracy"), within(1e-12));
        double before = Double.POSITIVE_INFINITY;
        double sum = 0;
        for (Object each : list(json, "worst")) {
            Map<?, ?> mistake = (Map<?, ?>) each;
            assertThat(mistake.keySet())
                    .extracting(Object::toString)
                    .containsExactly("example", "loss", "true", "predicted", "probability");
            assertThat(number(mistake, "loss")).isLessThanOrEqualTo(before);
            before = number(mistake, "loss");
            sum += before;
            right -= Objects.equals(mistake.get("true"), mistake.get("predicted")) ? 1 : 0;
        }
        assertThat(right).isZero();
        assertThat(sum / 60).isCloseTo(number(json, "test_loss"), within(1e-9));
    }

    @Test
    void numbersAreATableAndAPicture() throws Exception {
        houses();
        train("houses.net", houseData());
        Result said =
                eval("houses.net", "Houses.safetensors", houseData(), "--worst", "2", "--picture", work.text("e.svg"));
        assertThat(ok(said))
                .containsPattern("\n  target +rmse +mae +r2\n  price +[0-9.]+ +[0-9.]+ +-?[0-9.]+\n  tax +[0-9.]+ ")
                .containsPattern(
                        "\n  greatest loss +target +true +predicted +difference +loss\n  houses.csv:[0-9]+ +price ");
        assertThat(Files.readString(work.path("e.svg"))).contains(">price<", ">tax<", ">predicted - true<");
        Map<?, ?> json = object(ok(eval("houses.net", "Houses.safetensors", houseData(), "--worst", "3", "--json")));
        Map<?, ?> rmse = map(map(json, "metrics"), "rmse");
        assertThat(rmse.get("value")).isEqualTo(json.get("test_rmse"));
        assertThat(list(rmse, "each")).hasSize(2);
        // What predict says of the same row, in the table's units.
        Map<?, ?> worst = (Map<?, ?>) list(json, "worst").get(0);
        String row = String.valueOf(worst.get("example")).replace("houses.csv:", "");
        String table = ok(predict("houses.net", "Houses.safetensors", houseData(), "--csv"));
        String[] cells = table.lines()
                .filter(line -> line.startsWith("houses.csv:" + row + ","))
                .findFirst()
                .orElseThrow()
                .split(",", -1);
        List<String> names = List.of("price", "tax");
        for (int k = 0; k < 2; k++) {
            double predicted = number(map(worst, "predicted"), names.get(k));
            assertThat(Double.parseDouble(cells[k + 1])).isCloseTo(predicted, within(1e-5 * Math.abs(predicted)));
            assertThat(number(map(worst, "difference"), names.get(k)))
                    .isCloseTo(predicted - number(map(worst, "true"), names.get(k)), within(1e-6));
        }
    }

    @Test
    void severalLabelsAreATable() throws Exception {
        SplittableRandom random = new SplittableRandom(6);
        float[] x = new float[60 * 3];
        double[] y = new double[60 * 3];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextDouble(-1, 1);
            y[i] = x[i] + 0.3 * random.nextDouble(-1, 1) > 0 ? 1 : 0;
        }
        npz("labels.npz", Map.of("x", NpyArray.of(x, 60, 3), "y", NpyArray.of(y, 60, 3)));
        work.write("labels.net", """
                net Labels { input(3) dense(3) }
                train Labels { loss bce optimizer adam(0.05) batch 16 epochs 5 }
                """);
        String data = work.text("labels.npz") + "?task=numbers&test=0.5";
        train("labels.net", data);
        assertThat(ok(eval("labels.net", "Labels.safetensors", data, "--worst", "1", "--picture", work.text("l.svg"))))
                .containsPattern("\n  target +precision +recall +f1 +roc_auc\n  0 +[0-9.]+ % ")
                .containsPattern("\n  greatest loss +true +predicted +probability +loss\n  example [0-9]+ ");
        assertThat(Files.readString(work.path("l.svg"))).contains(">3 labels<");
        Map<?, ?> json = object(ok(eval("labels.net", "Labels.safetensors", data, "--worst", "1", "--json")));
        Map<?, ?> worst = (Map<?, ?>) list(json, "worst").get(0);
        assertThat(map(worst, "probabilities")).hasSize(3);
    }

    private void npz(String name, Map<String, NpyArray> arrays) {
        NpzFile.write(work.path(name), new LinkedHashMap<>(arrays), false);
    }

    /** Two numbers for each token, from nothing to figures. */
    @Test
    void numbersOfEachStepOfASequence() throws Exception {
        SplittableRandom random = new SplittableRandom(7);
        int examples = 80;
        long[] x = random.longs(examples * 4L, 0, 6).toArray();
        double[] y = new double[examples * 4 * 2];
        for (int row = 0; row < x.length; row++) {
            y[2 * row] = 0.5 * x[row] - 1;
            y[2 * row + 1] = x[row] % 2;
        }
        npz("steps.npz", Map.of("x", NpyArray.of(x, examples, 4), "y", NpyArray.of(y, examples, 4, 2)));
        work.write("steps.net", """
                net Steps { input(4) embed(6, 8) dense(2) }
                train Steps { loss mse optimizer adam(0.05) batch 16 epochs 20 }
                """);
        train("steps.net", work.text("steps.npz") + "?task=numbers&test=0.25");
        Map<?, ?> json = object(ok(eval(
                "steps.net", "Steps.safetensors", work.text("steps.npz") + "?task=numbers", "--worst", "2", "--json")));
        // The targets' deviations are 0.85 and 0.5, and each token has a vector of its own.
        assertThat(number(json, "test_rmse")).isLessThan(0.1);
        assertThat((String) ((Map<?, ?>) list(json, "worst").get(0)).get("example"))
                .matches("example [0-9]+, step [0-3]");

        ok(predict(
                "steps.net",
                "Steps.safetensors",
                work.text("steps.npz") + "?task=numbers",
                "--out",
                work.text("answers.npz")));
        double squares = 0;
        NpyArray numbers = array("answers.npz", "numbers");
        assertThat(numbers.shape()).containsExactly((long) examples, 4L, 2L);
        for (int i = 0; i < y.length; i++) {
            squares += Math.pow(numbers.getDouble(i) - y[i], 2) / y.length;
        }
        assertThat(number(json, "test_rmse")).isCloseTo(Math.sqrt(squares), within(1e-6));
        assertThat(number(json, "test_loss")).isCloseTo(squares, within(1e-6));
    }

    private NpyArray array(String file, String name) {
        try (NpzFile npz = NpzFile.open(work.path(file))) {
            return npz.read(name);
        }
    }

    @Test
    void answersForManyAreArraysOrATable() throws Exception {
        kinds();
        train("kinds.net", work.text("kinds.csv"));
        work.write("new.csv", "width,length\n0.5,0.2\n0.25,2.75\n");
        Result written = predict("kinds.net", "Kinds.safetensors", work.text("new.csv"), "--out", work.text("a.npz"));
        ok(written);
        assertThat(written.err()).contains("wrote the outputs for 2 examples of new.csv to ");
        NpyArray logits = array("a.npz", "logits");
        NpyArray shares = array("a.npz", "probabilities");
        for (int row = 0; row < 2; row++) {
            double sum = 0;
            for (int k = 0; k < 3; k++) {
                sum += Math.exp(logits.getDouble(3 * row + k));
            }
            for (int k = 0; k < 3; k++) {
                assertThat(shares.getDouble(3 * row + k))
                        .isCloseTo(Math.exp(logits.getDouble(3 * row + k)) / sum, within(1e-12));
            }
        }
        Result table = predict(
                "kinds.net",
                "Kinds.safetensors",
                work.text("new.csv"),
                work.text("new.csv"),
                "--out",
                work.text("a.csv"));
        ok(table);
        assertThat(table.out()).isEmpty();
        assertThat(table.err()).contains("wrote 4 lines to ");
        assertThat(Files.readString(work.path("a.csv")))
                .startsWith("example,class,iris,\"rose, \"\"red\"\"\",tulip\nnew.csv:2,")
                .hasLineCount(5);
        // Read again as data, by the column that it is called.
        assertThat(ok(work.run("data", work.text("a.csv") + "?target=tulip&ignore=example")))
                .contains("tulip");
        Result both = predict(
                "kinds.net",
                "Kinds.safetensors",
                work.text("new.csv"),
                work.text("new.csv"),
                "--out",
                work.text("b.npz"));
        assertThat(both.code()).isEqualTo(1);
        assertThat(both.err()).endsWith("; a .csv takes those of all\n").hasLineCount(1);
    }

    /** Images with the greatest loss are shown. */
    @ParameterizedTest
    @ValueSource(strings = {"svg", "png"})
    void imagesAreShown(String ending) throws IOException {
        ok(work.run(
                "train", work.text("tiny.net"), "--data", work.text("digits.npz"), "--checkpoint", work.text("out")));
        String file = work.text("eval." + ending);
        ok(eval("tiny.net", "Tiny.safetensors", work.text("digits.npz"), "--worst", "7", "--picture", file));
        if (ending.equals("svg")) {
            String svg = Files.readString(work.path("eval.svg"));
            assertThat(svg).contains(">Greatest loss<").contains(">example ");
            assertThat(svg.split("data:image/png;base64,", -1)).hasSize(8);
            return;
        }
        BufferedImage image = requireNonNull(ImageIO.read(work.path("eval.png").toFile()));
        assertThat(image.getWidth()).isGreaterThan(1000);
        assertThat(colors(image)).isGreaterThan(200);
    }

    private static long colors(BufferedImage image) {
        return Arrays.stream(image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
                .distinct()
                .count();
    }

    @Test
    void whatEvalCannotDrawIsRefusedBeforeItMeasures() {
        Result picture = eval("tiny.net", "none.safetensors", work.text("digits.npz"), "--picture", "eval.gif");
        assertThat(picture.code()).isEqualTo(1);
        assertThat(picture.err())
                .isEqualTo("netloom: cannot write eval.gif: a picture is an .svg or a .png, not a .gif\n");
        Result none = eval("tiny.net", "none.safetensors", work.text("digits.npz"), "--worst", "0");
        assertThat(none.code()).isEqualTo(2);
    }
}
