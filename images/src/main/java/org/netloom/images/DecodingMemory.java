package org.netloom.images;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Lets as many images be decoded at once as fit into half of the heap together, by the pixels that they claim: many threads
 * need no larger heap than one does. One that is larger than that alone is decoded by itself.
 */
final class DecodingMemory {
    /** What an image takes for each pixel: four bytes as decoded, three as planes, three as turned, and some to spare. */
    private static final int BYTES_A_PIXEL = 12;

    /** For all that is decoded in this process, since it has one heap. */
    private static final DecodingMemory OF_HEAP =
            new DecodingMemory(Runtime.getRuntime().maxMemory() / 2);

    private final int kilobytes;
    /** Fair, so that a large image is not kept waiting by all small ones. */
    private final Semaphore free;

    DecodingMemory(long bytes) {
        kilobytes = (int) Math.min(Integer.MAX_VALUE, Math.max(1, bytes >> 10));
        free = new Semaphore(kilobytes, true);
    }

    static DecodingMemory ofHeap() {
        return OF_HEAP;
    }

    /** Decodes as soon as there is room for this many pixels. */
    <T> T within(long pixels, Supplier<T> decoding) {
        int needed = (int) Math.min(kilobytes, ((pixels * BYTES_A_PIXEL) >> 10) + 1);
        free.acquireUninterruptibly(needed);
        try {
            return decoding.get();
        } finally {
            free.release(needed);
        }
    }
}
