package org.netloom.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.experiments.plot.Xml;
import org.netloom.runtime.Network;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.Engines;
import org.netloom.runtime.exception.NetworkException;

/** Small runs of each experiment: what they write, what they keep, and what they refuse. */
class SeriesTest {
    private static Engine engine;
    private static DataSplit data;

    @TempDir
    private Path directory;

    private final List<String> progress = new ArrayList<>();

    @BeforeAll
    static void open() {
        engine = Engines.create("nd4j", DataType.FLOAT, 1);
        DataSplit glyphs = Datasets.open("glyphs");
        // One more than a multiple of all batches but one: an epoch would end with a batch of one.
        data = DataSplit.of(Datasets.sample(glyphs.train(), 257, 1), Datasets.sample(glyphs.test(), 64, 1));
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    static Stream<Experiment> all() {
        return Stream.of(
                new LearningRates(),
                new Gradients(),
                new Statistics(2),
                // Without the networks that take this engine minutes.
                new StatisticsElsewhere(2, StatisticsElsewhere.all().subList(5, 8)),
                Comparison.dropout(),
                Comparison.placement(),
                new BatchSizes(6));
    }

    @ParameterizedTest
    @MethodSource("all")
    void writesAReportOfEveryRun(Experiment experiment) {
        int runs = experiment.conditions().size();
        assertThat(series(experiment, 1, 1, "report").run()).isTrue();
        Map<String, String> files = files("report");
        assertThat(files.keySet()).contains("report.html", "summary.csv", "settings.json");
        assertThat(files.keySet()).filteredOn(name -> name.startsWith("runs/")).hasSize(runs);
        assertThat(files.keySet()).filteredOn(name -> name.endsWith(".svg")).isNotEmpty();
        files.forEach((name, text) -> {
            if (name.endsWith(".svg")) {
                Xml.parse(text);
                assertThat(files.get("report.html")).contains(text);
            }
        });
        assertThat(files.get("report.html"))
                .contains("netloom experiment " + experiment.id() + " --data glyphs --seeds 1 --epochs 1")
                .doesNotContain(directory.toString())
                .doesNotContain("NaN");
        Xml.parse(files.getOrDefault("report.html", "").replace("<!DOCTYPE html>", ""));
        assertThat(files.get("summary.csv")).contains("0.").doesNotContain("NaN");
    }

    /** Each network says of its batches what every estimator needs: the layers before are known. */
    @Test
    void theLargeNetworksSayWhatEveryEstimatorNeeds() {
        Nets nets = new Nets();
        for (Variant variant : List.of(Variant.RESNET18, Variant.MOBILENET_V2)) {
            try (Network network = nets.of(variant).create(engine)) {
                assertThat(network.movingStatistics().values())
                        .isNotEmpty()
                        .allSatisfy(
                                statistics -> assertThat(statistics.linear()).isNotNull());
            }
        }
    }

    @Test
    void theSameCommandWritesTheSameFiles() {
        series(new Statistics(1), 2, 2, "once").run();
        series(new Statistics(1), 2, 2, "again").run();
        assertThat(files("again")).isEqualTo(files("once"));
        assertThat(files("once").get("runs/with-bn-lr-1-seed-1.csv"))
                .isNotEqualTo(files("once").get("runs/with-bn-lr-1-seed-2.csv"));
    }

    @Test
    void keepsTheRunsThatAreThere() throws IOException {
        series(Comparison.dropout(), 1, 1, "kept").run();
        Map<String, String> once = files("kept");
        List<Path> runs;
        try (Stream<Path> listed = Files.list(directory.resolve("kept/runs"))) {
            runs = listed.sorted().toList();
        }
        FileTime old = FileTime.fromMillis(1_000_000_000_000L);
        for (Path run : runs) {
            Files.setLastModifiedTime(run, old);
        }
        Files.delete(runs.get(1));
        progress.clear();

        series(Comparison.dropout(), 1, 1, "kept").run();
        assertThat(progress).filteredOn(line -> line.endsWith("(was there)")).hasSize(2);
        assertThat(Files.getLastModifiedTime(runs.get(0))).isEqualTo(old);
        assertThat(Files.getLastModifiedTime(runs.get(1))).isGreaterThan(old);
        assertThat(files("kept")).isEqualTo(once);
    }

    @Test
    void addsSeedsToThoseThatAreThere() {
        series(Comparison.dropout(), 1, 1, "more").run();
        progress.clear();
        series(Comparison.dropout(), 1, 2, "more").run();
        assertThat(progress).filteredOn(line -> line.endsWith("(was there)")).hasSize(3);
        series(Comparison.dropout(), 1, 2, "at-once").run();
        assertThat(files("more")).isEqualTo(files("at-once"));
    }

    @Test
    void refusesRunsWithOtherSettingsInOneFolder() {
        series(Comparison.dropout(), 1, 1, "mixed").run();
        Map<String, String> before = files("mixed");
        assertThatThrownBy(() -> series(Comparison.dropout(), 2, 1, "mixed").run())
                .isInstanceOf(NetworkException.class)
                .hasMessage(
                        "%s holds runs with epochs 1, and this command has 2: choose another folder with --out, or delete this one"
                                .formatted(directory.resolve("mixed")));
        assertThatThrownBy(() -> series(Comparison.placement(), 1, 1, "mixed").run())
                .hasMessageContaining("holds runs with experiment dropout, and this command has placement");
        series(new BatchSizes(3), 1, 1, "other").run();
        assertThatThrownBy(() -> series(new BatchSizes(4), 1, 1, "other").run())
                .hasMessageContaining("holds runs with version ");
        assertThat(files("mixed")).isEqualTo(before);
    }

    @Test
    void stopsWithTheFinishedRunsAndGoesOn() {
        List<Series> running = new ArrayList<>();
        Series series = new Series(
                Comparison.dropout(),
                data,
                settings(1, 1),
                directory.resolve("stopped"),
                engine,
                line -> running.get(0).stop());
        running.add(series);
        assertThat(series.run()).isFalse();
        assertThat(files("stopped").keySet()).containsExactly("runs/bn-no-dropout-seed-1.csv", "settings.json");

        assertThat(series(Comparison.dropout(), 1, 1, "stopped").run()).isTrue();
        assertThat(progress.get(0)).endsWith("(was there)");
        series(Comparison.dropout(), 1, 1, "unstopped").run();
        assertThat(files("stopped")).isEqualTo(files("unstopped"));
    }

    @Test
    void saysWhichFileIsNoRun() throws IOException {
        series(Comparison.dropout(), 1, 1, "broken").run();
        Path run = directory.resolve("broken/runs/bn-no-dropout-seed-1.csv");
        Files.writeString(run, "series,step,epoch,value\nloss,1,one,2.3\n");
        assertThatThrownBy(() -> series(Comparison.dropout(), 1, 1, "broken").run())
                .isInstanceOf(NetworkException.class)
                .hasMessage(
                        "%s is no record of a run: its line 2 is \"loss,1,one,2.3\"; delete it, and the run is made again"
                                .formatted(run));
    }

    @Test
    void refusesANameThatIsNone() {
        assertThatThrownBy(() -> new Laboratory("learning-rate", settings(1, 1), engine, line -> {}))
                .isInstanceOf(NetworkException.class)
                .hasMessage(
                        "there is no experiment learning-rate; there are learning-rates, gradients, statistics, statistics-elsewhere, dropout, placement, batch-sizes, and all");
    }

    private Series series(Experiment experiment, int epochs, int seeds, String folder) {
        return new Series(experiment, data, settings(epochs, seeds), directory.resolve(folder), engine, progress::add);
    }

    private static Settings settings(int epochs, int seeds) {
        return new Settings("glyphs", null, epochs, seeds, 1);
    }

    /** All files of a folder by their names in it. */
    private Map<String, String> files(String folder) {
        Path root = directory.resolve(folder);
        try (Stream<Path> walked = Files.walk(root)) {
            Map<String, String> texts = new TreeMap<>();
            for (Path file : (Iterable<Path>) walked.filter(Files::isRegularFile)::iterator) {
                texts.put(root.relativize(file).toString().replace('\\', '/'), Files.readString(file));
            }
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
