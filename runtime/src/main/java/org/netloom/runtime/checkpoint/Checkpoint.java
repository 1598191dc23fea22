package org.netloom.runtime.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.NetloomVersion;
import org.netloom.runtime.Network;
import org.netloom.runtime.data.Preprocessing;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.engine.ThreadGuard.Turn;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.Json;
import org.netloom.runtime.internal.safetensors.SafeTensors;
import org.netloom.runtime.internal.safetensors.TensorInfo;
import org.netloom.runtime.parameter.Parameter;
import org.netloom.runtime.parameter.Role;
import org.netloom.runtime.statistics.MovingStatistics;

/**
 * A network's parameters in a safetensors file: every weight and moving statistic under its name ({@code conv1.weight},
 * {@code bn1.running_mean}), in PyTorch's shapes.
 *
 * <p>What writes and reads parameters keeps other threads off the network's engine meanwhile, and throws a {@link
 * org.netloom.runtime.exception.ConcurrentUseException} where one is inside: a file never holds half of a step.
 */
public final class Checkpoint {
    private static final String PREPROCESSING = "preprocessing";
    private static final String TRAINING = "training";
    /** How many names a message lists before it only counts. */
    private static final int LISTED = 8;

    private Checkpoint() {}

    /**
     * Writes all parameters. The file is replaced as a whole or stays as it was.
     *
     * <p>Its metadata are {@code format} (the word that readers of PyTorch's weights look for), {@code netloom} (the
     * version), {@code net}, {@code epoch}, {@code step} and {@code seed}; no date, so that the same training gives the
     * same bytes.
     *
     * @throws NetworkException in one sentence, where the file cannot be written
     */
    public static void save(Network network, Path file, Progress progress) {
        save(network, file, progress, Preprocessing.none());
    }

    /**
     * The same, and beside it {@code preprocessing}: what became of raw values before the network saw them, and what its
     * classes are called.
     */
    public static void save(Network network, Path file, Progress progress, Preprocessing preprocessing) {
        save(network, file, progress, preprocessing, TrainingState.NONE);
    }

