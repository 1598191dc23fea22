package org.netloom.runtime.internal.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a file is instead of what it should be, by how it begins. */
public final class FileKind {
    /** How many bytes tell it. */
    public static final int BYTES = 512;

    private static final String[][] MAGIC = {
        {"\u001f\u008b", "gzip data, which gunzip unpacks"},
        {"\u0093NUMPY", "a single .npy array; np.savez(file, x=…, y=…) writes an .npz file"},
        {"PK\u0003\u0004", "a zip archive"},
        {"\u0089HDF\r\n", "an HDF5 file"},
        {"\u0080\u0002", "a Python pickle"},
        {"\u0080\u0003", "a Python pickle"},
        {"\u0080\u0004", "a Python pickle"},
        {"\u0080\u0005", "a Python pickle"},
        {"PAR1", "a Parquet file"},
        {"MATLAB", "a MATLAB file"},
        {"\u0089PNG", "a PNG image"},
        {"\u00ff\u00d8\u00ff", "a JPEG image"},
        {"BZh", "bzip2 data, which bunzip2 unpacks"},
        {"\u00fd7zXZ", "xz data, which unxz unpacks"},
        {"(\u00b5/\u00fd", "zstd data, which unzstd unpacks"},
        {"7z\u00bc\u00af", "a 7z archive"},
        {"\u0000\u0000\u0008", "an IDX file; give the directory that holds it with the labels"},
        {"version https://git-lfs", "a pointer of Git LFS; git lfs pull fetches the file itself"},
    };

    private FileKind() {}

    /** A few words, {@code an HTML page; …}; null for what is not known. */
    public static @Nullable String of(byte[] start) {
        if (start.length == 0) {
            return "empty";
        }
        String text = new String(start, StandardCharsets.ISO_8859_1);
        for (String[] kind : MAGIC) {
            if (text.startsWith(kind[0])) {
                return kind[1];
            }
        }
        String word = text.replaceFirst("^(\u00ef\u00bb\u00bf)?\\s*", "").toLowerCase(Locale.ROOT);
        if (word.startsWith("<!doctype html") || word.startsWith("<html") || word.startsWith("<head")) {
            return "an HTML page, as a server sends for an error or a login; download it again";
        }
        if (word.startsWith("<?xml") || word.startsWith("<error")) {
            return "XML, as a server sends for an error; download it again";
        }
        return null;
    }

    /** The same of a file. */
    public static @Nullable String of(Path file) {
        return of(start(file));
    }

    /**
     * How a file begins: as many bytes as tell its kind, fewer of a short one.
     *
     * @throws org.netloom.runtime.exception.NetworkException where it cannot be read
     */
    public static byte[] start(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(BYTES);
        } catch (IOException e) {
            throw IoFailure.of("read " + file, e);
        }
    }
}
