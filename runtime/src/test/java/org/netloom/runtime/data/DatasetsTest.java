package org.netloom.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.runtime.InferencePass;
import org.netloom.runtime.Network;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.Engines;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.loss.CrossEntropy;
import org.netloom.runtime.parameter.Role;

class DatasetsTest {
    private static final String KNOWN =
            "data are glyphs, mnist, fashion_mnist, cifar10, cifar100, a .pairs file, a directory of CIFAR's binary files, a directory of IDX files, a .csv or .tsv file, a .txt file, or an .npz file";

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "glyph, glyphs",
        "Glyphs, glyphs",
        "minst, mnist",
        "MNIST, mnist",
        "fashion-mnist, fashion_mnist",
        "fashon_mnist, fashion_mnist"
    })
    void suggestsANameThatIsNear(String spec, String name) {
        assertThatThrownBy(() -> Datasets.open(spec))
                .isInstanceOf(NetworkException.class)
                .hasMessage("there are no data " + spec + ", did you mean " + name + "? " + KNOWN);
    }

    @Test
    void saysWhatThereIs() {
        assertThatThrownBy(() -> Datasets.open("imagenet"))
                .isInstanceOf(NetworkException.class)
                .hasMessage("there are no data imagenet; " + KNOWN);
        Path missing = directory.resolve("missing.npz");
        assertThatThrownBy(() -> Datasets.open(missing.toString()))
                .isInstanceOf(NetworkException.class)
                .hasMessage("there is no file or directory " + missing + "; " + KNOWN);
        assertThatThrownBy(() -> Datasets.open("a\0b")).isInstanceOf(NetworkException.class);
    }

    @Test
    void readsAFormatOfOthers() throws IOException {
        Path file = directory.resolve("xor.pairs");
        Files.writeString(file, "0 0 0\n0 1 1\n1 0 1\n1 1 0\n".repeat(5));
        DataSplit data = Datasets.open(file.toString());
        assertThat(data.description()).startsWith("xor.pairs: 18 training and 2 test examples of 2 in 2 classes");
        float[] values = new float[2];
        data.train().copy(0, values, 0);
        assertThat((int) values[0] ^ (int) values[1]).isEqualTo(data.train().label(0));
    }

    @Test
    void saysWhatAFileIsInstead() throws IOException {
        Path idx = Files.write(directory.resolve("train-images-idx3-ubyte"), new byte[] {0, 0, 8, 3});
        assertThatThrownBy(() -> Datasets.open(idx.toString()))
                .isInstanceOf(NetworkException.class)
                .hasMessage(idx + " is one IDX file; give the directory that holds it with the labels");
        Path text = Files.writeString(directory.resolve("data.npz"), "x,y");
        assertThatThrownBy(() -> Datasets.open(text.toString()))
                .isInstanceOf(NetworkException.class)
                .hasMessage(text + " is no .npz file: it does not begin with PK");
        Files.writeString(text, "\n<!DOCTYPE html><title>Sign in</title>");
        assertThatThrownBy(() -> Datasets.open(text.toString()))
                .isInstanceOf(NetworkException.class)
                .hasMessage(text + " is no .npz file: it is an HTML page, as a server sends for an error or a login;"
                        + " download it again");
        Files.write(text, new byte[0]);
        assertThatThrownBy(() -> Datasets.open(text.toString()))
                .isInstanceOf(NetworkException.class)
                .hasMessage(text + " is no .npz file: it is empty");
        Files.write(text, new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        assertThatThrownBy(() -> Datasets.open(text.toString()))
                .isInstanceOf(NetworkException.class)
                .hasMessage(text + " is no .npz file: it is a single .npy array; np.savez(file, x=…, y=…) writes an"
                        + " .npz file");
        assertThatThrownBy(() -> Datasets.open("/dev/zero"))
                .isInstanceOf(NetworkException.class)
                .hasMessage("/dev/zero is a pipe or a device, where a file is expected: its size must be known");
    }

    @Test
    void theTestPartOfANameIsItsTestPart() {
        assertThat(Datasets.openTest("glyphs", List.of(), message -> {}).size()).isEqualTo(4096);
        assertThat(Datasets.openInputs("glyphs", network(List.of(1, 28, 28), 10), message -> {})
                        .size())
                .isEqualTo(4096);
    }

    @Test
    void dataThatANetworkCannotTakeAreRefused() {
        Dataset glyphs = Datasets.open("glyphs").test();
        assertThatCode(() -> Datasets.requireFit(glyphs, network(List.of(1, 28, 28), 10), CrossEntropy.of()))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> Datasets.requireFit(glyphs, network(List.of(1, 32, 32), 10), CrossEntropy.of()))
                .isInstanceOf(NetworkException.class)
                .hasMessage("glyphs holds examples of 1x28x28 but Net takes 1x32x32");
        assertThatThrownBy(() -> Datasets.requireFit(glyphs, network(List.of(28, 1, 28), 10), CrossEntropy.of()))
                .isInstanceOf(NetworkException.class)
                .hasMessageEndingWith("the channels are last: x.transpose(0, 3, 1, 2) puts them first");
        assertThatThrownBy(() -> Datasets.requireFit(glyphs, network(List.of(1, 28, 28), 7), CrossEntropy.of()))
                .isInstanceOf(NetworkException.class)
                .hasMessage("glyphs holds the label 7 (example 7) but Net tells 7 classes apart, 0 to 6");
        Dataset unlabeled = new ByteImages("inputs", List.of(2), new byte[6], Labels.none(3));
        assertThatThrownBy(() -> Datasets.requireFit(unlabeled, network(List.of(2), 7), CrossEntropy.of()))
                .isInstanceOf(NetworkException.class)
                .hasMessage("inputs holds no classes, only inputs");
        assertThatCode(() -> Datasets.requireFit(glyphs, network(List.of(1, 28, 28), 7)))
                .doesNotThrowAnyException();
    }

    @Test
    void labelsAndOutputsHaveTheSamePlaces() throws IOException {
        Dataset glyphs = Datasets.open("glyphs").test();
        assertThatThrownBy(() -> Datasets.requireFit(glyphs, network(List.of(1, 28, 28), 12, 10), CrossEntropy.of()))
                .isInstanceOf(NetworkException.class)
                .hasMessage("glyphs has one label an example but Net puts out a sequence of 12x10;"
                        + " last or mean makes a vector of it, and text (a .txt file) or a y [N, T] in an .npz file has a label"
                        + " for each step");
        assertThatThrownBy(() -> Datasets.requireFit(glyphs, network(List.of(1, 28, 28), 10, 4, 4), CrossEntropy.of()))
                .isInstanceOf(NetworkException.class)
                .hasMessage("Net puts out an image of 10x4x4 for each input, where values for classes are a vector;"
                        + " flatten makes one, or gavgpool flatten dense(K)");

        Dataset text = text("aé".repeat(10)).train();
        assertThatCode(() -> Datasets.requireFit(text, network(List.of(4), 4, 256), CrossEntropy.of()))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> Datasets.requireFit(text, network(List.of(4), 256), CrossEntropy.of()))
                .isInstanceOf(NetworkException.class)
                .hasMessage("text.txt has 4 labels an example but Net puts out one vector of 256;"
                        + " without last, first, mean or flatten it puts out a sequence");
        assertThatThrownBy(() -> Datasets.requireFit(text, network(List.of(4), 5, 256), CrossEntropy.of()))
                .isInstanceOf(NetworkException.class)
                .hasMessage("text.txt has 4 labels an example but Net puts out a sequence of 5 steps;"
                        + " leave out what changes their number, as class_token does");
        // é is the bytes 195 and 169.
        assertThatThrownBy(() -> Datasets.requireFit(text, network(List.of(4), 4, 128), CrossEntropy.of()))
                .isInstanceOf(NetworkException.class)
                .hasMessage("text.txt holds the label 195 (example 0) but Net tells 128 classes apart, 0 to 127");
    }

    @Test
    void oneHotLabelsAreNamedWhereANetworkPutsOutAVector() {
        Dataset oneHot = new ByteImages("d.npz", List.of(2), new byte[4], Labels.of(new byte[] {0, 1, 0, 1, 0, 0}, 3));
        assertThatThrownBy(() -> Datasets.requireFit(oneHot, network(List.of(2), 3), CrossEntropy.of()))
                .isInstanceOf(NetworkException.class)
                .hasMessage("d.npz has 3 labels an example but Net puts out one vector of 3;"
                        + " they are one-hot: y.argmax(axis=1) makes one class an example of them");
    }

    @Test
    void everyTokenIsOneThatTheEmbeddingKnows() throws IOException {
        Dataset text = text("aé".repeat(10)).train();
        Dataset ascii = text("ab".repeat(10)).train();
        try (Engine engine = Engines.create("nd4j", DataType.FLOAT, 1);
                Network small = new Mould(engine, List.of(4), List.of(4, 256), 128);
                Network whole = new Mould(engine, List.of(4), List.of(4, 256), 256)) {
            assertThatThrownBy(() -> Datasets.requireFit(text, small))
                    .isInstanceOf(NetworkException.class)
                    .hasMessage("text.txt holds the token 195 (example 0) but embed1 of Net knows 128 tokens, 0 to 127;"
                            + " embed(256, 8) knows all that there are");
            assertThatCode(() -> Datasets.requireFit(ascii, small, CrossEntropy.of()))
                    .doesNotThrowAnyException();
            assertThatCode(() -> Datasets.requireFit(text, whole, CrossEntropy.of()))
                    .doesNotThrowAnyException();
        }
    }

    private DataSplit text(String content) throws IOException {
        Path file = Files.writeString(directory.resolve("text.txt"), content);
        return Datasets.open(file.toString(), List.of(4), message -> {});
    }

    /** A network of these shapes, which nothing else is asked of. */
    private static Network network(List<Integer> input, Integer... output) {
        Engine none = (Engine) Proxy.newProxyInstance(
                Engine.class.getClassLoader(), new Class<?>[] {Engine.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("dataType")) {
                        return DataType.FLOAT;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
        return new Mould(none, input, List.of(output), 0);
    }

    /** Shapes alone, and a table of embeddings where its vocabulary is not 0. */
    private static final class Mould extends Network {
        private final List<Integer> input;
        private final List<Integer> output;

        Mould(Engine engine, List<Integer> input, List<Integer> output, int vocabulary) {
            super(engine);
            this.input = input;
            this.output = output;
            if (vocabulary > 0) {
                parameter("embed1.weight", Role.TABLE, vocabulary, 8);
            }
        }

        @Override
        public String name() {
            return "Net";
        }

        @Override
        public List<Integer> inputShape() {
            return input;
        }

        @Override
        public List<Integer> outputShape() {
            return output;
        }

        @Override
        public TrainingPass training() {
            throw new UnsupportedOperationException();
        }

        @Override
        public InferencePass inference() {
            throw new UnsupportedOperationException();
        }
    }
}
