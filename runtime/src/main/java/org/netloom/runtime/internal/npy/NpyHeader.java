package org.netloom.runtime.internal.npy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The head of an {@code .npy} file (NumPy's NEP 1), versions 1 to 3: {@code \x93NUMPY}, the version, the length of a
 * Python dictionary, the dictionary with {@code descr}, {@code fortran_order} and {@code shape}.
 *
 * @param columnMajor whether the first index changes fastest
 * @param bytes the size of all elements together, at most 2³¹ - 9
 */
record NpyHeader(NpyType type, ByteOrder order, boolean columnMajor, List<Long> shape, int bytes) {
    /** Real headers have 118 bytes; NumPy itself refuses more than 10,000 without being told to trust the file. */
    private static final int MAX_BYTES = 1 << 16;

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern DESCR = Pattern.compile("([<>|=]?)([a-zA-Z]\\d+)");

    /** What is wrong with a file, said without its name. */
    static final class Malformed extends Exception {
        @Serial
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    /** A file that is whole, of a type that is not read. */
    static final class Unsupported extends Exception {
        @Serial
        private static final long serialVersionUID = 1L;

        private final NumpyKind kind;

        Unsupported(NumpyKind kind, String type) {
            super(type);
            this.kind = kind;
        }

        NumpyKind kind() {
            return kind;
        }
    }

    static NpyHeader read(InputStream in) throws IOException, Malformed, Unsupported {
        byte[] start = in.readNBytes(8);
        if (start.length < 8) {
            throw new EOFException();
        }
        if (!Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new Malformed("it does not begin with \\x93NUMPY");
        }
        int version = start[6];
        if (version < 1 || version > 3) {
            throw new Malformed(String.format(
                    Locale.ROOT, "it has the format version %d, where 1 to 3 are known", start[6] & 0xFF));
        }
        int lengthBytes = version == 1 ? 2 : 4;
        ByteBuffer lengthBuffer = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        if (in.readNBytes(lengthBuffer.array(), 0, lengthBytes) < lengthBytes) {
            throw new EOFException();
        }
        int length = lengthBuffer.getInt();
        if (length < 0 || length > MAX_BYTES) {
            throw new Malformed(String.format(
                    Locale.ROOT,
                    "its header would have %s bytes, where at most %d are allowed",
                    Integer.toUnsignedString(length),
                    MAX_BYTES));
        }
        byte[] text = in.readNBytes(length);
        if (text.length < length) {
            throw new EOFException();
        }
        return parse(new String(text, version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1));
    }

    /** The head of a row-major little-endian array, as version 1, so that the elements begin at a multiple of 64. */
    static byte[] write(NpyType type, List<Long> shape) {
        String tuple =
                shape.stream().map(String::valueOf).collect(Collectors.joining(", ")) + (shape.size() == 1 ? "," : "");
        String dictionary = "{'descr': '%s%s', 'fortran_order': False, 'shape': (%s), }"
                .formatted(type.bytes() == 1 ? "|" : "<", type.code(), tuple);
        int fixed = MAGIC.length + 4;
        int padded = (fixed + dictionary.length() + 1 + 63) / 64 * 64;
        ByteBuffer header = ByteBuffer.allocate(padded).order(ByteOrder.LITTLE_ENDIAN);
        header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (padded - fixed));
        header.put(dictionary.getBytes(StandardCharsets.US_ASCII));
        while (header.remaining() > 1) {
            header.put((byte) ' ');
        }
        return header.put((byte) '\n').array();
    }

    private static NpyHeader parse(String dictionary) throws Malformed, Unsupported {
        PythonDict dict = PythonDict.parse(dictionary);
        Matcher descr = DESCR.matcher(dict.string("descr"));
        NpyType type = descr.matches() ? NpyType.of(descr.group(2)) : null;
        if (type == null) {
            NumpyKind kind = NumpyKind.of(dict.string("descr"));
            if (kind == null) {
                throw new Malformed("'%s' is no type of NumPy".formatted(dict.string("descr")));
            }
            throw new Unsupported(kind, kind.describe(dict.string("descr")));
        }
        ByteOrder order = switch (descr.group(1)) {
            case ">" -> ByteOrder.BIG_ENDIAN;
            case "<" -> ByteOrder.LITTLE_ENDIAN;
            default -> {
                if (type.bytes() > 1) {
                    throw new Malformed("its type '%s' does not say the order of bytes".formatted(descr.group()));
                }
                yield ByteOrder.LITTLE_ENDIAN;
            }
        };
        List<Long> shape = dict.tuple("shape");
        long bytes = type.bytes();
        for (long size : shape) {
            // A product that has passed the limit stays beyond it, unless a later dimension is 0.
            bytes = size > 0 && bytes > Integer.MAX_VALUE / size ? Integer.MAX_VALUE : bytes * size;
        }
        if (bytes > Integer.MAX_VALUE - 8) {
            throw new Malformed("its shape %s takes 2 GB or more".formatted(shape));
        }
        return new NpyHeader(type, order, dict.bool("fortran_order"), shape, (int) bytes);
    }

    /** The three entries of the header's dictionary, in any order, as Python writes them. */
    private record PythonDict(List<String> keys, List<String> values) {
        /** NumPy's own limit. */
        private static final int MAX_DIMENSIONS = 64;

        /** Python 2 wrote long integers with an L. */
        private static final Pattern SIZE = Pattern.compile("(\\d{1,18})L?");

        /** NumPy 2 writes a size so that was an integer of its own, {@code np.int64(12)}, and then refuses the file. */
        private static final Pattern NUMPY_SIZE = Pattern.compile("\\bnp\\.u?int(?:8|16|32|64|p)?\\((\\d{1,18})\\)");

        private static final Pattern ENTRY = Pattern.compile(
                "\\s*(?:'([a-z_]+)'|\"([a-z_]+)\")\\s*:\\s*('[^']*'|\"[^\"]*\"|\\([^()]*\\)|[A-Za-z]+|\\[.*\\])\\s*(,|(?=\\}))");

        static PythonDict parse(String text) throws Malformed {
            String trimmed = NUMPY_SIZE.matcher(text.strip()).replaceAll("$1");
            List<String> keys = new ArrayList<>();
            List<String> values = new ArrayList<>();
            if (!trimmed.startsWith("{") || !trimmed.endsWith("}")) {
                throw new Malformed("its header is no Python dictionary");
            }
            Matcher entry = ENTRY.matcher(trimmed);
            int at = 1;
            while (at < trimmed.length() - 1) {
                entry.region(at, trimmed.length());
                if (!entry.lookingAt()) {
                    if (trimmed.substring(at, trimmed.length() - 1).isBlank()) {
                        break;
                    }
                    throw new Malformed("its header is no dictionary of descr, fortran_order and shape");
                }
                String key = entry.group(1) != null ? entry.group(1) : entry.group(2);
                if (keys.contains(key)) {
                    throw new Malformed("its header says '%s' twice".formatted(key));
                }
                keys.add(key);
                values.add(entry.group(3));
                at = entry.end();
            }
            if (!keys.stream().sorted().toList().equals(List.of("descr", "fortran_order", "shape"))) {
                throw new Malformed(
                        "its header has the keys %s instead of descr, fortran_order and shape".formatted(keys));
            }
            return new PythonDict(keys, values);
        }

        private String value(String key) {
            return values.get(keys.indexOf(key));
        }

        String string(String key) {
            String value = value(key);
            return value.startsWith("'") || value.startsWith("\"") ? value.substring(1, value.length() - 1) : value;
        }

        boolean bool(String key) throws Malformed {
            return switch (value(key)) {
                case "True" -> true;
                case "False" -> false;
                default -> throw new Malformed("its %s is %s instead of True or False".formatted(key, value(key)));
            };
        }

        List<Long> tuple(String key) throws Malformed {
            String value = value(key);
            List<Long> sizes = new ArrayList<>();
            boolean isTuple = value.startsWith("(");
            String[] items = value.replaceAll("[()]", "").split(",", -1);
            for (int i = 0; i < items.length; i++) {
                Matcher size = SIZE.matcher(items[i].strip());
                if (size.matches()) {
                    sizes.add(Long.valueOf(size.group(1)));
                } else {
                    // Nothing at all, or nothing after the last comma, which a tuple of one number needs.
                    isTuple &= items[i].isBlank() && i == items.length - 1;
                }
            }
            if (!isTuple || sizes.size() > MAX_DIMENSIONS) {
                throw new Malformed(
                        String.format(Locale.ROOT, "its %s is no tuple of at most %d sizes", key, MAX_DIMENSIONS));
            }
            return sizes;
        }
    }
}
