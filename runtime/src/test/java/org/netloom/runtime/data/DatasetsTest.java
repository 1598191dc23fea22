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
import org.netloom.runtime.InferencePass;
import org.netloom.runtime.Network;
import org.netloom.runtime.NetworkException;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.engine.Engine;

class DatasetsTest {
    private static final String KNOWN =
            "data are glyphs, mnist, fashion_mnist, a directory of IDX files, or an .npz file";

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
    void saysWhatAFileIsInstead() throws IOException {
        Path idx = Files.write(directory.resolve("train-images-idx3-ubyte"), new byte[] {0, 0, 8, 3});
        assertThatThrownBy(() -> Datasets.open(idx.toString()))
                .isInstanceOf(NetworkException.class)
                .hasMessage(idx + " is one IDX file; give the directory that holds it with the labels");
        Path text = Files.writeString(directory.resolve("data.npz"), "x,y");
        assertThatThrownBy(() -> Datasets.open(text.toString()))
                .isInstanceOf(NetworkException.class)
                .hasMessage(text + " is no .npz file: it does not begin with PK");
    }

    @Test
    void theTestPartOfANameIsItsTestPart() {
        assertThat(Datasets.openTest("glyphs", message -> {}).size()).isEqualTo(4096);
        assertThat(Datasets.openInputs("glyphs", message -> {}).size()).isEqualTo(4096);
    }

    @Test
    void dataThatANetworkCannotTakeAreRefused() {
        Dataset glyphs = Datasets.open("glyphs").test();
        assertThatCode(() -> Datasets.requireFit(glyphs, network(List.of(1, 28, 28), 10), true))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> Datasets.requireFit(glyphs, network(List.of(1, 32, 32), 10), true))
                .isInstanceOf(NetworkException.class)
                .hasMessage("glyphs holds examples of 1x28x28 but Net takes 1x32x32");
        assertThatThrownBy(() -> Datasets.requireFit(glyphs, network(List.of(28, 1, 28), 10), true))
                .isInstanceOf(NetworkException.class)
                .hasMessageEndingWith("the channels are last: x.transpose(0, 3, 1, 2) puts them first");
        assertThatThrownBy(() -> Datasets.requireFit(glyphs, network(List.of(1, 28, 28), 7), true))
                .isInstanceOf(NetworkException.class)
                .hasMessage("glyphs holds the label 7 (example 7) but Net tells 7 classes apart, 0 to 6");
        Dataset unlabelled = new ByteImages("inputs", List.of(2), new byte[6], Labels.none(3));
        assertThatThrownBy(() -> Datasets.requireFit(unlabelled, network(List.of(2), 7), true))
                .isInstanceOf(NetworkException.class)
                .hasMessage("inputs holds no classes, only inputs");
        assertThatCode(() -> Datasets.requireFit(glyphs, network(List.of(1, 28, 28), 7), false))
                .doesNotThrowAnyException();
    }

    /** A network of these shapes, which nothing else is asked of. */
    private static Network network(List<Integer> input, int outputs) {
        Engine none = (Engine) Proxy.newProxyInstance(
                Engine.class.getClassLoader(), new Class<?>[] {Engine.class}, (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                });
        return new Network(none) {
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
                return List.of(outputs);
            }

            @Override
            public TrainingPass training() {
                throw new UnsupportedOperationException();
            }

            @Override
            public InferencePass inference() {
                throw new UnsupportedOperationException();
            }
        };
    }
}
