package org.netloom.runtime.data;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.Network;
import org.netloom.runtime.loss.Loss;
import org.netloom.runtime.parameter.Role;

/**
 * What is asked of data.
 *
 * @param spec what the user wrote: a name or a path; a format gets it without the options
 * @param options those behind the {@code ?} of the spec; a format gets only such as it {@linkplain DataFormat#options knows}
 * @param inputShape of the network, whose steps are the length of an example of text; empty where none is known
 * @param tokens whether the network begins with embed, for which whole numbers are tokens and no pixels
 * @param labels whether the targets of the examples are needed; where they are not, they need not be there
 * @param task what the targets should be, as the loss has it; the option {@code task} of a format wins
 * @param preprocessing what a checkpoint has kept of the data that it was trained on: a format applies it and computes nothing
 *     of that; null where there is none, and it is computed on the training part
 * @param progress is told, in a few words, of what takes time: a download
 */
public record DataRequest(
        String spec,
        DataOptions options,
        List<Integer> inputShape,
        boolean tokens,
        boolean labels,
        Task task,
        @Nullable Preprocessing preprocessing,
        Consumer<String> progress) {
    public DataRequest {
        inputShape = List.copyOf(inputShape);
    }

    /** Without options, and without what a checkpoint has kept. */
    public DataRequest(
            String spec, List<Integer> inputShape, boolean tokens, boolean labels, Consumer<String> progress) {
        this(spec, DataOptions.none(), inputShape, tokens, labels, Task.AUTO, null, progress);
    }

    /** Inputs and targets for a network of which the shape alone is known, or, with an empty one, nothing. */
    public static DataRequest of(String spec, List<Integer> inputShape, Consumer<String> progress) {
        return new DataRequest(spec, inputShape, false, true, progress);
    }

    /** Inputs and targets for a network. */
    public static DataRequest of(String spec, Network network, Consumer<String> progress) {
        boolean tokens = network.parameters().stream().anyMatch(parameter -> parameter.role() == Role.TABLE);
        return of(spec, network.inputShape(), progress).withTokens(tokens);
    }

    /** The same for inputs alone: targets need not be there. */
    public DataRequest withoutLabels() {
        return new DataRequest(spec, options, inputShape, tokens, false, task, preprocessing, progress);
    }

    /** The same for inputs and targets. */
    DataRequest withLabels() {
        return new DataRequest(spec, options, inputShape, tokens, true, task, preprocessing, progress);
    }

    /** The same with these options, wherever the spec has no others. */
    public DataRequest withOptions(DataOptions fallback) {
        return resolved(spec, fallback);
    }

    /** The same with targets of this kind. */
    public DataRequest withTask(Task wanted) {
        return new DataRequest(spec, options, inputShape, tokens, labels, wanted, preprocessing, progress);
    }

    /** The same with targets as a loss takes them; where it takes both kinds, as the data have them. */
    public DataRequest withLoss(Loss loss) {
        if (loss.targets().size() > 1) {
            return withTask(Task.AUTO);
        }
        return withTask(loss.targets().contains(Loss.Target.CLASSES) ? Task.CLASSES : Task.NUMBERS);
    }

    /** The same with what a checkpoint has kept, null for nothing. */
    public DataRequest withPreprocessing(@Nullable Preprocessing kept) {
        return new DataRequest(spec, options, inputShape, tokens, labels, task, kept, progress);
    }

    /** The same for a network whose whole numbers are tokens, or are not. */
    DataRequest withTokens(boolean are) {
        return new DataRequest(spec, options, inputShape, are, labels, task, preprocessing, progress);
    }

    /** The same of a name or a path without options, and those. */
    DataRequest resolved(String source, DataOptions given) {
        return new DataRequest(source, given, inputShape, tokens, labels, task, preprocessing, progress);
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
