package org.netloom.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.TrainPlan.Part;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.source.SourceFile;

/**
 * Every net of models/, from its own file: the shapes of all parameters, then outputs, loss, gradients, and five steps of
 * its own optimizer. {@code -Dgolden.update=true} writes the table into docs/parity.md and fails all the same.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NetworkParityTest {
    private static final Path MODELS = Path.of("../models/src/main/net");
    /** Fewer make a normalization over the batch amplify rounding: with 4, LeNetBn's own learning rate of 1 lost three digits. */
    private static final int EXAMPLES = 16;

    /**
     * By how much slower a network learns in float, where five steps at its own rate would magnify rounding beyond the
     * bound: deep ones, from random weights, and those that learn by Adam, which divides each gradient by its own size, so
     * that one that is nothing but rounding moves its weight as far as any other. In double all learn at their own rates.
     */
    private static final double SLOWER_IN_FLOAT = 1000;

    private static final int DEEP = 20;

    /** What a net's parameters are in the comparison, where its own values are too large for a test. */
    private static final Map<String, Map<String, String>> SMALLER = Map.of(
            "alexnet.net", Map.of("size", "67", "hidden", "256"),
            "densenet.net", Map.of("size", "32"),
            "googlenet.net", Map.of("size", "32"),
            "mobilenet_v2.net", Map.of("size", "32"),
            "nin.net", Map.of("size", "75"),
            "resnet18.net", Map.of("size", "32"),
            "unet.net", Map.of("size", "16"),
            "vgg11.net", Map.of("size", "32", "hidden", "256"));

    private final ParityTable table = new ParityTable();

    /** A net of a file. */
    private record Model(Path file, int index, String name) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Model> nets() throws IOException {
        try (Stream<Path> files = Files.walk(MODELS)) {
            return files.filter(file -> file.toString().endsWith(".net")).sorted().toList().stream()
                    .flatMap(file -> {
                        List<Network> networks = original(file).networks();
                        return Stream.iterate(0, i -> i < networks.size(), i -> i + 1)
                                .map(i -> new Model(file, i, networks.get(i).name()));
                    });
        }
    }

    @BeforeAll
    void countParameters() throws IOException {
        for (Model model : nets().toList()) {
            Network network = original(model.file()).networks().get(model.index());
            table.add(
                    network,
                    lines(model.file()),
                    reduced(model.file()).networks().get(model.index()));
        }
    }

    @AfterAll
    void writeTable() throws IOException {
        Files.writeString(ParityTable.WRITTEN, table.text());
        if (Boolean.getBoolean("golden.update")) {
            table.update();
            throw new AssertionError(
                    "wrote %s: look at it, then run without -Dgolden.update".formatted(ParityTable.DOCUMENT));
        }
    }

    @ParameterizedTest
    @MethodSource("nets")
    void trainsAsPytorch(Model model) {
        ParityCheck.requireSameParameters(original(model.file()).networks().get(model.index()));
        Agreement inDouble = compared(model, Precision.DOUBLE);
        assertThat(inDouble.failures()).isEmpty();
        Agreement inFloat = compared(model, Precision.FLOAT);
        assertThat(inFloat.failuresBeyond(inDouble)).isEmpty();
    }

    private Agreement compared(Model model, Precision precision) {
        Network network = original(model.file()).networks().get(model.index());
        Objective objective =
                network.output().shape() instanceof Shape.Image ? Objective.PROJECTION : Objective.CROSS_ENTROPY;
        boolean magnifies = network.nodes().size() > DEEP || learnsByAdam(network);
        double slower = precision == Precision.FLOAT && magnifies ? SLOWER_IN_FLOAT : 1;
        Agreement agreement =
                ParityCheck.run(reduced(model.file()), model.index(), EXAMPLES, objective, precision, slower);
        table.add(model.name(), precision, agreement);
        return agreement;
    }

    private static boolean learnsByAdam(Network network) {
        Part optimizer = network.train().optimizer();
        return optimizer != null && optimizer.component().signature().name().equals("adam");
    }

    @Test
    void theDocumentationListsEveryNetwork() throws IOException {
        assertThat(ParityTable.documented())
                .as("%s lists what is there: -Dgolden.update=true writes it", ParityTable.DOCUMENT)
                .containsExactlyElementsOf(table.expected());
    }

    private static Compilation original(Path file) {
        return compile(file, CompilerOptions.defaults());
    }

    /** The same nets at a size that suits a test. */
    private static Compilation reduced(Path file) {
        Map<String, String> parameters = SMALLER.getOrDefault(file.getFileName().toString(), Map.of());
        return compile(file, CompilerOptions.defaults().withParameters(parameters));
    }

    private static Compilation compile(Path file, CompilerOptions options) {
        return ParityCheck.compile(new SourceFile(file.toString(), text(file)), options);
    }

    /** Lines that say something: neither empty nor only a comment. */
    private static long lines(Path file) {
        return text(file)
                .replaceAll("(?s)/\\*.*?\\*/", "")
                .lines()
                .map(line -> line.replaceAll("//.*", "").strip())
                .filter(line -> !line.isEmpty())
                .count();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