    /** The same, and beside it {@code training}: what the training needs to go on. */
    public static void save(
            Network network, Path file, Progress progress, Preprocessing preprocessing, TrainingState state) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", "pt");
        metadata.put("netloom", NetloomVersion.current());
        metadata.put("net", network.name());
        metadata.put("epoch", Long.toString(progress.epoch()));
        metadata.put("step", Long.toString(progress.step()));
        metadata.put("seed", Long.toString(progress.seed()));
        if (!preprocessing.isNone()) {
            metadata.put(PREPROCESSING, preprocessing.toJson());
        }
        if (!state.facts().isEmpty()) {
            metadata.put(TRAINING, Json.write(new TreeMap<>(state.facts())));
        }
        write(network, file, metadata, state.arrays());
    }

    /**
     * What a training left in a checkpoint to go on; empty where it left nothing.
     *
     * @throws NetworkException where the file is missing or malformed
     */
    public static Map<String, String> trainingFacts(Path file) {
        String json;
        try (SafeTensors tensors = SafeTensors.open(file)) {
            json = tensors.metadata().get(TRAINING);
        }
        try {
            Map<String, String> facts = new LinkedHashMap<>();
            if (json != null && Json.parse(json) instanceof Map<?, ?> all) {
                all.forEach((name, value) -> facts.put(String.valueOf(name), String.valueOf(value)));
            }
            return facts;
        } catch (Json.SyntaxException e) {
            throw new NetworkException(
                    "%s: what it says of its training is no JSON: %s".formatted(file, e.getMessage()), e);
        }
    }

    /**
     * Reads arrays that a training has left in a checkpoint.
     *
     * @param arrays by name; each is overwritten
     * @throws NetworkException where one is not there, or of another shape
     */
    public static void loadArrays(Path file, Map<String, NdArray> arrays) {
        try (SafeTensors tensors = SafeTensors.open(file)) {
            for (Map.Entry<String, NdArray> array : arrays.entrySet()) {
                TensorInfo found = tensors.tensors().get(array.getKey());
                List<Long> shape = array.getValue().shape().stream()
                        .map(Integer::longValue)
                        .toList();
                if (found == null
                        || !found.shape().equals(shape)
                        || !found.type().isFloating()) {
                    throw new NetworkException("%s holds %s where the training has %s%s: it is of another training"
                            .formatted(file, found == null ? "nothing" : describe(found), array.getKey(), shape));
                }
            }
            arrays.forEach((name, array) -> tensors.read(name, array.values()));
        }
    }

    /**
     * What a checkpoint says of the data that its network was trained on; null where it says nothing.
     *
     * @throws NetworkException where the file is missing or malformed
     */
    public static @Nullable Preprocessing preprocessing(Path file) {
        String json;
        try (SafeTensors tensors = SafeTensors.open(file)) {
            json = tensors.metadata().get(PREPROCESSING);
        }
        try {
            return json == null ? null : Preprocessing.parse(json);
        } catch (NetworkException e) {
            throw new NetworkException("%s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /**
     * Writes all parameters of a network that {@link #load} made of another file, with that file's metadata.
     *
     * @param from the file that it was loaded from
     * @param file may be the same
     */
    public static void rewrite(Network network, Path from, Path file) {
        Map<String, String> metadata;
        try (SafeTensors tensors = SafeTensors.open(from)) {
            metadata = new TreeMap<>(tensors.metadata());
        }
        // Of other parameters than these.
        metadata.remove(TRAINING);
        write(network, file, metadata, Map.of());
    }

    private static void write(Network network, Path file, Map<String, String> metadata, Map<String, NdArray> more) {
        try (Turn turn = network.engine().guard().enter()) {
            Map<String, INDArray> arrays = new LinkedHashMap<>();
            for (Parameter parameter : network.parameters()) {
                arrays.put(parameter.name(), parameter.value());
            }
            more.forEach((name, array) -> arrays.put(name, array.values()));
            SafeTensors.write(file, metadata, arrays);
        }
    }

    /**
     * Reads all parameters, converting between F64, F32, F16 and BF16. Names and shapes must be the network's, and values
     * finite, variances at least 0; that is checked before the first value is written, so a file that does not fit changes
     * nothing.
     *
     * <p>What an estimator of moving statistics keeps beside them may be missing or another's (PyTorch's {@code
     * num_batches_tracked}): a network with another estimator loads the same file, and its estimator begins afresh.
     *
     * @return the file's metadata
     * @throws NetworkException where the file is missing or malformed, or listing all names and shapes that differ, or
     *     naming the first value that no parameter can have
     */
    public static Map<String, String> load(Network network, Path file) {
        try (Turn turn = network.engine().guard().enter();
                SafeTensors tensors = SafeTensors.open(file)) {
            requireFit(network, file, tensors);
            requireSound(network, file, tensors);
            // What a checkpoint of another estimator lacks begins afresh.
            network.movingStatistics().values().forEach(MovingStatistics::forget);
            for (Parameter parameter : network.parameters()) {
                if (tensors.tensors().containsKey(parameter.name())) {
                    tensors.read(parameter.name(), parameter.value());
                }
            }
            network.parametersChanged();
            return Map.copyOf(tensors.metadata());
        }
    }

    /**
     * Takes over what fits a network of the checkpoint of another one: arrays of the same name and shape. All other parameters
     * stay as they are. What is taken over must be {@linkplain #load sound}.
     *
     * @throws NetworkException where the file is missing or malformed, or nothing of it fits; nothing is changed then
     */
    public static Transfer transfer(Network network, Path file) {
        try (Turn turn = network.engine().guard().enter();
                SafeTensors tensors = SafeTensors.open(file)) {
            Transfer transfer =
                    Transfer.of(network.parameters(), parameter -> fits(parameter, tensors), shapes(tensors));
            if (transfer.taken().isEmpty()) {
                List<String> differing = transfer.afresh().stream()
                        .map(Transfer.Afresh::toString)
                        .toList();
                List<String> parts = new ArrayList<>();
                add(parts, "", differing);
                throw new NetworkException("nothing of %s fits the network %s: %s"
                        .formatted(file, network.name(), String.join("; ", parts)));
            }
            Set<String> whole = layersOfWholeEstimators(network, tensors);
            List<Parameter> taken = network.parameters().stream()
                    .filter(parameter -> fits(parameter, tensors))
                    .filter(parameter -> parameter.role() != Role.ESTIMATOR || whole.contains(parameter.layer()))
                    .toList();
            Soundness soundness = new Soundness(file, tensors);
            taken.forEach(soundness::require);
            network.movingStatistics().values().forEach(MovingStatistics::forget);
            taken.forEach(parameter -> tensors.read(parameter.name(), parameter.value()));
            network.parametersChanged();
            return transfer;
        }
    }

    private static boolean fits(Parameter parameter, SafeTensors tensors) {
        TensorInfo found = tensors.tensors().get(parameter.name());
        return found != null
                && found.shape().equals(parameter.shape())
                && found.type().isFloating();
    }

    private static Map<String, List<Long>> shapes(SafeTensors tensors) {
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        tensors.tensors().forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        return shapes;
    }

    /** Of an estimator half is no use: what it knows of inputs is of as many as the layer before has. */
    private static Set<String> layersOfWholeEstimators(Network network, SafeTensors tensors) {
        Set<String> layers = new HashSet<>(network.movingStatistics().keySet());
        network.parameters().stream()
                .filter(parameter -> !parameter.role().trained() && !fits(parameter, tensors))
                .map(Parameter::layer)
                .forEach(layers::remove);
        return layers;
    }

    /**
     * What a checkpoint says of the inputs of its network that holds for one with another head: what images were brought to.
     * Null where it says nothing of it, or of images of another shape.
     *
     * @param inputShape of the network that is to have them
     * @throws NetworkException where the file is missing or malformed
     */
    public static @Nullable Preprocessing preprocessingOfInputs(Path file, List<Integer> inputShape) {
        Preprocessing whole = preprocessing(file);
        Preprocessing.Images images = whole == null ? null : whole.images();
        return images == null || !images.shape().equals(inputShape)
                ? null
                : Preprocessing.none().withImages(images);
    }

    private static void requireFit(Network network, Path file, SafeTensors tensors) {
        List<String> missing = new ArrayList<>();
        List<String> differing = new ArrayList<>();
        Map<String, TensorInfo> unexpected = new LinkedHashMap<>(tensors.tensors());
        for (Parameter parameter : network.parameters()) {
            TensorInfo found = unexpected.remove(parameter.name());
            if (found == null) {
                if (parameter.role() != Role.ESTIMATOR) {
                    missing.add(parameter.toString());
                }
            } else if (!found.shape().equals(parameter.shape())) {
                differing.add("%s is %s where the network has %s"
                        .formatted(parameter.name(), found.shape(), parameter.shape()));
            } else if (!found.type().isFloating()) {
                differing.add("%s is of type %s, no floating-point number".formatted(parameter.name(), found.type()));
            }
        }
        unexpected.keySet().removeIf(name -> isOfAnEstimator(name) || isOfATraining(name));
        if (missing.isEmpty() && differing.isEmpty() && unexpected.isEmpty()) {
            return;
        }
        List<String> parts = new ArrayList<>();
        add(parts, "missing ", missing);
        add(
                parts,
                "unexpected ",
                unexpected.values().stream().map(Checkpoint::describe).toList());
        add(parts, "", differing);
        List<String> biases = unexpected.keySet().stream()
                .filter(name -> isBiasOf(name, network))
                .toList();
        if (!biases.isEmpty()) {
            parts.add("a conv or dense before a bn has no bias, unless the net says so: bias=true for "
                    + biases.get(0).replaceFirst("\\.bias$", ""));
        }
        String written = tensors.metadata().get("net");
        throw new NetworkException("%s%s does not fit the network %s: %s"
                .formatted(
                        file,
                        written == null ? "" : " (of the network " + written + ")",
                        network.name(),
                        String.join("; ", parts)));
    }

    private static void requireSound(Network network, Path file, SafeTensors tensors) {
        Soundness soundness = new Soundness(file, tensors);
        for (Parameter parameter : network.parameters()) {
            if (tensors.tensors().containsKey(parameter.name())) {
                soundness.require(parameter);
            }
        }
    }

    /** Whether a name is what an estimator of moving statistics keeps, here or in PyTorch; another one has no use for it. */
    private static boolean isOfAnEstimator(String name) {
        return name.matches(
                ".*\\.(num_batches_tracked|running_count|running_input|running_offset|running_(mean|var)_(error|jump|turn))");
    }

    /** Whether a name is what a training has left to go on. */
    private static boolean isOfATraining(String name) {
        return name.startsWith("optimizer.")
                || name.startsWith("best.")
                || name.startsWith("average.")
                || name.startsWith("statistics.");
    }

    /** Whether the network has this layer, without its bias: other libraries keep one that a bn cancels. */
    private static boolean isBiasOf(String name, Network network) {
        String weight = name.replaceFirst("\\.bias$", ".weight");
        return name.matches("(conv|dense|conv_transpose)\\d+\\.bias")
                && network.parameters().stream()
                        .anyMatch(parameter -> parameter.name().equals(weight));
    }

    private static String describe(TensorInfo tensor) {
        return tensor.name() + tensor.shape();
    }

    private static void add(List<String> parts, String what, List<String> items) {
        if (items.isEmpty()) {
            return;
        }
        String listed = String.join(", ", items.subList(0, Math.min(LISTED, items.size())));
        String more = items.size() > LISTED ? " and " + (items.size() - LISTED) + " more" : "";
        parts.add(what + listed + more);
    }
}
