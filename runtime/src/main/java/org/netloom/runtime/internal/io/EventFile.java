package org.netloom.runtime.internal.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32C;
import org.netloom.runtime.exception.NetworkException;

/**
 * A file of events as TensorBoard reads it: records of TensorFlow's TFRecord format, each a message {@code Event} of its {@code
 * event.proto}. Six fields are in use, of three wire types; the library for protocol buffers, with the classes of
 * TensorFlow's messages, would be the largest jar of this project.
 */
public final class EventFile implements AutoCloseable {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;
    /** As TensorFlow's writers begin; from this version on readers heed {@link #startsAt}. */
    private static final String VERSION = "brain.Event:2";

    private static final int SESSION_STARTED = 1;
    private static final int MASK = 0xa282ead8;

    private final Path file;
    private final OutputStream out;
    private final CRC32C crc = new CRC32C();

    private EventFile(Path file, OutputStream out) {
        this.file = file;
        this.out = out;
    }

    /**
     * A new file in this directory, which is made where it is missing: {@code
     * events.out.tfevents.<seconds>.<host>.<process>.<number>}.
     *
     * @throws NetworkException in one sentence, where it cannot be written
     */
    public static EventFile in(Path directory) {
        try {
            Files.createDirectories(directory);
            String name = String.format(
                    Locale.ROOT,
                    "events.out.tfevents.%010d.%s.%d",
                    System.currentTimeMillis() / 1000,
                    host(),
                    ProcessHandle.current().pid());
            EventFile events = open(directory, name);
            events.event(events.message(64).string(3, VERSION));
            events.flush();
            return events;
        } catch (FileAlreadyExistsException e) {
            throw new NetworkException("cannot write events to %s: it is a file".formatted(directory), e);
        } catch (IOException e) {
            throw IoFailure.of("write events to " + directory, e);
        }
    }

    /** Several of one process may begin in the same second. */
    private static EventFile open(Path directory, String name) throws IOException {
        for (int number = 0; ; number++) {
            Path file = directory.resolve(name + "." + number);
            try {
                return new EventFile(
                        file, new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)));
            } catch (FileAlreadyExistsException e) {
                // The next number.
            }
        }
    }

    private static String host() {
        try {
            String name = InetAddress.getLocalHost().getHostName();
            return name.replaceAll("[^A-Za-z0-9._-]", "_");
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /** Where it is. */
    public Path file() {
        return file;
    }

    /** Says that what other files say of this step and of those behind it holds no more: training goes on from before it. */
    public void startsAt(long step) {
        event(message(64).varint(2, step).bytes(7, message(16).varint(1, SESSION_STARTED)));
    }

    /** Numbers of a step, by their names; rounded to float, which is what TensorBoard keeps. */
    public void scalars(long step, Map<String, Double> values) {
        int size = values.keySet().stream()
                .mapToInt(name -> 3 * name.length() + 32)
                .sum();
        Message summary = message(size);
        values.forEach((name, value) ->
                summary.bytes(1, message(3 * name.length() + 24).string(1, name).float32(2, value.floatValue())));
        event(message(size + 64).varint(2, step).bytes(5, summary));
    }

    /** Whoever reads the file sees all that was written so far. */
    public void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw IoFailure.of("write " + file, e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw IoFailure.of("write " + file, e);
        }
    }

    /** A record: the length with its checksum, the event with its own. */
    private void event(Message event) {
        event.float64(1, System.currentTimeMillis() * 1e-3);
        byte[] data = event.toBytes();
        byte[] length = little(8).putLong(data.length).array();
        try {
            out.write(length);
            out.write(checksum(length));
            out.write(data);
            out.write(checksum(data));
        } catch (IOException e) {
            throw IoFailure.of("write " + file, e);
        }
    }

    /** CRC-32C, turned and shifted: TensorFlow does so because checksums of checksums are weak. */
    private byte[] checksum(byte[] data) {
        crc.reset();
        crc.update(data);
        int value = (int) crc.getValue();
        return little(4).putInt(Integer.rotateRight(value, 15) + MASK).array();
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private Message message(int room) {
        return new Message(little(room));
    }

    /** A message of protocol buffers, field by field: its number and type, and its value. */
    private record Message(ByteBuffer bytes) {
        Message varint(int field, long value) {
            tag(field, VARINT);
            varint(value);
            return this;
        }

        Message float64(int field, double value) {
            tag(field, FIXED64);
            bytes.putDouble(value);
            return this;
        }

        Message float32(int field, float value) {
            tag(field, FIXED32);
            bytes.putFloat(value);
            return this;
        }

        Message string(int field, String text) {
            return bytes(field, text.getBytes(StandardCharsets.UTF_8));
        }

        Message bytes(int field, Message inner) {
            return bytes(field, inner.toBytes());
        }

        private Message bytes(int field, byte[] value) {
            tag(field, BYTES);
            varint(value.length);
            bytes.put(value);
            return this;
        }

        private void tag(int field, int type) {
            varint((long) field << 3 | type);
        }

        /** Seven bits a byte, the lowest first; the eighth says that more follow. */
        private void varint(long value) {
            long rest = value;
            while ((rest & ~0x7fL) != 0) {
                bytes.put((byte) ((rest & 0x7f) | 0x80));
                rest >>>= 7;
            }
            bytes.put((byte) rest);
        }

        byte[] toBytes() {
            byte[] all = new byte[bytes.position()];
            bytes.flip().get(all);
            return all;
        }
    }
}
