package org.netloom.parity;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.internal.builtin.BuiltInLosses;
import org.netloom.compiler.load.InMemoryJava;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.Buffers;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.Engines;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.loss.Loss;
import org.netloom.runtime.train.TrainConfig;

/**
 * Each loss with each of its options, from the text of a train section, beside PyTorch's own function: the value and the
 * gradient by the outputs, of vectors and of sequences, as each engine computes them for training and as evaluation adds
 * them up.
 */
class LossParityTest {
    private static final int EXAMPLES = 9;
    private static final int STEPS = 4;

    /**
     * Losses are computed in double and gradients rounded once to the engine's type; of some twenty operations behind a
     * number few units of rounding are left. What an engine computes in float is held to a float's units, the rest to a
     * double's.
     */
    private static final double ROUNDING = 1e-13;

    private static final double FLOAT_ROUNDING = 1e-6;

    /** What the rows are to hit. */
    private enum Kind {
        /** One class a row. */
        CLASSES,
        /** The same, of a single output. */
        NO_OR_YES,
        /** Numbers around the outputs, some at them, and some a whole number away. */
        NUMBERS,
        /** 0, 1 and between. */
        LABELS,
        /** Numbers that add up to 1, some of them 0. */
        DISTRIBUTIONS,
        /** 0, 1, 2, … */
        COUNTS;

        boolean isOfClasses() {
            return this == CLASSES || this == NO_OR_YES;
        }
    }

    /**
     * A loss on both sides.
     *
     * @param loss as a train section has it
     * @param outputs of a row
     * @param torch PyTorch's expression of {@code y} [N,K] or [N,T,K], of {@code target}, and of {@code weights}; {@code
     *     {channels}} is y as PyTorch wants the logits of a sequence, [N,K,T]
     * @param weights empty where the expression has none
     */
    private record Case(String loss, int outputs, Kind kind, String torch, List<Double> weights) {
        Case(String loss, int outputs, Kind kind, String torch, Double... weights) {
            this(loss, outputs, kind, torch, List.of(weights));
        }

        @Override
        public String toString() {
            return loss + " of " + outputs + " outputs, " + kind;
        }
    }

    /** Rows of a batch, in row-major order. */
    private static final class Rows {
        private final int[] shape;
        private final double[] y;
        private final double[] targets;

        Rows(int[] shape, double[] y, double[] targets) {
            this.shape = shape;
            this.y = y;
            this.targets = targets;
        }

        int count() {
            return EXAMPLES * (shape.length == 1 ? 1 : shape[0]);
        }

        int columns() {
            return shape[shape.length - 1];
        }

        double[] row(int i) {
            return Arrays.copyOfRange(y, i * columns(), (i + 1) * columns());
        }

        int[] labels() {
            return Arrays.stream(targets).mapToInt(target -> (int) target).toArray();
        }

        double[] target(int i) {
            return Arrays.copyOfRange(targets, i * columns(), (i + 1) * columns());
        }
    }

    /** A loss and the gradient by all outputs. */
    private static final class Result {
        private final double loss;
        private final double[] gradient;

        Result(double loss, double[] gradient) {
            this.loss = loss;
            this.gradient = gradient;
        }
    }

    private static Case crossEntropy(String options, String weight, int ignored, double smoothing, Double... weights) {
        String text = options.isEmpty() ? "cross_entropy" : "cross_entropy(%s)".formatted(options);
        return new Case(
                text,
                5,
                Kind.CLASSES,
                "torch.cross_entropy_loss({channels}, target, " + weight + ", 1, " + ignored + ", " + smoothing + ")",
                weights);
    }

