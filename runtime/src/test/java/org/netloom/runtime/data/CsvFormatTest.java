package org.netloom.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.runtime.data.Preprocessing.Column;
import org.netloom.runtime.data.Preprocessing.Target;
import org.netloom.runtime.exception.NetworkException;

class CsvFormatTest {
    private static final String HOUSES = """
            area,kind,rooms,price
            50,flat,2,100
            70,"flat",3,140.5
            ,house,5,300
            120,"house",NA,280
            90,,4,200
            """;

    @TempDir
    Path directory;

    private final List<String> said = new ArrayList<>();

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private DataRequest request(Path file, String options) {
        return DataRequest.of(file + (options.isEmpty() ? "" : "?" + options), List.of(), said::add);
    }

    private DataSplit open(Path file, String options) {
        return Datasets.open(request(file, options));
    }

    private Dataset all(Path file, String options) {
        return Datasets.openTest(request(file, options));
    }

    private static double[] values(Dataset data, int index) {
        double[] exact = new double[data.shape().get(0)];
        float[] floats = new float[exact.length + 1];
        data.copy(index, exact, 0);
        data.copy(index, floats, 1);
        for (int i = 0; i < exact.length; i++) {
            assertThat(floats[i + 1]).isEqualTo((float) exact[i]);
        }
        return exact;
    }

    private static double target(Dataset data, int index) {
        double[] target = new double[2];
        data.copyTargets(index, target, 1);
        return target[1];
    }

    @Test
    void numbersAreStandardizedAndWordsAreOneHot() throws IOException {
        Path file = write("houses.csv", HOUSES);
        Dataset data = all(file, "normalize=none");
        assertThat(data.shape()).containsExactly(4);
        assertThat(data.size()).isEqualTo(5);
        assertThat(data.targets()).isEqualTo(1);
        assertThat(data.targetNames()).containsExactly("price");
        assertThat(data.classes()).isZero();
        assertThat(data.label(0)).isEqualTo(-1);
        DataSplit split = open(file, "normalize=none");
        assertThat(split.description())
                .isEqualTo("houses.csv: 4 training and 1 test examples of 4 with 1 number each: price"
                        + " (it has no test part: a tenth, always the same, is held out)");
        List<Column> columns = split.preprocessing().columns();
        assertThat(columns).extracting(Column::name).containsExactly("area", "kind", "rooms");
        // What is missing is the mean of the training rows, and no category.
        double area = columns.get(0).missing();
        double rooms = columns.get(2).missing();
        assertThat(values(data, 1)).containsExactly(70, 1, 0, 3);
        assertThat(values(data, 2)[0]).isEqualTo(area);
        assertThat(values(data, 3)[0]).isEqualTo(120);
        assertThat(values(data, 3)[3]).isEqualTo(rooms);
        assertThat(values(data, 4)).containsExactly(90, 0, 0, 4);
        assertThat(target(data, 1)).isEqualTo(140.5);
        assertThat(said)
                .contains("houses.csv: values are missing in the columns area (1), kind (1), rooms (1);"
                        + " a missing number counts as its column's mean, a missing word as no category");
    }

