package org.netloom.images;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A lossless WebP image of two colors, for tests: nothing in Java writes that format. */
final class WebpFile {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int bits;
    private int count;

    private WebpFile() {}

    /** An image whose pixels are either of two colors, 0xRRGGBB; in each channel the first is the darker. */
    static byte[] of(boolean[][] second, int firstColor, int secondColor) {
        WebpFile file = new WebpFile();
        file.put(0x2F, 8);
        file.put(second[0].length - 1, 14);
        file.put(second.length - 1, 14);
        // No alpha, version 0, no transform, no cache of colors, one group of codes.
        file.put(0, 1 + 3 + 1 + 1 + 1);
        int[] shifts = {8, 16, 0};
        for (int shift : shifts) {
            file.code((firstColor >> shift) & 0xFF, (secondColor >> shift) & 0xFF);
        }
        file.code(255, 255);
        file.code(0, 0);
        for (boolean[] row : second) {
            for (boolean pixel : row) {
                for (int shift : shifts) {
                    boolean differs = (((firstColor ^ secondColor) >> shift) & 0xFF) != 0;
                    file.put(pixel ? 1 : 0, differs ? 1 : 0);
                }
            }
        }
        return file.framed();
    }

    /** A code of one symbol, which takes no bits, or of two, which take one. */
    private void code(int low, int high) {
        put(1, 1);
        put(low == high ? 0 : 1, 1);
        put(1, 1);
        put(low, 8);
        put(high, low == high ? 0 : 8);
    }

    /** The lowest bits first. */
    private void put(int value, int length) {
        for (int i = 0; i < length; i++) {
            bits |= ((value >> i) & 1) << count++;
            if (count == 8) {
                bytes.write(bits);
                bits = 0;
                count = 0;
            }
        }
    }

    private byte[] framed() {
        put(0, (8 - count) % 8);
        int length = bytes.size();
        if (length % 2 == 1) {
            bytes.write(0);
        }
        return ByteBuffer.allocate(20 + bytes.size())
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(12 + bytes.size())
                .put("WEBPVP8L".getBytes(StandardCharsets.US_ASCII))
                .putInt(length)
                .put(bytes.toByteArray())
                .array();
    }
}
