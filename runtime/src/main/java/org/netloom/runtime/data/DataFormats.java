package org.netloom.runtime.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.Services;

/** The kinds of data that there are: those of others, and the built-in ones behind them. */
final class DataFormats {
    private final List<DataFormat> all;

    /** @param downloads provides the data that have names of their own */
    DataFormats(Downloads downloads) {
        all = new ArrayList<>(Services.load(DataFormat.class, "a data format"));
        all.addAll(List.of(
                new Glyphs.Format(),
                new NamedImages(downloads),
                new NamedCifar(downloads),
                new CifarDirectory(),
                new IdxDirectory(),
                new CsvFormat(),
                new Text.Format(),
                new NpzData.Format()));
    }

    /** The names of data, the built-in ones first. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        for (int i = all.size() - 1; i >= 0; i--) {
            names.addAll(0, all.get(i).names());
        }
        return names;
    }

    /**
     * The format that has this name.
     *
     * @throws NetworkException if there are several
     */
    Optional<DataFormat> named(String name) {
        List<DataFormat> found =
                all.stream().filter(format -> format.names().contains(name)).toList();
        if (found.size() > 1) {
            throw new NetworkException(
                    "two data formats on the class path have data called '%s': %s and %s; take one of them off it"
                            .formatted(
                                    name,
                                    found.get(0).getClass().getName(),
                                    found.get(1).getClass().getName()));
        }
        return found.stream().findFirst();
    }

    /** The first that reads this file or directory. */
    Optional<DataFormat> reading(Path path) {
        return all.stream().filter(format -> format.reads(path)).findFirst();
    }

    /** Those of others first. */
    List<DataFormat> all() {
        return List.copyOf(all);
    }

    /** {@code glyphs, mnist, fashion_mnist, a directory of IDX files, a .txt file or an .npz file}. */
    String described() {
        List<String> kinds = new ArrayList<>(names());
        all.stream()
                .filter(format -> format.names().isEmpty())
                .map(DataFormat::description)
                .forEach(kinds::add);
        int last = kinds.size() - 1;
        return kinds.subList(0, last).stream().collect(Collectors.joining(", ", "", ", or ")) + kinds.get(last);
    }
}
