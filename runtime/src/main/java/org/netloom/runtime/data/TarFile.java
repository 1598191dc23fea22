package org.netloom.runtime.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.AtomicFile;
import org.netloom.runtime.internal.io.IoFailure;

/** A .tar.gz file. */
final class TarFile {
    private TarFile() {}

    /**
     * Takes files out of it, into one folder, whatever folder of the archive they stand in.
     *
     * @param wanted by the last part of their names, under which they are written
     * @param most how many bytes they may have together
     */
    static void unpack(Path archive, Path folder, Predicate<String> wanted, long most) {
        try (InputStream in = Files.newInputStream(archive);
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new GZIPInputStream(new BufferedInputStream(in)))) {
            long left = most;
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
                if (!entry.isFile() || name.isEmpty() || name.startsWith(".") || !wanted.test(name)) {
                    continue;
                }
                left -= entry.getSize();
                if (left < 0) {
                    throw new NetworkException(
                            String.format(Locale.ROOT, "%s unpacks to more than %,d bytes", archive, most));
                }
                AtomicFile.write(folder.resolve(name), channel -> {
                    byte[] chunk = new byte[1 << 16];
                    for (int count = tar.read(chunk); count >= 0; count = tar.read(chunk)) {
                        ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, count);
                        while (bytes.hasRemaining()) {
                            channel.write(bytes);
                        }
                    }
                });
            }
        } catch (IOException e) {
            throw IoFailure.of("unpack " + archive, e);
        }
    }
}
