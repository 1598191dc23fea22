package org.netloom.runtime.data;

import java.nio.file.Path;
import java.util.List;

/**
 * A kind of data that a user can name: one class each. Those of others are found by {@link java.util.ServiceLoader}, by the
 * line of {@code META-INF/services/org.netloom.runtime.data.DataFormat} in their jar, and are asked before the built-in ones.
 *
 * <p>Where data are missing, corrupt or not what they should be, both {@code open} methods throw a {@link
 * org.netloom.runtime.exception.NetworkException} in one sentence that names the file.
 */
public interface DataFormat {
    /** What it reads, as a message goes on after "data are": {@code a directory of IDX files}. */
    String description();

    /** The names that its data have, beside paths; a name wins over a path that is called the same. */
    default List<String> names() {
        return List.of();
    }

    /** Whether a file or a directory is of this kind, judged by its name or by how it begins. */
    default boolean reads(Path path) {
        return false;
    }

    /** The options that its data take, in the order of the documentation. */
    default List<DataOption> options() {
        return List.of();
    }

    /**
     * Those of its options that hold for other files, too, so that they are kept with a checkpoint: how a file is written, and
     * not which part of it is for what.
     */
    default List<String> keptOptions() {
        return options().stream()
                .map(DataOption::name)
                .filter(name -> !Splits.NAMES.contains(name))
                .toList();
    }

    /** Opens data to train and test on. Without a test part of their own, a part is held out, the same each time. */
    DataSplit open(DataRequest request);

    /** Opens what a network is measured on: the test part, as {@link #open} has it. */
    default Dataset openTest(DataRequest request) {
        return open(request).test();
    }
}
