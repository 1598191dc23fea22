package org.netloom.runtime.internal.npy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Files of NumPy with any header, which the library itself would never write. */
public final class RawNpz {
    private RawNpz() {}

    /**
     * One array as a file.
     *
     * @param descr as Python writes it: {@code '<f4'}, quotes included
     * @param shape as Python writes it: {@code (2, 3)}
     */
    public static byte[] npy(String descr, String shape, byte... elements) {
        byte[] dictionary = "{'descr': %s, 'fortran_order': False, 'shape': %s, }\n"
                .formatted(descr, shape)
                .getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer file =
                ByteBuffer.allocate(10 + dictionary.length + elements.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) dictionary.length);
        return file.put(dictionary).put(elements).array();
    }

    /** Elements of 8 bytes. */
    public static byte[] npy(String shape, double... elements) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * elements.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(elements);
        return npy("'<f8'", shape, bytes.array());
    }

    /** Elements of int32. */
    public static byte[] npy(String shape, int... elements) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * elements.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(elements);
        return npy("'<i4'", shape, bytes.array());
    }

    /** Packs arrays under their names. */
    public static byte[] zip(Map<String, byte[]> arrays, boolean deflated) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
                ZipEntry entry = new ZipEntry(array.getKey() + ".npy");
                if (!deflated) {
                    CRC32 checksum = new CRC32();
                    checksum.update(array.getValue());
                    entry.setMethod(ZipEntry.STORED);
                    entry.setSize(array.getValue().length);
                    entry.setCrc(checksum.getValue());
                }
                zip.putNextEntry(entry);
                zip.write(array.getValue());
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    public static Path write(Path file, Map<String, byte[]> arrays) throws IOException {
        return Files.write(file, zip(arrays, true));
    }
}
