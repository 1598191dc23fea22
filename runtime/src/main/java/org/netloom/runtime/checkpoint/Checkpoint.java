package org.netloom.runtime.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.NetloomVersion;
import org.netloom.runtime.Network;
import org.netloom.runtime.NetworkException;
import org.netloom.runtime.Parameter;

/**
 * A network's parameters in a safetensors file: every weight and moving statistic under its name ({@code conv1.weight},
 * {@code bn1.running_mean}), in PyTorch's shapes.
 */
public final class Checkpoint {
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
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", "pt");
        metadata.put("netloom", NetloomVersion.current());
        metadata.put("net", network.name());
        metadata.put("epoch", Long.toString(progress.epoch()));
        metadata.put("step", Long.toString(progress.step()));
        metadata.put("seed", Long.toString(progress.seed()));
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        for (Parameter parameter : network.parameters()) {
            arrays.put(parameter.name(), parameter.value());
        }
        SafeTensors.write(file, metadata, arrays);
    }

    /**
     * Reads all parameters, converting between F64, F32, F16 and BF16. Names and shapes must be the network's; that is
     * checked before the first value is written, so a file that does not fit changes nothing. PyTorch's {@code
     * num_batches_tracked} is passed over.
     *
     * @return the file's metadata
     * @throws NetworkException where the file is missing or malformed, or listing all names and shapes that differ
     */
    public static Map<String, String> load(Network network, Path file) {
        try (SafeTensors tensors = SafeTensors.open(file)) {
            requireFit(network, file, tensors);
            for (Parameter parameter : network.parameters()) {
                tensors.read(parameter.name(), parameter.value());
            }
            return Map.copyOf(tensors.metadata());
        }
    }

    private static void requireFit(Network network, Path file, SafeTensors tensors) {
        List<String> missing = new ArrayList<>();
        List<String> differing = new ArrayList<>();
        Map<String, TensorInfo> unexpected = new LinkedHashMap<>(tensors.tensors());
        unexpected.keySet().removeIf(name -> name.endsWith(".num_batches_tracked"));
        for (Parameter parameter : network.parameters()) {
            TensorInfo found = unexpected.remove(parameter.name());
            if (found == null) {
                missing.add(parameter.toString());
            } else if (!found.shape().equals(parameter.shape())) {
                differing.add("%s is %s where the network has %s"
                        .formatted(parameter.name(), found.shape(), parameter.shape()));
            } else if (!found.type().isFloating()) {
                differing.add("%s is of type %s, no floating-point number".formatted(parameter.name(), found.type()));
            }
        }
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
        String written = tensors.metadata().get("net");
        throw new NetworkException("%s%s does not fit the network %s: %s"
                .formatted(
                        file,
                        written == null ? "" : " (of the network " + written + ")",
                        network.name(),
                        String.join("; ", parts)));
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