    static Stream<Case> losses() {
        Double[] five = {0.5, 2.0, 1.0, 0.25, 3.0};
        return Stream.of(
                crossEntropy("", "None", -100, 0),
                crossEntropy("label_smoothing = 0.1", "None", -100, 0.1),
                crossEntropy("label_smoothing = 1", "None", -100, 1),
                crossEntropy("weights = (0.5, 2, 1, 0.25, 3)", "weights", -100, 0, five),
                crossEntropy("weights = (0.5, 2, 1, 0, 3)", "weights", -100, 0, 0.5, 2.0, 1.0, 0.0, 3.0),
                crossEntropy("ignore = 2", "None", 2, 0),
                crossEntropy("ignore = 2, label_smoothing = 0.2", "None", 2, 0.2),
                crossEntropy("label_smoothing = 0.3, weights = (0.5, 2, 1, 0.25, 3)", "weights", -100, 0.3, five),
                crossEntropy("ignore = 0, weights = (0.5, 2, 1, 0.25, 3)", "weights", 0, 0, five),
                crossEntropy(
                        "ignore = 4, label_smoothing = 0.25, weights = (0.5, 2, 1, 0.25, 3)", "weights", 4, 0.25, five),
                new Case("bce", 5, Kind.LABELS, "torch.binary_cross_entropy_with_logits(y, target, None, None, 1)"),
                new Case(
                        "bce(pos_weight = 3)",
                        5,
                        Kind.LABELS,
                        "torch.binary_cross_entropy_with_logits(y, target, None, weights, 1)",
                        3.0),
                new Case(
                        "bce(pos_weight = (0.5, 2, 1, 0.25, 3))",
                        5,
                        Kind.LABELS,
                        "torch.binary_cross_entropy_with_logits(y, target, None, weights, 1)",
                        five),
                new Case(
                        "bce(pos_weight = 3)",
                        1,
                        Kind.NO_OR_YES,
                        "torch.binary_cross_entropy_with_logits(y, torch.reshape(torch.to(target, 7), torch.size(y)),"
                                + " None, weights, 1)",
                        3.0),
                new Case("mse", 5, Kind.NUMBERS, "torch.mse_loss(y, target, 1)"),
                new Case("mse", 5, Kind.CLASSES, "torch.mse_loss(y, torch.to(torch.one_hot(target, 5), 7), 1)"),
                new Case("mae", 5, Kind.NUMBERS, "torch.l1_loss(y, target, 1)"),
                new Case("huber", 5, Kind.NUMBERS, "torch.huber_loss(y, target, 1, 1.)"),
                new Case("huber(0.5)", 5, Kind.NUMBERS, "torch.huber_loss(y, target, 1, 0.5)"),
                new Case("huber(delta = 2)", 1, Kind.NUMBERS, "torch.huber_loss(y, target, 1, 2.)"),
                new Case(
                        "hinge",
                        5,
                        Kind.CLASSES,
                        "torch.multi_margin_loss(torch.reshape(y, [-1, 5]), torch.reshape(target, [-1]), 1, 1., None, 1)"),
                new Case(
                        "hinge(margin = 0.25)",
                        5,
                        Kind.CLASSES,
                        "torch.multi_margin_loss(torch.reshape(y, [-1, 5]), torch.reshape(target, [-1]), 1, 0.25, None, 1)"),
                // batchmean: the sum over the number of rows, which the steps of a sequence are, too.
                new Case(
                        "kl",
                        5,
                        Kind.DISTRIBUTIONS,
                        "torch.div(torch.kl_div(torch.log_softmax(y, -1), target, 2),"
                                + " torch.size(torch.reshape(y, [-1, 5]), 0))"),
                new Case("poisson", 5, Kind.COUNTS, "torch.poisson_nll_loss(y, target, True, False, 1e-08, 1)"));
    }

    private static final List<Engine> ENGINES = new ArrayList<>();

    @BeforeAll
    static void engines() {
        ENGINES.add(Engines.create("nd4j", DataType.DOUBLE, 2));
        ENGINES.add(Engines.create("nd4j", DataType.FLOAT, 2));
        if (Boolean.getBoolean("parity.vector")) {
            ENGINES.add(Engines.create("vector", DataType.FLOAT, 2));
        }
    }

    @AfterAll
    static void closeEngines() {
        ENGINES.forEach(Engine::close);
        ENGINES.clear();
    }

