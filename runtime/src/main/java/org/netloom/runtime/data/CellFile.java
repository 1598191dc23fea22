package org.netloom.runtime.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.IoFailure;

/**
 * Cells in a temporary file, row by row, since that is how a training asks for them. It is written as any file is, so that a
 * full disk is an error that can be told, and then mapped into memory, so that an interrupt does not close it.
 *
 * <p>Its name is taken away as soon as it is open, where the system can: then the disk has its room back when the last data
 * set of the table is garbage, or the process ends, however that comes about. Windows deletes it at the end.
 */
final class CellFile extends CellMemory {
    /** How much is written at once. */
    private static final int CHUNK = 1 << 20;

    /** How much is mapped at once: what one buffer can hold, and less. */
    private static final long MAPPED = 1L << 30;

    private final String name;
    private final FileChannel channel;
    private final int[] offsets;
    private final int rowBytes;
    private final ByteBuffer out;
    private final int rowsOfMap;
    private final ByteBuffer[] maps;
    private final int rows;

    /**
     * Cells in a file.
     *
     * @param channel an empty file, which is closed at the end
     * @param mapped how many bytes are seen through one buffer, at most
     */
    CellFile(String name, FileChannel channel, int rows, List<Boolean> words, long mapped) {
        this.name = name;
        this.channel = channel;
        this.rows = rows;
        offsets = new int[words.size()];
        int at = 4;
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = at;
            at += words.get(i) ? 4 : 8;
        }
        rowBytes = at;
        out = ByteBuffer.allocateDirect(Math.max(1, CHUNK / rowBytes) * rowBytes)
                .order(ByteOrder.nativeOrder());
        rowsOfMap = (int) Math.max(1, mapped / rowBytes);
        maps = new ByteBuffer[(rows + rowsOfMap - 1) / rowsOfMap];
    }

    /** A new one, in the folder for temporary files. */
    static CellFile temporary(String name, int rows, List<Boolean> words) {
        try {
            Path file = Files.createTempFile("netloom-", ".table");
            file.toFile().deleteOnExit();
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            return new CellFile(name, channel, rows, words, MAPPED);
        } catch (IOException e) {
            throw refused(name, e);
        }
    }

    private static NetworkException refused(String name, IOException cause) {
        return new NetworkException(
                "%s is larger than a quarter of Java's heap, and cannot be written to a temporary file: %s; -Djava.io.tmpdir=DIR names another folder, and -Xmx8g gives a larger heap (NETLOOM_JAVA_OPTS=-Xmx8g for the netloom command)"
                        .formatted(name, IoFailure.reason(cause)),
                cause);
    }

    @Override
    void put(int row, int column, double number) {
        out.putDouble(out.position() + offsets[column], number);
    }

    @Override
    void put(int row, int column, int word) {
        out.putInt(out.position() + offsets[column], word);
    }

    @Override
    void end(int row, int line) {
        out.putInt(out.position(), line);
        out.position(out.position() + rowBytes);
        if (!out.hasRemaining()) {
            write();
        }
    }

    private void write() {
        out.flip();
        try {
            while (out.hasRemaining()) {
                channel.write(out);
            }
        } catch (IOException e) {
            close();
            throw refused(name, e);
        }
        out.clear();
    }

    @Override
    void finish() {
        write();
        try {
            for (int i = 0; i < maps.length; i++) {
                long from = (long) i * rowsOfMap;
                long count = Math.min(rowsOfMap, rows - from);
                maps[i] = channel.map(FileChannel.MapMode.READ_ONLY, from * rowBytes, count * rowBytes)
                        .order(ByteOrder.nativeOrder());
            }
        } catch (IOException e) {
            throw refused(name, e);
        } finally {
            close();
        }
    }

    /** What is mapped stays so. */
    private void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is a copy of what is read, and all that was asked of it has been said.
            return;
        }
    }

    @Override
    double number(int row, int column) {
        return maps[row / rowsOfMap].getDouble(row % rowsOfMap * rowBytes + offsets[column]);
    }

    @Override
    int word(int row, int column) {
        return maps[row / rowsOfMap].getInt(row % rowsOfMap * rowBytes + offsets[column]);
    }

    @Override
    int line(int row) {
        return maps[row / rowsOfMap].getInt(row % rowsOfMap * rowBytes);
    }
}
