package org.netloom.runtime.internal.npy;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.AtomicFile;
import org.netloom.runtime.internal.io.HeapLimit;
import org.netloom.runtime.internal.io.IoFailure;

/**
 * Named arrays in one file, as {@code numpy.savez} and {@code savez_compressed} write them: a zip archive of {@code
 * .npy} files. ND4J's own reader takes no compressed archives, and its writer errs on arrays that are no plain rows.
 */
public final class NpzFile implements AutoCloseable {
    private static final String SUFFIX = ".npy";
    /** Deflate packs at most 1032 bytes into one; what claims more is no file to take memory for. */
    private static final long MAX_RATIO = 1032;
    /** Zip entries have a date; this is the earliest, so that the same arrays give the same bytes. */
    private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final Path file;
    private final ZipFile zip;
    private final Map<String, ZipEntry> entries;

    private NpzFile(Path file, ZipFile zip, Map<String, ZipEntry> entries) {
        this.file = file;
        this.zip = zip;
        this.entries = entries;
    }

    /**
     * Opens a file and lists its arrays.
     *
     * @throws NetworkException in one sentence, where the file is missing or no intact zip archive
     */
    public static NpzFile open(Path file) {
        return HeapLimit.within(file, () -> openWithin(file));
    }

    private static NpzFile openWithin(Path file) {
        try {
            if (!Files.exists(file)) {
                throw new NoSuchFileException(file.toString());
            }
            ZipFile zip = new ZipFile(file.toFile());
            Map<String, ZipEntry> entries = new LinkedHashMap<>();
            @Nullable String twice = list(zip, entries);
            if (twice != null) {
                zip.close();
                throw new NetworkException(
                        "%s holds two arrays of the name %s, and nothing says which is meant; write it anew with np.savez"
                                .formatted(file, twice));
            }
            return new NpzFile(file, zip, entries);
        } catch (NoSuchFileException e) {
            throw new NetworkException("there is no file " + file, e);
        } catch (ZipException e) {
            throw new NetworkException("%s is no intact .npz file: %s".formatted(file, IoFailure.reason(e)), e);
        } catch (IOException e) {
            throw IoFailure.of("read " + file, e);
        }
    }

    /** Puts all arrays in by name; says which name is there a second time. */
    private static @Nullable String list(ZipFile zip, Map<String, ZipEntry> entries) {
        for (ZipEntry entry : Collections.list(zip.entries())) {
            String file = entry.getName();
            if (file.endsWith(SUFFIX)) {
                String name = file.substring(0, file.length() - SUFFIX.length());
                if (entries.put(name, entry) != null) {
                    return name;
                }
            }
        }
        return null;
    }

    /** The names of the arrays, in the order of the file. */
    public Set<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    /**
     * Reads an array and checks it against its checksum.
     *
     * @throws UnsupportedTypeException in one sentence, where it is of a type that is not read
     * @throws NetworkException in one sentence, where it is truncated or corrupt, or does not fit into the heap
     */
    public NpyArray read(String name) {
        return HeapLimit.within("the array %s in %s".formatted(name, file), () -> readWithin(name));
    }

    private NpyArray readWithin(String name) {
        ZipEntry entry = entries.get(name);
        if (entry == null) {
            throw new IllegalArgumentException("no array " + name + " in " + file);
        }
        try (CheckedInputStream in = new CheckedInputStream(zip.getInputStream(entry), new CRC32())) {
            long packed = Math.min(entry.getCompressedSize(), Files.size(file));
            NpyArray array = NpyFile.read(in, Math.min(entry.getSize(), packed * MAX_RATIO));
            if (in.read() >= 0) {
                throw new NpyHeader.Malformed("it is longer than its shape %s says".formatted(array.shape()));
            }
            if (in.getChecksum().getValue() != entry.getCrc()) {
                throw new NpyHeader.Malformed("its checksum does not fit");
            }
            return array;
        } catch (NpyHeader.Unsupported e) {
            throw new UnsupportedTypeException(
                    "%s in %s is %s, which is not read".formatted(name, file, e.getMessage()), e.kind(), e);
        } catch (NpyHeader.Malformed | ZipException e) {
            throw malformed(name, String.valueOf(e.getMessage()), e);
        } catch (EOFException e) {
            throw malformed(name, "it ends too early", e);
        } catch (IOException e) {
            throw IoFailure.of("read " + file, e);
        }
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw IoFailure.of("close " + file, e);
        }
    }

    /**
     * Writes arrays under their names: aside, flushed, then renamed.
     *
     * @param compressed whether to deflate the elements, as {@code numpy.savez_compressed} does
     * @throws NetworkException in one sentence, where the file cannot be written; it is then what it was before
     */
    public static void write(Path file, Map<String, NpyArray> arrays, boolean compressed) {
        AtomicFile.write(file, channel -> {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
            ZipOutputStream zip = new ZipOutputStream(out);
            for (Map.Entry<String, NpyArray> array : arrays.entrySet()) {
                ZipEntry entry = new ZipEntry(array.getKey() + SUFFIX);
                entry.setTimeLocal(EPOCH);
                if (!compressed) {
                    store(entry, array.getValue());
                }
                zip.putNextEntry(entry);
                NpyFile.write(array.getValue(), zip);
                zip.closeEntry();
            }
            zip.finish();
            out.flush();
        });
    }

    /** An entry that is not compressed says its size and checksum before its content. */
    private static void store(ZipEntry entry, NpyArray array) throws IOException {
        CRC32 checksum = new CRC32();
        NpyFile.write(array, new CheckedOutputStream(OutputStream.nullOutputStream(), checksum));
        long size = NpyHeader.write(array.type(), array.shape()).length
                + (long) array.bytes().capacity();
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(size);
        entry.setCompressedSize(size);
        entry.setCrc(checksum.getValue());
    }

    private NetworkException malformed(String name, String what, Exception cause) {
        return new NetworkException("the array %s in %s is not intact: %s".formatted(name, file, what), cause);
    }
}
