package org.netloom.runtime.internal.io;

import java.util.Locale;
import java.util.function.Supplier;
import org.netloom.runtime.exception.NetworkException;

/** What a file holds may be more than Java's heap has room for, and then that is said of the file. */
public final class HeapLimit {
    private HeapLimit() {}

    /**
     * Reads a file.
     *
     * @param what the file, for the message
     * @throws NetworkException in one sentence, where it does not fit into the heap
     */
    public static <T> T within(Object what, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (OutOfMemoryError e) {
            // What was read so far is garbage by now: there is room for the message.
            throw new NetworkException(
                    String.format(
                            Locale.ROOT,
                            "%s does not fit into Java's heap of %,d MB; if its size is what it should be, -Xmx8g gives more (NETLOOM_JAVA_OPTS=-Xmx8g for the netloom command)",
                            what,
                            Runtime.getRuntime().maxMemory() >> 20),
                    e);
        }
    }
}