    @ParameterizedTest
    @MethodSource("losses")
    void isPytorchs(Case each) {
        Loss loss = loss(each.loss());
        for (int[] shape : List.of(new int[] {each.outputs()}, new int[] {STEPS, each.outputs()})) {
            // Large outputs are where a careless exponential overflows, as a count's own e^300 may.
            for (double size : each.kind() == Kind.COUNTS ? new double[] {2} : new double[] {2, 300}) {
                Rows rows = rows(each, shape, size);
                Result exact = pytorch(each, rows);
                requireSame(evaluated(loss, each, rows), exact, ROUNDING, "evaluation");
                for (Engine engine : ENGINES) {
                    requireSame(
                            trained(engine, loss, each, rows),
                            exact,
                            engine.dataType() == DataType.DOUBLE ? ROUNDING : FLOAT_ROUNDING,
                            "%s in %s".formatted(engine.name(), engine.dataType()));
                }
            }
        }
    }

    private static void requireSame(Result ours, Result exact, double rounding, String where) {
        double scale = Math.max(1, Math.abs(exact.loss));
        assertThat(Math.abs(ours.loss - exact.loss) / scale)
                .as("%s: a loss of %s, and PyTorch's of %s", where, ours.loss, exact.loss)
                .isLessThan(rounding);
        double largest = Arrays.stream(exact.gradient).map(Math::abs).max().orElseThrow();
        for (int i = 0; i < exact.gradient.length; i++) {
            assertThat(Math.abs(ours.gradient[i] - exact.gradient[i]))
                    .as("%s: slope %d is %s, and PyTorch's %s", where, i, ours.gradient[i], exact.gradient[i])
                    .isLessThanOrEqualTo(rounding * largest);
        }
    }

    @Test
    void everyOptionHasACase() {
        BuiltInLosses.ALL.forEach(loss -> {
            String name = loss.signature().name();
            List<String> texts = losses().map(Case::loss)
                    .filter(text -> text.equals(name) || text.startsWith(name + "("))
                    .toList();
            assertThat(texts).as("cases of " + name).isNotEmpty();
            loss.signature()
                    .parameters()
                    .forEach(parameter -> assertThat(texts)
                            .as("a case with %s of %s", parameter.name(), name)
                            .anyMatch(text -> text.matches(".*\\b" + parameter.name() + " = .*")));
        });
    }

    /** What the compiler makes of the text. */
    private static Loss loss(String text) {
        Compilation compilation = ParityCheck.compile(
                "loss.net", "net Rows { input(5) dense(5) } train Rows { loss %s }".formatted(text));
        String name = compilation.classes().get(0).qualifiedName();
        try {
            Class<?> loaded =
                    requireNonNull(InMemoryJava.load(compilation.classes(), LossParityTest.class.getClassLoader())
                            .get(name));
            return ((TrainConfig) loaded.getMethod("trainConfig").invoke(null)).loss();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(name + " has no training", e);
        }
    }

    /** Whole 64ths, which floats hold, so that some differences are 0 and some lie at a kink on both sides. */
    private static double grid(double value) {
        return Math.rint(value * 64) / 64;
    }

    private static Rows rows(Case each, int[] shape, double size) {
        SplittableRandom random = new SplittableRandom(31 * each.toString().hashCode() + shape.length);
        int columns = each.outputs();
        int count = EXAMPLES * (shape.length == 1 ? 1 : shape[0]);
        double[] y = random.doubles((long) count * columns, -size, size)
                .map(LossParityTest::grid)
                .toArray();
        double[] targets = switch (each.kind()) {
            case CLASSES -> random.ints(count, 0, columns).asDoubleStream().toArray();
            case NO_OR_YES -> random.ints(count, 0, 2).asDoubleStream().toArray();
            case NUMBERS ->
                Arrays.stream(y)
                        .map(value ->
                                value + (random.nextBoolean() ? random.nextInt(-2, 3) : grid(random.nextDouble())))
                        .toArray();
            case LABELS ->
                Arrays.stream(y).map(value -> random.nextInt(5) / 4.0).toArray();
            case DISTRIBUTIONS -> distributions(count, random);
            case COUNTS -> random.ints(y.length, 0, 5).asDoubleStream().toArray();
        };
        if (each.loss().startsWith("hinge")) {
            y[0] = y[(int) targets[0]] - (targets[0] == 0 ? 0 : 1); // right at the margin
        }
        return new Rows(shape, y, targets);
    }

