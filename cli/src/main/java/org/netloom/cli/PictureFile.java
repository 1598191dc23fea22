package org.netloom.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.netloom.runtime.internal.io.AtomicFile;

/** Pictures in files: SVG. */
final class PictureFile {
    private PictureFile() {}

    /**
     * Refuses a name that this picture cannot have; best before the work that the picture is of. One without an ending,
     * {@code /dev/stdout} for example, takes SVG.
     *
     * @throws CliException naming what fits
     */
    static void requireKnown(Path file) {
        String ending = ending(file);
        if (!List.of("svg", "").contains(ending)) {
            throw new CliException(
                    "cannot write %s: a picture is an .svg, not a .%s; browsers show it, and inkscape or rsvg-convert makes other kinds of it"
                            .formatted(file, ending));
        }
    }

    /** Writes the whole file or nothing. */
    static void write(Path file, String svg) {
        requireKnown(file);
        AtomicFile.write(file, svg);
    }

    /** What follows the last point of a name, in small letters; empty where there is none. */
    static String ending(Path file) {
        String name = String.valueOf(file.getFileName());
        int point = name.lastIndexOf('.');
        return point < 0 ? "" : name.substring(point + 1).toLowerCase(Locale.ROOT);
    }
}