    @Test
    void theTrainingPartAloneSaysWhatBecomesOfTheTestPart() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        StringBuilder text = new StringBuilder("a;b;color;size;y\n");
        for (int i = 0; i < 60; i++) {
            text.append("%s;%s;%s;%s;%s\n"
                    .formatted(
                            100 + 20 * random.nextDouble(),
                            i % 7 == 3 ? "" : 1e-3 * random.nextDouble(),
                            List.of("red", "green", "blue").get(random.nextInt(3)),
                            // A word that stands in one row alone.
                            i == 17 ? "odd" : "even",
                            List.of("x", "y").get(i % 2)));
        }
        Path file = write("t.csv", text.toString());
        boolean unseen = false;
        for (int seed = 0; seed < 8; seed++) {
            said.clear();
            DataSplit split = open(file, "test=0.4&validation=0.1&split_seed=" + seed);
            List<Column> columns = split.preprocessing().columns();
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < split.train().size(); i++) {
                double a = values(split.train(), i)[0];
                sum += a;
                squares += a * a;
            }
            int train = split.train().size();
            // Of the training part mean and deviation are 0 and 1, up to the rounding of some forty sums.
            assertThat(sum / train).isCloseTo(0, within(1e-12));
            assertThat(squares / train).isCloseTo(1, within(1e-12));
            // Were they those of all rows, the test part's would be, too.
            double testSum = 0;
            for (int i = 0; i < split.test().size(); i++) {
                testSum += values(split.test(), i)[0];
            }
            assertThat(Math.abs(testSum * 24 / split.test().size() + sum)).isGreaterThan(1e-3);
            // The file that a checkpoint's preprocessing is applied to gives the same bits, in whatever order its
            // columns are.
            Path turned = turned(file);
            Preprocessing kept = Preprocessing.parse(split.preprocessing().toJson());
            Dataset all = Datasets.openTest(request(file, "").withPreprocessing(kept));
            Dataset again = Datasets.openTest(request(turned, "").withPreprocessing(kept));
            for (int i = 0; i < 60; i++) {
                assertThat(values(again, i)).containsExactly(values(all, i));
                assertThat(again.label(i)).isEqualTo(all.label(i));
            }
            DataSplit repeated = Datasets.open(
                    request(file, "test=0.4&validation=0.1&split_seed=" + seed).withPreprocessing(kept));
            for (int i = 0; i < split.test().size(); i++) {
                assertThat(values(repeated.test(), i)).containsExactly(values(split.test(), i));
            }
            assertThat(repeated.preprocessing()).isEqualTo(kept);
            if (!columns.get(3).categories().contains("odd")) {
                unseen = true;
                assertThat(said)
                        .contains("t.csv: the training part does not have 'odd' of size;"
                                + " such a word counts as no category");
            }
        }
        assertThat(unseen).isTrue();
    }

    /** The same rows with their columns the other way round. */
    private Path turned(Path file) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line : Files.readAllLines(file)) {
            List<String> fields = new ArrayList<>(List.of(line.split(";", -1)));
            Collections.reverse(fields);
            text.append(String.join(",", fields)).append("\r\n");
        }
        return write("turned.csv", text.toString());
    }

    @Test
    void wordsAreClassesAndNumbersAreWhereItIsSaid() throws IOException {
        Path iris = write("iris.csv", "a,species\n1,virginica\n2,setosa\n3,virginica\n4,setosa\n");
        Dataset words = all(iris, "");
        assertThat(words.classNames()).containsExactly("setosa", "virginica");
        assertThat(List.of(words.label(0), words.label(1))).containsExactly(1, 0);
        assertThat(words.targets()).isZero();
        Path digits = write("digits.csv", "y,a\n10,1\n9,2\n10.0,3\n-1,4\n");
        Dataset numbers = all(digits, "target=y&task=classes");
        assertThat(numbers.classNames()).containsExactly("-1", "9", "10");
        assertThat(List.of(numbers.label(0), numbers.label(1), numbers.label(2), numbers.label(3)))
                .containsExactly(2, 1, 2, 0);
        assertThat(all(digits, "target=1").targetNames()).containsExactly("y");
        assertThat(Datasets.openTest(request(digits, "target=y").withTask(Task.CLASSES))
                        .classes())
                .isEqualTo(3);
        Dataset several = all(write("xy.csv", "a,x,y\n1,2,3\n4,5,6\n7,8,9\n"), "target=y,x");
        double[] both = new double[2];
        several.copyTargets(1, both, 0);
        assertThat(both).containsExactly(6, 5);
    }

    @Test
    void targetsAreStandardizedWhereItIsAskedFor() throws IOException {
        DataSplit split = open(write("houses.csv", HOUSES), "normalize_target=standard&test=0.3");
        Target price = split.preprocessing().targets().get(0);
        assertThat(price.deviation()).isGreaterThan(10);
        DataSplit raw = open(directory.resolve("houses.csv"), "test=0.3");
        for (int i = 0; i < split.test().size(); i++) {
            assertThat(price.unscaled(target(split.test(), i))).isCloseTo(target(raw.test(), i), within(1e-12 * 300));
        }
        assertThat(target(split.train(), 0) + target(split.train(), 1) + target(split.train(), 2))
                .isCloseTo(0, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({
        "t.csv, ',', '\n', false, utf-8",
        "t.tsv, '\t', '\r\n', true, utf-8",
        "t.csv, ;, '\r', false, windows-1252",
        "t.csv, |, '\n', true, utf-16"
    })
    void isReadHoweverItIsWritten(String name, String delimiter, String line, boolean mark, String encoding)
            throws IOException {
        String text = "größe,\"a,b;c\",y\n1.5,2e0,x\n\n3, +4,x\n-.5,5.,z\n"
                .replace("\"a,b;c\"", "\"a#b;c\"")
                .replace(",", delimiter)
                .replace("#", ",")
                .replace("\n", line);
        String written = (mark && !encoding.equals("utf-16") ? "\uFEFF" : "") + text;
        Path file = Files.write(directory.resolve(name), written.getBytes(Charset.forName(encoding)));
        DataSplit data = open(file, "normalize=none&encoding=" + encoding);
        assertThat(data.preprocessing().columns()).extracting(Column::name).containsExactly("größe", "a,b;c");
        Dataset all = all(file, "normalize=none&encoding=" + encoding);
        assertThat(values(all, 0)).containsExactly(1.5, 2);
        assertThat(values(all, 1)).containsExactly(3, 4);
        assertThat(values(all, 2)).containsExactly(-0.5, 5);
    }

    @Test
    void aFileWithoutNamesIsReadByPlace() throws IOException {
        Path file = write("wine.csv", "1,0.5,a\n2,0.25,b\n1,0.75,a\n2,0.1,b\n");
        DataSplit data = open(file, "target=1&task=classes&normalize=none");
        assertThat(data.preprocessing().columns()).extracting(Column::name).containsExactly("column 2", "column 3");
        assertThat(data.preprocessing().options().text("header")).isEqualTo("false");
        Path inputs = write("new.csv", "0.125,b\n");
        Dataset predicted =
                Datasets.openTest(request(inputs, "").withoutLabels().withPreprocessing(data.preprocessing()));
        assertThat(values(predicted, 0)).containsExactly(0.125, 0, 1);
        assertThat(predicted.classes()).isZero();
        Path named = write("named.csv", "1,x\n2,y\n3,y\n");
        assertThat(open(named, "header=true&target=2").preprocessing().columns())
                .extracting(Column::name)
                .containsExactly("1");
    }

    @Test
    void predictionNeedsNoTargetAndNoWordOfOptions() throws IOException {
        Path train = write("train.csv", "id,area,kind,price\n1,50,a,x\n2,70,b,y\n3,60,a,x\n4,55,b,y\n");
        Preprocessing kept =
                open(train, "target=kind&ignore=id&missing=none&test=0.3").preprocessing();
        assertThat(kept.options().toString()).isEqualTo("target=kind&missing=none");
        Path fresh = write("fresh.csv", "price,area,extra\nx,none,1\n");
        said.clear();
        Dataset data = Datasets.openTest(request(fresh, "").withoutLabels().withPreprocessing(kept));
        assertThat(data.size()).isEqualTo(1);
        assertThat(values(data, 0)).containsExactly(0, 1, 0);
        assertThat(said).contains("fresh.csv: the network was not trained on the columns extra, which are left out");
        assertThatThrownBy(() -> Datasets.openTest(request(fresh, "").withPreprocessing(kept)))
                .isInstanceOf(NetworkException.class)
                .hasMessage(fresh + " has no column 'kind' (target=kind); its columns are price, area, extra");
        Path less = write("less.csv", "price\nx\n");
        assertThatThrownBy(() ->
                        Datasets.openTest(request(less, "").withoutLabels().withPreprocessing(kept)))
                .hasMessage(less + " has no column 'area', which the network was trained on; its columns are price");
        Path other = write("other.csv", "area,price,kind\n1,x,c\n");
        assertThatThrownBy(() -> Datasets.openTest(request(other, "").withPreprocessing(kept)))
                .hasMessage(other + ":2: column 'kind' has the class 'c', where the network knows a, b");
        assertThatThrownBy(() -> Datasets.openTest(request(other, "").withPreprocessing(Preprocessing.none())))
                .hasMessage(other + " is a table, but the network was not trained on one:"
                        + " nothing says what its columns would be");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '^', quoteCharacter = '`', textBlock = """
            `a,y\\n1,x\\n2\\n`                  ^ ^ `:3: 1 field stands here, where the first line has 2`
            `a,y\\n1,x\\n2,y,3\\n`              ^ ^ `:3: 3 fields stand here, where the first line has 2`
            `a,a\\n1,x\\n`                      ^ ^ `:1: two columns are called 'a', number 1 and number 2; rename one`
            `a,y\\n`                            ^ ^ ` holds no rows but the names of its columns`
            `\\n\\n`                            ^ ^ ` holds no rows`
            ``                                  ^ ^ ` is no table: it is empty`
            `<html>`                            ^ ^ ` is no table: it is an HTML page, as a server sends for an error or a login; download it again`
            `y\\n1\\n2\\n`                      ^ ^ ` has no column beside the target: there is nothing to learn from; delimiter=… says what separates columns`
            `a,y\\n1,x\\n2,y\\n`                ^ `ignore=a`   ^ ` has no column beside the target and what is ignored: there is nothing to learn from`
            `a,y\\n1,x\\n2,y\\n`                ^ `target=z`   ^ ` has no column 'z' (target=z); its columns are a, y`
            `alpha,y\\n1,x\\n2,y\\n`            ^ `ignore=alpa`^ ` has no column 'alpa' (ignore=alpa), did you mean 'alpha'? its columns are alpha, y`
            `a,y\\n1,x\\n2,\\n`                 ^ ^ `:3: the target, column 'y', is missing; take this row out`
            `a,y\\n1,x\\n2,y\\n`                ^ `task=numbers` ^ `:2: column 'y' has 'x', where a number is expected; task=classes takes words`
            `a,y\\n1,1\\n2,2.5\\n`              ^ `task=classes` ^ `:3: column 'y' has 2.5, where classes are words or whole numbers; task=numbers takes numbers`
            `a,b,y\\n,1,x\\nNA,2,y\\n`          ^ ^ `: the column 'a' has no values; ignore=a leaves it out`
            `a,b,y\\n1,2,x\\n3,4,y\\n`          ^ `target=a,b&task=classes` ^ `: the classes are one column, not a,b; numbers may be several (task=numbers)`
            `a,b,y\\n1,2,x\\n3,4,y\\n`          ^ `target=a&ignore=a` ^ `: the column 'a' cannot be both the target and ignored`
            `a,y\\n1,x\\n`                      ^ ^ ` holds 1 example, too few to train on some and test on others`
            """)
    void refusesInOneSentenceWithItsPlace(String text, String options, String message) throws IOException {
        Path file = write("t.csv", text.replace("\\n", "\n"));
        assertThatThrownBy(() -> open(file, options == null ? "" : options))
                .isInstanceOf(NetworkException.class)
                .hasMessage(file + message);
    }

    @Test
    void aMistakeAmongNumbersIsNoCategory() throws IOException {
        Path file = write("t.csv", "a b,y\n" + "1,x\n".repeat(11) + "12o,x\n" + "2,y\n".repeat(8));
        assertThatThrownBy(() -> open(file, ""))
                .hasMessage(
                        file + ":13: column 'a b' has '12o', where 19 of its 20 values are numbers; missing=12o says"
                                + " that it stands for nothing, and categorical=a b takes them all as words");
        assertThat(open(file, "missing=12o").train().shape()).containsExactly(1);
        assertThat(open(file, "categorical=a b&test=0.1").train().shape().get(0))
                .isEqualTo(3);
        StringBuilder names = new StringBuilder("name,y\n");
        for (int i = 0; i < 30; i++) {
            names.append("Mr. ").append(i).append(i % 2 == 0 ? ",x\n" : ",y\n");
        }
        Path people = write("people.csv", names.toString());
        assertThatThrownBy(() -> open(people, ""))
                .hasMessage(people + ":2: column 'name' has 'Mr. 0' and 29 other words in 30 rows;"
                        + " ignore=name leaves it out, and categorical=name makes an input of each");
        Path comma = write("comma.csv", "a;y\n" + "1,5;x\n2,25;y\n".repeat(20) + "3;x\n");
        assertThat(all(comma, "decimal=,&normalize=none").shape()).containsExactly(1);
        assertThat(values(all(comma, "decimal=,&normalize=none"), 1)).containsExactly(2.25);
    }

    @Test
    void whatIsNoTextIsRefused() throws IOException {
        Path latin = Files.write(
                directory.resolve("latin.csv"), "größe,y\n1,x\n2,y\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> open(latin, ""))
                .hasMessage(
                        latin + " is no UTF-8: save it as UTF-8, or name what it is, as encoding=windows-1252 does");
        assertThat(open(latin, "encoding=iso-8859-1").train().shape()).containsExactly(1);
        // Behind what is looked at to guess the delimiter.
        Path late = Files.write(
                directory.resolve("late.csv"),
                ("a,y\n" + "1,x\n2,y\n".repeat(20_000) + "3,ö\n").getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> open(late, "")).hasMessageStartingWith(late + " is no UTF-8: ");
        Path wide = Files.write(directory.resolve("wide.csv"), "a,y\n1,x\n".getBytes(StandardCharsets.UTF_16LE));
        assertThatThrownBy(() -> open(wide, ""))
                .hasMessage(
                        wide + " is no table: it holds bytes of 0, which no text does but in UTF-16 (encoding=utf-16)");
        assertThatThrownBy(() -> open(latin, "encoding=klingon"))
                .hasMessage("encoding=klingon: there is no such encoding; utf-8, utf-16 and windows-1252 are some");
        assertThatThrownBy(() -> open(latin, "delimiter=ab"))
                .hasMessage("delimiter=ab: this option is one character, tab or space");
    }

    @Test
    void anOpenQuoteIsNamed() throws IOException {
        Path file = write("t.csv", "a,b,y\n1,2,x\n3,\"4,y\n" + "5,6,x\n".repeat(10));
        assertThatThrownBy(() -> open(file, ""))
                .isInstanceOf(NetworkException.class)
                .hasMessageStartingWith(file + ":3: ");
    }

    @Test
    void numbersThatAreNoFloatsAreRefusedWithTheirPlace() throws IOException {
        Path file = write("t.csv", "a,y\n1,x\n1e300,y\n3,x\n");
        Dataset data = all(file, "normalize=none");
        assertThatThrownBy(() -> data.requireFinite(DataType.FLOAT))
                .hasMessage(file + ":3: column 'a' holds 1.0E300, which is no float, since those end at 3.4e38;"
                        + " scale it, or compute in double (--dtype double)");
        data.requireFinite(DataType.DOUBLE);
    }
}