    /** Of five classes: eighths, one class in each row has none. */
    private static double[] distributions(int count, SplittableRandom random) {
        double[] all = new double[count * 5];
        for (int row = 0; row < count; row++) {
            int none = random.nextInt(5);
            for (int eighth = 0; eighth < 8; eighth++) {
                all[row * 5 + (none + 1 + random.nextInt(4)) % 5] += 0.125;
            }
        }
        return all;
    }

    /** As evaluation adds rows up. */
    private static Result evaluated(Loss loss, Case each, Rows rows) {
        double[] gradient = new double[rows.y.length];
        double[] slopes = new double[rows.columns()];
        double sum = 0;
        double weights = 0;
        for (int i = 0; i < rows.count(); i++) {
            if (each.kind().isOfClasses()) {
                sum += loss.ofClass(rows.row(i), rows.labels()[i], slopes);
                weights += loss.weight(rows.labels()[i]);
            } else {
                sum += loss.ofNumbers(rows.row(i), rows.target(i), slopes);
                weights++;
            }
            System.arraycopy(slopes, 0, gradient, i * slopes.length, slopes.length);
        }
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] /= weights;
        }
        return new Result(sum / weights, gradient);
    }

    /** As an engine computes it for a step of training. */
    private static Result trained(Engine engine, Loss loss, Case each, Rows rows) {
        try (Buffers buffers = engine.buffers();
                Loss.Batched batched = loss.on(engine)) {
            Tensor y = buffers.tensor(rows.shape);
            Tensor dy = buffers.tensor(rows.shape);
            buffers.batch(EXAMPLES);
            engine.write(rows.y, y);
            double value;
            if (each.kind().isOfClasses()) {
                value = batched.ofClasses(y, rows.labels(), dy);
            } else {
                try (NdArray targets = new NdArray(targets(rows, engine.dataType()))) {
                    value = batched.ofNumbers(y, targets, dy);
                }
            }
            double[] gradient = new double[rows.y.length];
            engine.read(dy, gradient);
            return new Result(value, gradient);
        }
    }

    private static INDArray targets(Rows rows, DataType type) {
        return Nd4j.createFromArray(rows.targets).reshape(full(rows)).castTo(type);
    }

    /** [N,K] or [N,T,K]. */
    private static long[] full(Rows rows) {
        return rows.shape.length == 1
                ? new long[] {EXAMPLES, rows.shape[0]}
                : new long[] {EXAMPLES, rows.shape[0], rows.shape[1]};
    }

    private static Result pytorch(Case each, Rows rows) {
        String channels = rows.shape.length == 1 ? "y" : "torch.transpose(y, 1, 2)";
        String method = "def loss(self: __torch__.Program, y: Tensor, target: Tensor, weights: Tensor) -> Tensor:\n"
                + "  return " + each.torch().replace("{channels}", channels) + "\n";
        try (PtNDManager manager = (PtNDManager) NDManager.newBaseManager(Device.cpu(), "PyTorch");
                TorchScript script = new TorchScript(manager, List.of(method));
                GradientCollector collector =
                        ai.djl.engine.Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray y = manager.create(rows.y, new Shape(full(rows)));
            y.setRequiresGradient(true);
            NDArray weights = manager.create(
                    each.weights().isEmpty()
                            ? new double[] {1}
                            : each.weights().stream()
                                    .mapToDouble(Double::doubleValue)
                                    .toArray());
            NDArray loss = script.call("loss", true, new NDList(y, target(manager, each, rows), weights))
                    .get(0);
            collector.backward(loss);
            return new Result(loss.toDoubleArray()[0], y.getGradient().toDoubleArray());
        }
    }

    private static NDArray target(NDManager manager, Case each, Rows rows) {
        long[] full = full(rows);
        return each.kind().isOfClasses()
                ? manager.create(
                        Arrays.stream(rows.targets)
                                .mapToLong(target -> (long) target)
                                .toArray(),
                        new Shape(Arrays.copyOf(full, full.length - 1)))
                : manager.create(rows.targets, new Shape(full));
    }
}
