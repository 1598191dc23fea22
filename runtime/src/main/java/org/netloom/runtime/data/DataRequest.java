package org.netloom.runtime.data;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.netloom.runtime.Network;
import org.netloom.runtime.parameter.Role;

/**
 * What is asked of data.
 *
 * @param spec what the user wrote: a name or a path
 * @param inputShape of the network, whose steps are the length of an example of text; empty where none is known
 * @param tokens whether the network begins with embed, for which whole numbers are tokens and no pixels
 * @param labels whether the classes of the examples are needed; where they are not, they need not be there
 * @param progress is told, in a few words, of what takes time: a download
 */
public record DataRequest(
        String spec, List<Integer> inputShape, boolean tokens, boolean labels, Consumer<String> progress) {
    public DataRequest {
        inputShape = List.copyOf(inputShape);
    }

    /** Inputs and classes for a network of which the shape alone is known. */
    static DataRequest of(String spec, List<Integer> inputShape, Consumer<String> progress) {
        return new DataRequest(spec, inputShape, false, true, progress);
    }

    /** Inputs and classes for a network. */
    static DataRequest of(String spec, Network network, Consumer<String> progress) {
        boolean tokens = network.parameters().stream().anyMatch(parameter -> parameter.role() == Role.TABLE);
        return new DataRequest(spec, network.inputShape(), tokens, true, progress);
    }

    DataRequest withoutLabels() {
        return new DataRequest(spec, inputShape, tokens, false, progress);
    }

    /** The file or the directory, of a spec that is no name: {@link Datasets} has looked that it is there. */
    public Path path() {
        return Path.of(spec);
    }

    /** The last part of the path, for messages: {@code digits.npz}. */
    public String fileName() {
        return fileName(path());
    }

    static String fileName(Path path) {
        return String.valueOf(path.toAbsolutePath().normalize().getFileName());
    }
}
