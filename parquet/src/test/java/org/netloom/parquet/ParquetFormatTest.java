package org.netloom.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netloom.runtime.data.DataRequest;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.data.Preprocessing;
import org.netloom.runtime.exception.NetworkException;

class ParquetFormatTest {
    private static final String HOUSES = "message houses { optional double area; optional int32 rooms; "
            + "optional binary town (STRING); required int64 price; }";

    @TempDir
    Path directory;

    private final List<String> said = new ArrayList<>();

    private DataRequest request(Path file, String options) {
        return DataRequest.of(file + (options.isEmpty() ? "" : "?" + options), List.of(), said::add);
    }

    /** The same table as a CSV file and as a Parquet file. */
    private Path houses(CompressionCodecName codec, WriterVersion version, StringBuilder csv) throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        csv.append("area,rooms,town,price\n");
        List<Consumer<Group>> rows = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            double area = random.nextInt(9) == 0 ? Double.NaN : random.nextDouble(20, 300);
            int rooms = random.nextInt(8);
            String town = List.of("Köln", "Bonn", "Aachen", "").get(random.nextInt(4));
            long price = random.nextLong(1_000_000);
            // Nulls, an area that is no number, and a town without a name.
            int kind = i % 3;
            csv.append(Double.isNaN(area) ? "" : String.valueOf(area))
                    .append(rooms == 0 ? "," : "," + rooms)
                    .append(',')
                    .append(town)
                    .append(',')
                    .append(price)
                    .append('\n');
            rows.add(group -> {
                if (!Double.isNaN(area) || kind == 0) {
                    group.add("area", area);
                }
                if (rooms > 0) {
                    group.add("rooms", rooms);
                }
                if (!town.isEmpty() || kind == 1) {
                    group.add("town", town);
                }
                group.add("price", price);
            });
        }
        return ParquetFiles.write(directory.resolve("houses.parquet"), HOUSES, codec, version, rows);
    }

    private static List<String> all(Dataset data) {
        List<String> all = new ArrayList<>();
        double[] example = new double[data.shape().get(0)];
        double[] target = new double[data.targets()];
        for (int i = 0; i < data.size(); i++) {
            data.copy(i, example, 0);
            if (target.length > 0) {
                data.copyTargets(i, target, 0);
            }
            all.add(Arrays.toString(example) + Arrays.toString(target) + data.label(i));
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource({
        "UNCOMPRESSED,PARQUET_1_0",
        "SNAPPY,PARQUET_1_0",
        "GZIP,PARQUET_1_0",
        "ZSTD,PARQUET_1_0",
        "LZ4_RAW,PARQUET_1_0",
        "UNCOMPRESSED,PARQUET_2_0",
        "SNAPPY,PARQUET_2_0",
        "ZSTD,PARQUET_2_0"
    })
    void isWhatTheSameTableIsAsCsv(CompressionCodecName codec, WriterVersion version) throws IOException {
        StringBuilder text = new StringBuilder();
        Path parquet = houses(codec, version, text);
        Path csv = Files.writeString(directory.resolve("houses.csv"), text);
        for (String options : List.of(
                "test=0.2",
                "target=price&normalize_target=standard&validation=0.1",
                "target=town&ignore=price&normalize=none&test=0.3",
                "target=area,price&categorical=rooms&split_seed=4")) {
            if (options.contains("target=town") || options.contains("target=area")) {
                // Rows lack these.
                for (Path file : List.of(parquet, csv)) {
                    assertThatThrownBy(() -> Datasets.open(request(file, options)))
                            .isInstanceOf(NetworkException.class)
                            .hasMessageContaining("is missing; take this row out");
                }
                continue;
            }
            DataSplit expected = Datasets.open(request(csv, options));
            DataSplit actual = Datasets.open(request(parquet, options));
            assertThat(all(actual.train())).isEqualTo(all(expected.train()));
            assertThat(all(actual.test())).isEqualTo(all(expected.test()));
            assertThat(actual.preprocessing().toJson())
                    .isEqualTo(expected.preprocessing().toJson());
            assertThat(actual.test().exampleName(0)).startsWith("houses.parquet:");
            // What one kind of file has taught, the other one takes.
            Preprocessing kept = Preprocessing.parse(actual.preprocessing().toJson());
            Dataset again =
                    Datasets.openTest(request(csv, "").withPreprocessing(kept).withoutLabels());
            Dataset same = Datasets.openTest(
                    request(parquet, "").withPreprocessing(kept).withoutLabels());
            assertThat(all(same)).hasSize(400).isEqualTo(all(again));
        }
        assertThat(said)
                .anyMatch(line -> line.startsWith("houses.parquet: values are missing in the columns area (")
                        && line.contains("town ("));
    }

    @Test
    void classesAreWordsOrWholeNumbers() throws IOException {
        List<Consumer<Group>> rows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            int row = i;
            rows.add(group -> group.append("x", row * 0.5f)
                    .append("ok", row % 2 == 0)
                    .append("zip", "0" + row % 4)
                    .append("kind", row % 3)
                    .append("name", row % 3 == 0 ? "ä" : "b"));
        }
        Path file = ParquetFiles.write(
                directory.resolve("t.parquet"),
                "message t { required float x; required boolean ok; required binary zip (STRING); "
                        + "required int32 kind; required binary name (STRING); }",
                CompressionCodecName.SNAPPY,
                WriterVersion.PARQUET_1_0,
                rows);
        DataSplit words = Datasets.open(request(file, "ignore=kind&normalize=none&test=0.2"));
        assertThat(words.train().classNames()).containsExactly("b", "ä");
        // A float, a yes or no, and four words that look like numbers and are none.
        assertThat(words.train().shape()).containsExactly(6);
        float[] example = new float[6];
        words.test().copy(0, example, 0);
        int row = Integer.parseInt(words.test().exampleName(0).replace("t.parquet:", "")) - 1;
        float[] expected = {row * 0.5f, row % 2 == 0 ? 1 : 0, 0, 0, 0, 0};
        expected[2 + row % 4] = 1;
        assertThat(example).containsExactly(expected);
        DataSplit numbers = Datasets.open(request(file, "target=kind&task=classes&ignore=name"));
        assertThat(numbers.train().classNames()).containsExactly("0", "1", "2");
        assertThatThrownBy(() -> Datasets.open(request(file, "target=name&task=numbers")))
                .isInstanceOf(NetworkException.class)
                .hasMessage(file + ":1: column 'name' has 'ä', where a number is expected; task=classes takes words");
        assertThatThrownBy(() -> Datasets.open(request(file, "target=nmae")))
                .hasMessageStartingWith(
                        file + " has no column 'nmae' (target=nmae), did you mean 'name'? its columns are x");
        assertThatThrownBy(() -> Datasets.open(request(file, "delimiter=tab")))
                .hasMessageStartingWith("a .parquet file has no option 'delimiter'");
    }

    @Test
    void numbersAreWhatTheirTypesSay() throws IOException {
        List<Consumer<Group>> rows = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int row = i;
            rows.add(group -> group.append("cents", 1000 + row)
                    .append("large", Binary.fromConstantByteArray(new byte[] {(byte) 0xFF, (byte) (0x9C - row)}))
                    .append("unsigned", -1 - row)
                    .append("wide", -1L - row)
                    .append("day", 20_000 + row)
                    .append("y", (double) row));
        }
        Path file = ParquetFiles.write(
                directory.resolve("n.parquet"),
                "message n { required int32 cents (DECIMAL(9,2)); required fixed_len_byte_array(2) large (DECIMAL(4,1)); "
                        + "required int32 unsigned (INTEGER(32,false)); required int64 wide (INTEGER(64,false)); "
                        + "required int32 day (DATE); required double y; }",
                CompressionCodecName.UNCOMPRESSED,
                WriterVersion.PARQUET_1_0,
                rows);
        Dataset data = Datasets.openTest(request(file, "normalize=none"));
        double[] example = new double[5];
        data.copy(3, example, 0);
        assertThat(example).containsExactly(10.03, -10.3, 4294967292.0, 0x1p64, 20_003);
    }

    @Test
    void whatIsNoNumberOrWordIsRefusedUnlessItIsLeftOut() throws IOException {
        List<Consumer<Group>> rows = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int row = i;
            rows.add(group -> {
                group.addGroup("tags").append("a", row);
                group.append("time", Binary.fromConstantByteArray(new byte[12]))
                        .append("x", row == 7 ? Double.POSITIVE_INFINITY : row)
                        .append("y", (double) row);
                group.add("many", row);
                group.add("many", row);
            });
        }
        Path file = ParquetFiles.write(
                directory.resolve("r.parquet"),
                "message r { required group tags { required int32 a; } required int96 time; repeated int32 many; "
                        + "required double x; required double y; }",
                CompressionCodecName.GZIP,
                WriterVersion.PARQUET_1_0,
                rows);
        assertThatThrownBy(() -> Datasets.open(request(file, "")))
                .isInstanceOf(NetworkException.class)
                .hasMessage(file + ": the column 'tags' holds lists or records, where a number or a word is expected;"
                        + " ignore=tags leaves it out");
        assertThatThrownBy(() -> Datasets.open(request(file, "ignore=tags,many")))
                .hasMessage(file + ": the column 'time' holds timestamps of 96 bits, where a number or a word is"
                        + " expected; ignore=time leaves it out");
        assertThatThrownBy(() -> Datasets.open(request(file, "ignore=tags,many,time")))
                .hasMessage(file + ":8: column 'x' has 'Infinity', where a number is expected");
        assertThatThrownBy(() -> Datasets.open(request(file, "ignore=tags,many,time,x")))
                .hasMessage(
                        file + " has no column beside the target and what is ignored: there is nothing to learn from");
        Path text = Files.writeString(directory.resolve("p.parquet"), "<html>404</html>");
        assertThatThrownBy(() -> Datasets.open(request(text, "")))
                .hasMessage(text + " is no Parquet file: it is an HTML page, as a server sends for an error or a login;"
                        + " download it again");
    }

    /** Cut off, with bytes changed, and with numbers that lie: a sentence that names the file, or a table. */
    @Test
    void damagedFilesAreNamed() throws IOException {
        SplittableRandom random = new SplittableRandom(6);
        int refused = 0;
        int read = 0;
        for (CompressionCodecName codec : List.of(
                CompressionCodecName.UNCOMPRESSED,
                CompressionCodecName.SNAPPY,
                CompressionCodecName.GZIP,
                CompressionCodecName.ZSTD)) {
            byte[] whole = Files.readAllBytes(houses(codec, WriterVersion.PARQUET_1_0, new StringBuilder()));
            for (int i = 0; i < 60; i++) {
                byte[] bytes = i % 4 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
                int from = i % 4 == 1 ? Math.max(0, bytes.length - 3000) : 0;
                for (int k = 0; i % 4 > 0 && k < 1 + i % 3; k++) {
                    bytes[random.nextInt(from, bytes.length)] = (byte) random.nextInt(256);
                }
                Path file = Files.write(directory.resolve("one.parquet"), bytes);
                try {
                    DataSplit data = Datasets.open(request(file, ""));
                    assertThat(all(data.train())).noneMatch(row -> row.contains("NaN"));
                    read++;
                } catch (NetworkException e) {
                    refused++;
                    assertThat(e.getMessage())
                            .contains(file.toString())
                            .doesNotContain("\n", "Exception", "java.", "null")
                            .hasSizeLessThan(1_000);
                }
            }
        }
        // Pages have sums, and a byte of the statistics changes nothing.
        assertThat(refused).isGreaterThan(120);
        assertThat(read).isGreaterThan(5);
    }

    @Test
    void theHelpNamesIt() {
        assertThatThrownBy(() -> Datasets.open("nothing.here"))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("a .parquet file");
    }
}
