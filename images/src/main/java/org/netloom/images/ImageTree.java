package org.netloom.images;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netloom.images.ImageExamples.Example;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.IoFailure;

/** The images below a directory: in a folder for each class, and perhaps such folders in {@code train} and {@code test}. */
final class ImageTree {
    private static final List<String> TRAIN = List.of("train", "training");
    private static final List<String> VALIDATION = List.of("val", "valid", "validation");
    private static final List<String> TEST = List.of("test", "testing");
    private static final Set<String> OF_SYSTEMS = Set.of("thumbs.db", "desktop.ini");
    private static final int MOST_NAMED = 3;

    private final Path root;
    /** Files that are left out, by what they are. */
    private final List<String> foreign = new ArrayList<>();

    private int hidden;

    ImageTree(Path root) {
        this.root = root;
    }

    /** Whether a directory has folders, of which it is judged later what is in them. */
    static boolean isOne(Path directory) {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        boolean images = false;
        for (Path entry : entries(directory)) {
            if (String.valueOf(entry.getFileName()).matches(".*-ubyte(\\.gz)?|.*_batch.*\\.bin|(train|test)\\.bin")) {
                return false;
            }
            images |= !isHidden(entry) && (Files.isDirectory(entry) || ImageFile.isNamedSo(entry));
        }
        return images;
    }

    /** The folder of the training part where there is one, else the directory itself. */
    Path training() {
        Path folder = part(TRAIN);
        return folder == null ? root : folder;
    }

    @Nullable Path validation() {
        return part(TRAIN) == null ? null : part(VALIDATION);
    }

    @Nullable Path test() {
        return part(TRAIN) == null ? null : part(TEST);
    }

    private @Nullable Path part(List<String> names) {
        return entries(root).stream()
                .filter(Files::isDirectory)
                .filter(entry ->
                        names.contains(String.valueOf(entry.getFileName()).toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse(null);
    }

    /** The names of the classes, one for each folder, in the order of their letters. */
    List<String> classNames(Path part) {
        List<String> names = new ArrayList<>();
        for (Path entry : entries(part)) {
            if (Files.isDirectory(entry) && !isHidden(entry)) {
                names.add(String.valueOf(entry.getFileName()));
            }
        }
        if (names.isEmpty()) {
            throw new NetworkException("%s has no folders; images stand in one folder for each class".formatted(part));
        }
        return names;
    }

    /**
     * The images of a part, class after class, in the order of their names.
     *
     * @param classNames of which each folder is one; null where nobody asks for classes, and images may stand anywhere
     */
    List<Example> examples(Path part, @Nullable List<String> classNames) {
        List<Example> examples = new ArrayList<>();
        for (Path entry : entries(part)) {
            if (isHidden(entry)) {
                hidden++;
            } else if (Files.isDirectory(entry)) {
                String name = String.valueOf(entry.getFileName());
                int label = classNames == null ? -1 : classNames.indexOf(name);
                if (classNames != null && label < 0) {
                    throw new NetworkException(
                            "%s is the folder of a class that the training part does not have; it has %s"
                                    .formatted(
                                            entry,
                                            String.join(
                                                            ", ",
                                                            classNames.stream()
                                                                    .limit(12)
                                                                    .toList())
                                                    + (classNames.size() > 12 ? ", …" : "")));
                }
                int before = examples.size();
                add(entry, label, examples);
                if (classNames != null && examples.size() == before) {
                    throw new NetworkException(
                            "%s holds no images (PNG, JPEG, BMP, GIF, WebP); take this folder away, or put some in"
                                    .formatted(entry));
                }
            } else if (classNames == null && ImageFile.isNamedSo(entry)) {
                examples.add(example(entry, -1));
            } else {
                foreign.add(String.valueOf(root.relativize(entry)));
            }
        }
        if (examples.isEmpty()) {
            throw new NetworkException("%s holds no images (PNG, JPEG, BMP, GIF, WebP)".formatted(part));
        }
        return examples;
    }

    private Example example(Path file, int label) {
        return new Example(file, String.valueOf(root.relativize(file)).replace('\\', '/'), label);
    }

    /** All below a folder. */
    private void add(Path folder, int label, List<Example> examples) {
        try (Stream<Path> all = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file :
                    all.filter(path -> !Files.isDirectory(path)).sorted().toList()) {
                if (isHiddenBelow(folder, file)) {
                    hidden++;
                } else if (ImageFile.isNamedSo(file)) {
                    examples.add(example(file, label));
                } else {
                    foreign.add(String.valueOf(root.relativize(file)));
                }
            }
        } catch (UncheckedIOException e) {
            throw IoFailure.of("read " + folder, Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw IoFailure.of("read " + folder, e);
        }
    }

    private static boolean isHiddenBelow(Path folder, Path file) {
        for (Path part : folder.relativize(file)) {
            if (isHidden(part)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isHidden(Path entry) {
        String name = String.valueOf(entry.getFileName());
        return name.startsWith(".") || OF_SYSTEMS.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Says what was left out. */
    void tell(String name, Consumer<String> progress) {
        if (foreign.isEmpty() && hidden == 0) {
            return;
        }
        List<String> parts = new ArrayList<>();
        if (!foreign.isEmpty()) {
            String some = String.join(", ", foreign.stream().limit(MOST_NAMED).toList());
            parts.add(String.format(
                    Locale.ROOT,
                    "%s (%s%s)",
                    foreign.size() == 1
                            ? "1 file that is no image of a class"
                            : foreign.size() + " files that are no images of a class",
                    some,
                    foreign.size() > MOST_NAMED ? ", …" : ""));
        }
        if (hidden > 0) {
            parts.add(hidden == 1 ? "1 hidden file" : hidden + " hidden files");
        }
        progress.accept("%s: left out %s".formatted(name, String.join(" and ", parts)));
    }

    private static List<Path> entries(Path directory) {
        try (Stream<Path> all = Files.list(directory)) {
            return all.sorted().toList();
        } catch (IOException e) {
            throw IoFailure.of("read " + directory, e);
        }
    }
}
