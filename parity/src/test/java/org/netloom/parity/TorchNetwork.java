package org.netloom.parity;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.internal.ir.TrainPlan.Part;
import org.netloom.compiler.internal.ir.Value;
import org.netloom.compiler.layer.Weight;

/** A network in PyTorch: a TorchScript program made of the network's nodes, and PyTorch's autograd and optimizers. */
final class TorchNetwork implements AutoCloseable {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z_0-9.]+)}");
    private static final String BIAS = "bias";
    private static final Set<Weight.Role> BIASES = Set.of(Weight.Role.BIAS, Weight.Role.GAMMA, Weight.Role.BETA);
    private static final String SIGNATURE = "def %s(self: __torch__.Program, %s) -> %s:\n";

    private final Network network;
    private final Map<String, TorchLayer> layers = new LinkedHashMap<>();
    private final PtNDManager manager;
    private final TorchScript script;
    private final TorchOptimizer optimizer;
    /** Parameters and buffers by their names in checkpoints. */
    private final Map<String, NDArray> arrays = new LinkedHashMap<>();

    private final NDList trained = new NDList();

    /** @param slower what the learning rate is divided by */
    TorchNetwork(Network network, Part plan, double slower) {
        this.network = network;
        network.nodes().forEach(node -> layers.put(node.name(), TorchLayers.of(node)));
        optimizer = new TorchOptimizer(plan, slower);
        manager = (PtNDManager) NDManager.newBaseManager(Device.cpu(), "PyTorch");
        List<String> methods = new ArrayList<>(optimizer.methods());
        methods.add(method("training", TorchNetwork::differentiated));
        methods.add(method("inference", TorchLayer::inference));
        methods.add(loss(
                "cross_entropy",
                "torch.cross_entropy_loss(torch.reshape(y, [-1, torch.size(y, -1)]), target, None, 1, -100, 0.)"));
        methods.add(loss("mse", "torch.mse_loss(y, target, 1)"));
        methods.add(loss("projection", "torch.sum(torch.mul(y, target))"));
        script = new TorchScript(manager, methods);
    }

    /** The shapes of the parameters as PyTorch's modules have them, by their names in checkpoints. */
    static Map<String, List<Integer>> parameterShapes(Network network) {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        for (Node node : network.nodes()) {
            TorchLayers.of(node).parameters().forEach((name, shape) -> shapes.put(node.name() + "." + name, shape));
        }
        return shapes;
    }

    /** How many numbers PyTorch's modules train. */
    static long parameterCount(Network network) {
        return parameterShapes(network).values().stream()
                .mapToLong(shape -> shape.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b))
                .sum();
    }

    /** Takes the values of all parameters and buffers in. */
    void load(Map<String, double[]> values) {
        Map<String, List<Integer>> parameters = parameterShapes(network);
        values.forEach((name, value) -> {
            List<Integer> shape = parameters.getOrDefault(name, List.of(value.length));
            NDArray array = array(manager, value, shape);
            arrays.put(name, array);
            if (parameters.containsKey(name)) {
                array.setRequiresGradient(true);
                trained.add(array);
            }
        });
    }

    /**
     * Forward in training mode and backward.
     *
     * @param masks what each dropout multiplies with, by {@code dropout1.mask}
     */
    Step step(double[] x, int examples, Map<String, double[]> masks, Objective objective, double[] target) {
        try (NDManager scope = manager.newSubManager();
                GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDList given = inputs(scope, x, examples);
            masks.forEach((name, mask) -> {
                Node node = node(name.substring(0, name.lastIndexOf('.')));
                NDArray array = array(scope, mask, batched(node.shape().dims(), examples));
                array.setName("t." + name);
                given.add(array);
            });
            NDList outputs = script.call("training", true, given);
            NDArray y = outputs.get(outputs.size() - 1);
            NDArray wanted = target(scope, objective, target, y.getShape());
            NDArray loss = script.call(objective.name().toLowerCase(Locale.ROOT), true, new NDList(y, wanted))
                    .get(0);
            collector.backward(loss);
            Map<String, double[]> gradients = new LinkedHashMap<>();
            arrays.forEach((name, array) -> {
                if (array.hasGradient()) {
                    gradients.put(name, values(array.getGradient()));
                }
            });
            return new Step(byLayer(outputs), values(loss)[0], gradients, biasTerms(outputs));
        }
    }

    /**
     * Of each bias the largest sum over examples and places of the absolute gradients of its layer's output, which are
     * the terms of its gradient. A layer that adds a bias last calls it {@code bias} in PyTorch.
     */
    private Map<String, Double> biasTerms(NDList outputs) {
        Map<String, double[]> sums = new LinkedHashMap<>();
        for (int i = 0; i < outputs.size(); i++) {
            Node node = network.nodes().get(i);
            if (addsBias(layers.get(node.name()))) {
                String name = node.owner() + "." + BIAS;
                double[] dy = values(outputs.get(i).getGradient());
                double[] sum = sums.computeIfAbsent(
                        name, key -> new double[Math.toIntExact(arrays.get(key).size())]);
                int places = node.shape() instanceof org.netloom.compiler.layer.Shape.Image image
                                && image.channels() == sum.length
                        ? image.height() * image.width()
                        : 1;
                for (int j = 0; j < dy.length; j++) {
                    sum[j / places % sum.length] += Math.abs(dy[j]);
                }
            }
        }
        Map<String, Double> largest = new LinkedHashMap<>();
        sums.forEach((name, sum) -> largest.put(name, Arrays.stream(sum).max().orElse(0)));
        return largest;
    }

    private static boolean addsBias(TorchLayer layer) {
        return layer.parameters().containsKey(BIAS);
    }

    /** A layer's lines in training; autograd keeps the gradient of an output to which a bias was added. */
    private static List<String> differentiated(TorchLayer layer) {
        List<String> lines = new ArrayList<>(layer.training());
        if (addsBias(layer)) {
            lines.add("torch.retain_grad({y})");
        }
        return lines;
    }

    /** Moves the parameters by the gradients of the last {@link #step}. */
    void update() {
        NDList gradients = new NDList(trained.stream().map(NDArray::getGradient).toList());
        optimizer.step(script, trained, gradients, biases(), manager);
    }

    /** Moves the parameters by these gradients. */
    void update(Map<String, double[]> gradients) {
        try (NDManager scope = manager.newSubManager()) {
            NDList given = new NDList();
            arrays.forEach((name, array) -> {
                if (array.hasGradient()) {
                    given.add(scope.create(gradients.get(name), array.getShape()));
                }
            });
            optimizer.step(script, trained, given, biases(), manager);
        }
    }

    /** Of each trained parameter whether it is a bias, or a scale or shift of a normalization. */
    private List<Boolean> biases() {
        Set<String> names = new HashSet<>();
        for (Node node : network.nodes()) {
            node.weights().stream()
                    .filter(weight -> BIASES.contains(weight.role()))
                    .forEach(weight -> names.add(node.owner() + "." + weight.key()));
        }
        return arrays.entrySet().stream()
                .filter(entry -> entry.getValue().hasGradient())
                .map(entry -> names.contains(entry.getKey()))
                .toList();
    }

    /** The outputs of all layers in inference mode. */
    Map<String, double[]> infer(double[] x, int examples) {
        try (NDManager scope = manager.newSubManager()) {
            return byLayer(script.call("inference", false, inputs(scope, x, examples)));
        }
    }

    /** All parameters and buffers as they stand. */
    Map<String, double[]> parameters() {
        Map<String, double[]> values = new LinkedHashMap<>();
        arrays.forEach((name, array) -> values.put(name, values(array)));
        return values;
    }

    @Override
    public void close() {
        script.close();
        manager.close();
    }

    private NDList inputs(NDManager scope, double[] x, int examples) {
        NDList given = new NDList();
        NDArray input = array(scope, x, batched(network.inputShape().dims(), examples));
        input.setName("t.input");
        given.add(input);
        arrays.forEach((name, array) -> {
            array.setName("t." + name);
            given.add(array);
        });
        return given;
    }

    private NDArray target(NDManager scope, Objective objective, double[] target, Shape output) {
        if (objective == Objective.CROSS_ENTROPY) {
            long[] classes = new long[target.length];
            for (int i = 0; i < classes.length; i++) {
                classes[i] = (long) target[i];
            }
            return scope.create(classes);
        }
        return scope.create(target, output);
    }

    private Map<String, double[]> byLayer(NDList outputs) {
        Map<String, double[]> byLayer = new LinkedHashMap<>();
        for (int i = 0; i < outputs.size(); i++) {
            byLayer.put(network.nodes().get(i).name(), values(outputs.get(i)));
        }
        return byLayer;
    }

    private Node node(String name) {
        return network.nodes().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static NDArray array(NDManager owner, double[] values, List<Integer> shape) {
        return owner.create(
                values, new Shape(shape.stream().mapToLong(Integer::longValue).toArray()));
    }

    private static double[] values(NDArray array) {
        try (NDArray doubles = array.toType(DataType.FLOAT64, true)) {
            return doubles.toDoubleArray();
        }
    }

    private static List<Integer> batched(List<Integer> shape, int examples) {
        List<Integer> all = new ArrayList<>(List.of(examples));
        all.addAll(shape);
        return all;
    }

    private static String loss(String name, String expression) {
        return SIGNATURE.formatted(name, "y: Tensor, target: Tensor", "Tensor") + "  return " + expression + "\n";
    }

    /** Every node's lines with its names filled in; the values of all nodes come back. */
    private String method(String name, Function<TorchLayer, List<String>> lines) {
        StringBuilder text = new StringBuilder(SIGNATURE.formatted(name, "t: Dict[str, Tensor]", "List[Tensor]"));
        text.append("  input = t[\"input\"]\n");
        for (Node node : network.nodes()) {
            for (String line : lines.apply(layers.get(node.name()))) {
                text.append("  ")
                        .append(PLACEHOLDER
                                .matcher(line)
                                .replaceAll(match -> Matcher.quoteReplacement(fill(match.group(1), node))))
                        .append('\n');
            }
        }
        return text.append(
                        network.nodes().stream().map(Node::name).collect(Collectors.joining(", ", "  return [", "]\n")))
                .toString();
    }

    private static String fill(String placeholder, Node node) {
        List<String> inputs = node.inputs().stream().map(Value::name).toList();
        return switch (placeholder) {
            case "y" -> node.name();
            case "x" -> inputs.get(0);
            case "xs" -> "[" + String.join(", ", inputs) + "]";
            case "mask" -> "t[\"%s.mask\"]".formatted(node.name());
            default -> "t[\"%s.%s\"]".formatted(node.owner(), placeholder);
        };
    }
}
