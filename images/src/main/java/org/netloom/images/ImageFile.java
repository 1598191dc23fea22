package org.netloom.images;

import com.twelvemonkeys.imageio.metadata.Directory;
import com.twelvemonkeys.imageio.metadata.Entry;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEG;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegment;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegmentUtil;
import com.twelvemonkeys.imageio.metadata.tiff.TIFF;
import com.twelvemonkeys.imageio.metadata.tiff.TIFFReader;
import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.FileKind;
import org.netloom.runtime.internal.io.HeapLimit;
import org.netloom.runtime.internal.io.IoFailure;

/** An image file: PNG, JPEG, BMP, GIF or WebP. All methods may be called from several threads at once. */
final class ImageFile {
    private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "bmp", "gif", "webp");
    /** Twice the largest that cameras make; what claims more is no file to take memory for. */
    private static final long MOST_PIXELS = 400_000_000;

    /** What a decoder says of a file that is not whole, and shows gray for what is missing. */
    private static final Pattern NOT_WHOLE = Pattern.compile("(?i).*(premature|truncated|corrupt|unexpected end).*");

    /** How many bytes at the beginning tell WebP. */
    private static final int WEBP_HEAD = 12;

    private ImageFile() {}

    /** Whether a file is an image by its name. */
    static boolean isNamedSo(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    /**
     * Decodes a file, the way up that it is meant.
     *
     * @param channels 1 for gray, 3 for color
     * @throws NetworkException in one sentence that names the file, where it does not decode
     */
    static Pixels read(Path file, int channels) {
        return HeapLimit.within(file, () -> readWithin(file, channels));
    }

    private static Pixels readWithin(Path file, int channels) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw IoFailure.of("read " + file, e);
        }
        requireWholeWebp(file, bytes);
        try (ImageInputStream in = new ByteArrayImageInputStream(bytes)) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw unreadable(file, bytes);
            }
            ImageReader reader = readers.next();
            String[] warning = new String[1];
            try {
                reader.addIIOReadWarningListener((source, text) -> warning[0] = text);
                reader.setInput(in, true, true);
                int width = reader.getWidth(0);
                int height = reader.getHeight(0);
                requireSize(file, width, height);
                return DecodingMemory.ofHeap().within((long) width * height, () -> {
                    BufferedImage image = decoded(reader);
                    if (warning[0] != null && NOT_WHOLE.matcher(warning[0]).matches()) {
                        throw new NetworkException("%s does not decode: %s".formatted(file, oneLine(warning[0])));
                    }
                    return Pixels.of(image, channels).turned(orientation(bytes));
                });
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            // Decoders throw whatever comes of bytes that they did not expect.
            if (e instanceof NetworkException refused) {
                throw refused;
            }
            Exception cause =
                    e instanceof UncheckedIOException unchecked ? Objects.requireNonNull(unchecked.getCause()) : e;
            throw new NetworkException("%s does not decode: %s".formatted(file, oneLine(reason(cause))), e);
        }
    }

    private static BufferedImage decoded(ImageReader reader) {
        try {
            return reader.read(0);
        } catch (IOException e) {
            // The JDK's reader of PNG files hides it so.
            if (e.getCause() instanceof OutOfMemoryError full) {
                throw full;
            }
            throw new UncheckedIOException(e);
        }
    }

    private static String reason(Exception failure) {
        return failure instanceof IOException io && io.getMessage() != null
                ? IoFailure.reason(io)
                : "it is damaged or ends too early";
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= 200 ? line : line.substring(0, 200) + "…";
    }

    private static NetworkException unreadable(Path file, byte[] bytes) {
        String kind = FileKind.of(bytes);
        return new NetworkException("%s is no image that is read (PNG, JPEG, BMP, GIF, WebP)%s"
                .formatted(file, kind == null ? "" : ": it is " + kind));
    }

    private static void requireSize(Path file, int width, int height) {
        if ((long) width * height > MOST_PIXELS) {
            throw new NetworkException(String.format(
                    Locale.ROOT,
                    "%s claims %d x %d pixels, where %,d are the most; make it smaller",
                    file,
                    width,
                    height,
                    MOST_PIXELS));
        }
    }

    /** The decoder takes zeros for what a file lacks at its end. */
    private static void requireWholeWebp(Path file, byte[] bytes) {
        if (bytes.length < WEBP_HEAD
                || !new String(bytes, 0, WEBP_HEAD, StandardCharsets.ISO_8859_1).matches("(?s)RIFF....WEBP")) {
            return;
        }
        long size = 8 + (ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(4) & 0xFFFFFFFFL);
        // Some programs leave out the byte that makes the length even.
        if (size > bytes.length + 1L) {
            throw new NetworkException(String.format(
                    Locale.ROOT,
                    "%s does not decode: it says that it has %d bytes, and has %d",
                    file,
                    size,
                    bytes.length));
        }
    }

    /** EXIF's orientation, 1 where there is none that can be read. */
    private static int orientation(byte[] bytes) {
        if (bytes.length < 4 || (bytes[0] & 0xFF) != 0xFF || (bytes[1] & 0xFF) != 0xD8) {
            return 1;
        }
        try (ImageInputStream in = new ByteArrayImageInputStream(bytes)) {
            List<JPEGSegment> segments = JPEGSegmentUtil.readSegments(in, JPEG.APP1, "Exif");
            if (segments.isEmpty()) {
                return 1;
            }
            // One byte behind the name is padding.
            InputStream data = segments.get(0).data();
            if (data.read() < 0) {
                return 1;
            }
            try (ImageInputStream exif = new MemoryCacheImageInputStream(data)) {
                Directory directory = new TIFFReader().read(exif);
                @Nullable Entry entry = directory.getEntryById(TIFF.TAG_ORIENTATION);
                return entry != null && entry.getValue() instanceof Number number ? number.intValue() : 1;
            }
        } catch (IOException | RuntimeException e) {
            // A picture is more than its notes: one with damaged notes is shown as it is stored.
            return 1;
        }
    }
}
