package org.netloom.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.load.ClassStore;
import org.netloom.runtime.internal.io.PrivateFolder;
import org.netloom.runtime.internal.io.UserFolders;

/**
 * Compiled nets in a folder that nobody but this user can write to, a file each; of more than {@value #MOST} the ones that
 * were not used for longest go. It is there to save time alone: where anything is wrong with it, nets are compiled.
 */
final class ClassFolder implements ClassStore {
    static final int MOST = 100;
    private static final String ENDING = ".classes";

    private final Path folder;

    ClassFolder(Path folder) {
        this.folder = folder;
    }

    /** This user's, or none where there is no place for it. */
    static ClassStore ofUser() {
        return UserFolders.ofProcess()
                .cache()
                .<ClassStore>map(cache -> new ClassFolder(cache.resolve("nets")))
                .orElse(NONE);
    }

    @Override
    public @Nullable Map<String, byte[]> find(String key) {
        Path file = file(key);
        try {
            if (!Files.isRegularFile(file) || PrivateFolder.fault(folder, false).isPresent()) {
                return null;
            }
            Map<String, byte[]> classes = read(Files.readAllBytes(file));
            if (classes != null) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            }
            return classes;
        } catch (IOException | RuntimeException e) {
            // What cannot be read is compiled.
            return null;
        }
    }

    @Override
    public void keep(String key, Map<String, byte[]> classes) {
        try {
            PrivateFolder.create(folder);
            if (PrivateFolder.fault(folder, false).isPresent()) {
                return;
            }
            // Not by AtomicFile, which waits for the disk: a file that a crash damages is not taken for whole.
            Path aside = Files.createTempFile(folder, key.substring(0, 8), ".tmp");
            Files.write(aside, bytes(classes));
            Files.move(aside, file(key), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            forgetOldest();
        } catch (IOException | RuntimeException e) {
            // The next start compiles once more.
            return;
        }
    }

    private Path file(String key) {
        return folder.resolve(key + ENDING);
    }

    private void forgetOldest() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> oldestFirst =
                    files.sorted(Comparator.comparing(ClassFolder::time)).toList();
            for (Path file : oldestFirst.subList(0, Math.max(0, oldestFirst.size() - MOST))) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static FileTime time(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            // Another process deleted it just now.
            return FileTime.fromMillis(0);
        }
    }

    /** How many; name, length and bytes of each; a checksum. */
    private static byte[] bytes(Map<String, byte[]> classes) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(content);
        data.writeInt(classes.size());
        for (Map.Entry<String, byte[]> one : classes.entrySet()) {
            data.writeUTF(one.getKey());
            data.writeInt(one.getValue().length);
            data.write(one.getValue());
        }
        data.writeLong(checksum(content.toByteArray(), content.size()));
        return content.toByteArray();
    }

    private static @Nullable Map<String, byte[]> read(byte[] bytes) throws IOException {
        int end = bytes.length - Long.BYTES;
        if (end < 0 || ByteBuffer.wrap(bytes).getLong(end) != checksum(bytes, end)) {
            return null;
        }
        DataInputStream data = new DataInputStream(new ByteArrayInputStream(Arrays.copyOf(bytes, end)));
        Map<String, byte[]> classes = new LinkedHashMap<>();
        for (int left = data.readInt(); left > 0; left--) {
            String name = data.readUTF();
            classes.put(name, data.readNBytes(data.readInt()));
        }
        return classes;
    }

    private static long checksum(byte[] bytes, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        return checksum.getValue();
    }
}
