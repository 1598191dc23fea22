package org.netloom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.netloom.cli.Workplace.Result;

/** A layer, an engine, an optimizer and data of somebody else, in a jar that the launcher is told of. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a shell script")
class OthersTest {
    private static final String LAYERS = "META-INF/services/org.netloom.compiler.layer.LayerProvider";
    private static final String WORDS = "META-INF/services/org.netloom.compiler.train.TrainProvider";
    private static final String FORMATS = "META-INF/services/org.netloom.runtime.data.DataFormat";
    private static final String ENGINES = "META-INF/services/org.netloom.runtime.engine.EngineProvider";

    private static final String OPERATION = """
            package org.example;

            import org.netloom.op.Pointwise;
            import org.netloom.op.Site;

            public record Softsign(Site site) implements Pointwise {
                public double value(double x) {
                    return x / (1 + Math.abs(x));
                }

                public double slope(double x, double y) {
                    return 1 / ((1 + Math.abs(x)) * (1 + Math.abs(x)));
                }
            }
            """;
    private static final String LAYER = """
            package org.example;

            import java.util.List;
            import org.netloom.compiler.layer.Layer;
            import org.netloom.compiler.layer.LayerProvider;
            import org.netloom.compiler.layer.PointwiseLayer;
            import org.netloom.compiler.layer.Signature;

            public final class OwnLayers implements LayerProvider {
                public List<Layer> layers() {
                    return List.of(PointwiseLayer.of(Softsign.class, Signature.of("softsign", "x / (1 + |x|).")));
                }
            }
            """;
    private static final String ENGINE = """
            package org.example;

            import java.util.Optional;
            import org.nd4j.linalg.api.buffer.DataType;
            import org.netloom.op.Dense;
            import org.netloom.op.Op;
            import org.netloom.runtime.engine.Engine;
            import org.netloom.runtime.engine.EngineProvider;
            import org.netloom.runtime.internal.nd4j.Nd4jEngine;

            public final class OwnEngine implements EngineProvider {
                public String name() {
                    return "own";
                }

                public Engine create(DataType type, int threads) {
                    return new Nd4jEngine(type, threads);
                }

                public boolean hasKernel(Class<? extends Op<?>> operation) {
                    return operation == Dense.class;
                }

                public Optional<String> fallback() {
                    return Optional.of("nd4j");
                }
            }
            """;
    private static final String TRAIN_WORDS = """
            package org.example;

            import java.util.List;
            import org.netloom.compiler.layer.JavaType;
            import org.netloom.compiler.layer.Parameter;
            import org.netloom.compiler.layer.Signature;
            import org.netloom.compiler.train.Component;
            import org.netloom.compiler.train.TrainProvider;

            public final class OwnWords implements TrainProvider {
                public List<Component> components() {
                    Signature signature = Signature.of("halved", "SGD at half of the rate.")
                            .parameters(
                                    Parameter.real("lr", "twice the size of a step").moreThan(0),
                                    Parameter.real("momentum", "of the old step").orElse(0.0).named());
                    return List.of(Component.of(Component.Kind.OPTIMIZER, signature, new JavaType("org.example", "HalvedConfig")));
                }

                public List<String> data() {
                    return List.of("own_rows");
                }
            }
            """;
    private static final String LOSS_WORDS = """
            package org.example;

            import java.util.List;
            import org.netloom.compiler.layer.JavaType;
            import org.netloom.compiler.layer.Parameter;
            import org.netloom.compiler.layer.Signature;
            import org.netloom.compiler.train.Component;
            import org.netloom.compiler.train.TrainProvider;

            public final class LossWords implements TrainProvider {
                public List<Component> components() {
                    Signature signature = Signature.of("scaled_square", "Squares with a weight for each class.")
                            .parameters(Parameter.numbers("scale", "of each").orNothing().named());
                    return List.of(Component.of(Component.Kind.LOSS, signature, new JavaType("org.example", "ScaledSquare")));
                }
            }
            """;
    private static final String LOSS = """
            package org.example;

            import java.util.Set;
            import org.netloom.runtime.loss.ElementLoss;

            public record ScaledSquare(double[] scale) implements ElementLoss {
                public static ScaledSquare of() {
                    return new ScaledSquare(new double[] {1, 1, 1});
                }

                public ScaledSquare withScale(double... factors) {
                    return new ScaledSquare(factors);
                }

                public String name() {
                    return "scaled_square";
                }

                public Set<Target> targets() {
                    return Set.of(Target.CLASSES);
                }

                public Says says(Target target) {
                    return Says.CLASS;
                }

                public double value(double y, double target, int column) {
                    return scale[column] * (y - target) * (y - target);
                }

                public double slope(double y, double target, int column) {
                    return scale[column] * 2 * (y - target);
                }
            }
            """;
    private static final String CONFIG = """
            package org.example;

            import java.util.List;
            import org.netloom.runtime.engine.Engine;
            import org.netloom.runtime.optim.Optimizer;
            import org.netloom.runtime.optim.OptimizerConfig;
            import org.netloom.runtime.optim.SgdConfig;
            import org.netloom.runtime.parameter.Gradient;

            public record HalvedConfig(double learningRate, double momentum) implements OptimizerConfig {
                public static HalvedConfig of(double learningRate) {
                    return new HalvedConfig(learningRate, 0);
                }

                public HalvedConfig withMomentum(double weight) {
                    return new HalvedConfig(learningRate, weight);
                }

                public HalvedConfig withLearningRate(double rate) {
                    return new HalvedConfig(rate, momentum);
                }

                public Optimizer optimizer(List<Gradient> gradients, Engine engine) {
                    return SgdConfig.of(learningRate / 2).withMomentum(momentum).optimizer(gradients, engine);
                }
            }
            """;
    private static final String FORMAT = """
            package org.example;

            import java.util.List;
            import org.netloom.runtime.data.DataFormat;
            import org.netloom.runtime.data.DataRequest;
            import org.netloom.runtime.data.DataSplit;
            import org.netloom.runtime.data.Datasets;

            public final class OwnRows implements DataFormat {
                public String description() {
                    return "rows";
                }

                public List<String> names() {
                    return List.of("own_rows");
                }

                public DataSplit open(DataRequest request) {
                    return Datasets.open("digits.npz", request.inputShape(), request.progress());
                }
            }
            """;
    private static final String NET = """
            net Own { input(1,8,8) conv(4,3) softsign flatten dense(3) }
            train Own { optimizer sgd(lr = 0.5) batch 16 epochs 1 seed 7 }
            """;

    private static final String ROWS_NET = """
            net Own { input(1,8,8) flatten dense(3) }
            train Own { data own_rows optimizer halved(lr = 1, momentum = 0.5) batch 16 epochs 1 seed 7 }
            """;

    @TempDir
    private Path directory;

    private Workplace work;
    private Path launcher;
    private Path jar;

    /** The launcher beside what a build leaves: a jar that names the class path of this test. */
    @BeforeEach
    void prepare() throws IOException {
        work = Workplace.in(Files.createDirectory(directory.resolve("work")));
        work.write("own.net", NET);
        Path target = Files.createDirectories(directory.resolve("tool/cli/target"));
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                                .map(part -> Path.of(part).toUri().toString())
                                .collect(Collectors.joining(" ")));
        new JarOutputStream(Files.newOutputStream(target.resolve("netloom.jar")), manifest).close();
        launcher = Files.copy(Path.of("..", "netloom"), directory.resolve("tool/netloom"));
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
        // Nothing is newer than what was built: there are no sources.
        for (String module : List.of("ops", "grammar", "compiler", "runtime", "runtime-vector", "experiments", "cli")) {
            Files.createDirectories(directory.resolve("tool").resolve(module).resolve("src/main"));
            Files.writeString(directory.resolve("tool").resolve(module).resolve("pom.xml"), "");
        }
        Files.writeString(directory.resolve("tool/pom.xml"), "");
        Files.writeString(target.resolve("netloom.built"), "\n");
        jar = jar(
                "own.jar",
                Map.of("Softsign", OPERATION, "OwnLayers", LAYER, "OwnEngine", ENGINE),
                Map.of(LAYERS, "org.example.OwnLayers", ENGINES, "org.example.OwnEngine"));
    }

    @Test
    void aLayerInAJarIsAWordOfTheLanguage() throws Exception {
        Result without = launch("", "check", "own.net");
        assertThat(without.code()).isEqualTo(1);
        assertThat(without.err()).contains("there is no layer 'softsign'", "NETLOOM_CLASS_PATH");

        Result check = launch(jar.toString(), "check", "own.net");
        assertThat(check.code()).as(check.err()).isZero();
        assertThat(launch(jar.toString(), "draw", "own.net", "-o", "own.svg").code())
                .isZero();
        assertThat(work.path("own.svg")).content().contains("softsign");
        assertThat(launch(jar.toString(), "explain", "own.net", "--java").out())
                .contains(
                        "import org.example.Softsign;",
                        "SOFTSIGN1 = new Softsign(new Site(\"softsign1\", \"own.net:1:34\"))");
        assertThat(launch(jar.toString(), "explain", "own.net", "--engine", "own")
                        .out())
                .contains(
                        "and nd4j computes them: conv1.",
                        "and their operations bring one, which any engine runs: softsign1.");
        for (String engine : List.of("nd4j", "own", "auto")) {
            Result train = launch(
                    jar.toString(), "train", "own.net", "--data", "digits.npz", "--engine", engine, "--threads", "1");
            assertThat(train.code()).as(train.err()).isZero();
        }
    }

    @Test
    void anOptimizerAndDataInAJarAreWordsOfATrainSection() throws Exception {
        work.write("words.net", ROWS_NET);
        Result without = launch("", "check", "words.net");
        assertThat(without.code()).isEqualTo(1);
        assertThat(without.err())
                .contains(
                        "there is no optimizer 'halved'", "NETLOOM_CLASS_PATH", "there are no data called 'own_rows'");

        Path words = jar(
                "words.jar",
                Map.of("OwnWords", TRAIN_WORDS, "HalvedConfig", CONFIG, "OwnRows", FORMAT),
                Map.of(WORDS, "org.example.OwnWords", FORMATS, "org.example.OwnRows"));
        Result check = launch(words.toString(), "check", "words.net");
        assertThat(check.code()).as(check.err()).isZero();
        assertThat(check.err()).doesNotContain("warning");
        assertThat(launch(words.toString(), "explain", "words.net", "--java").out())
                .contains(".optimizer(HalvedConfig.of(1.0).withMomentum(0.5))");
        Result train = launch(words.toString(), "train", "words.net", "--threads", "1", "--json");
        assertThat(train.code()).as(train.err()).isZero();
        // The same steps by the words of the language.
        work.write("words.net", ROWS_NET.replace("data own_rows optimizer halved(lr = 1,", "optimizer sgd(lr = 0.5,"));
        Result same = launch("", "train", "words.net", "--data", "digits.npz", "--threads", "1", "--json");
        assertThat(same.code()).as(same.err()).isZero();
        assertThat(loss(same)).isEqualTo(loss(train));
    }

    @Test
    void aLossInAJarIsAWordOfATrainSection() throws Exception {
        String net = ROWS_NET.replace(
                "data own_rows optimizer halved(lr = 1, momentum = 0.5)", "loss %s optimizer sgd(0.5)");
        work.write("loss.net", net.formatted("scaled_square(scale=(1, 1, 1))"));
        Result without = launch("", "check", "loss.net");
        assertThat(without.code()).isEqualTo(1);
        assertThat(without.err()).contains("there is no loss 'scaled_square'", "a loss of others comes in a jar");

        Path words = jar(
                "losses.jar",
                Map.of("LossWords", LOSS_WORDS, "ScaledSquare", LOSS),
                Map.of(WORDS, "org.example.LossWords"));
        assertThat(launch(words.toString(), "explain", "loss.net", "--java").out())
                .contains(".loss(ScaledSquare.of().withScale(1.0, 1.0, 1.0))");
        for (String engine : List.of("nd4j", "auto")) {
            List<String> command =
                    List.of("loss.net", "--data", "digits.npz", "--engine", engine, "--threads", "1", "--json");
            Result train = launch(words.toString(), train(command));
            assertThat(train.code()).as(train.err()).isZero();
            work.write("loss.net", net.formatted("mse"));
            Result same = launch("", train(command));
            // The same formula by a kernel of its own, whose gradient is rounded in another order.
            assertThat(figure(same)).isCloseTo(figure(train), within(1e-6));
            work.write("loss.net", net.formatted("scaled_square(scale=(1, 1, 1))"));
        }
    }

    private static String[] train(List<String> arguments) {
        return Stream.concat(Stream.of("train"), arguments.stream()).toArray(String[]::new);
    }

    private static double figure(Result result) {
        return Double.parseDouble(loss(result).replace("\"train_loss\":", ""));
    }

    /** {@code "train_loss":0.5}. */
    private static String loss(Result result) {
        Matcher loss = Pattern.compile("\"train_loss\":[^,}]+").matcher(result.out());
        assertThat(loss.find()).as(result.out()).isTrue();
        return loss.group();
    }

    @Test
    void twoOptimizersOfOneNameAreRefused() throws Exception {
        work.write("words.net", "net Own { input(4) dense(3) } train Own { optimizer halved(lr = 1) }");
        Path first = jar("first.jar", Map.of("OwnWords", TRAIN_WORDS), Map.of(WORDS, "org.example.OwnWords"));
        Path second = jar(
                "second.jar",
                Map.of("Second", TRAIN_WORDS.replace("OwnWords", "Second").replace("own_rows", "other_rows")),
                Map.of(WORDS, "org.example.Second"));
        Result check = launch(first + ":" + second, "check", "words.net");
        assertThat(check.code()).isEqualTo(1);
        assertThat(check.err())
                .endsWith("netloom: two optimizers on the class path are called 'halved': org.example.OwnWords and"
                        + " org.example.Second; take one of them off it\n");
    }

    @Test
    void twoLayersOfOneNameAreRefused() throws Exception {
        Path second = jar(
                "second.jar",
                Map.of(
                        "Second",
                        LAYER.replace("OwnLayers", "Second").replace("x / (1 + |x|)", "another"),
                        "Softsign",
                        OPERATION),
                Map.of(LAYERS, "org.example.Second"));
        Result check = launch(jar + ":" + second, "check", "own.net");
        assertThat(check.code()).isEqualTo(1);
        assertThat(check.err())
                .endsWith("netloom: two layers on the class path are called 'softsign': org.example.OwnLayers and"
                        + " org.example.Second; take one of them off it\n");
    }

    /**
     * A jar of these classes of {@code org.example}.
     *
     * @param sources by the name of the class
     * @param services the line of each file in {@code META-INF/services}
     */
    private Path jar(String name, Map<String, String> sources, Map<String, String> services) throws IOException {
        Path folder = Files.createDirectory(directory.resolve(name + ".classes"));
        List<String> options = new ArrayList<>(List.of(
                "--release",
                "17",
                "-proc:none",
                "-d",
                folder.toString(),
                "-cp",
                System.getProperty("java.class.path")));
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = Files.createDirectories(directory.resolve(name + ".sources"))
                    .resolve(source.getKey() + ".java");
            options.add(Files.writeString(file, source.getValue()).toString());
        }
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, options.toArray(new String[0])))
                .isZero();
        Path made = directory.resolve(name);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(made));
                Stream<Path> classes = Files.walk(folder)) {
            for (Path file : classes.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(folder.relativize(file).toString()));
                out.write(Files.readAllBytes(file));
            }
            for (Map.Entry<String, String> service : services.entrySet()) {
                out.putNextEntry(new JarEntry(service.getKey()));
                out.write((service.getValue() + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        return made;
    }

    private Result launch(String path, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(work.directory().toFile())
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile());
        builder.environment().put("HOME", directory.toString());
        builder.environment().put("NETLOOM_CLASS_PATH", path);
        builder.environment()
                .keySet()
                .removeAll(List.of("NETLOOM_JAVA_OPTS", "NETLOOM_MAVEN_OPTS", "XDG_CACHE_HOME", "XDG_DATA_HOME"));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Result(
                process.exitValue(),
                Files.readString(directory.resolve("out")),
                Files.readString(directory.resolve("err")));
    }
}
