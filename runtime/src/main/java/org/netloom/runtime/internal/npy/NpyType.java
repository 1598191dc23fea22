package org.netloom.runtime.internal.npy;

import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.internal.io.HalfFloat;

/** The element types that are read, under NumPy's names. */
public enum NpyType {
    BOOL("b1", 1),
    INT8("i1", 1),
    INT16("i2", 2),
    INT32("i4", 4),
    INT64("i8", 8),
    UINT8("u1", 1),
    UINT16("u2", 2),
    UINT32("u4", 4),
    UINT64("u8", 8),
    /** IEEE 754 half precision. */
    FLOAT16("f2", 2),
    FLOAT32("f4", 4),
    FLOAT64("f8", 8);

    private final String code;
    private final int bytes;

    NpyType(String code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    /** The size of one element. */
    public int bytes() {
        return bytes;
    }

    public boolean isFloating() {
        return this == FLOAT16 || this == FLOAT32 || this == FLOAT64;
    }

    /** As messages and NumPy's {@code dtype} name it: {@code float32}. */
    public String numpyName() {
        return name().toLowerCase(Locale.ROOT);
    }

    String code() {
        return code;
    }

    static @Nullable NpyType of(String code) {
        for (NpyType type : values()) {
            if (type.code.equals(code)) {
                return type;
            }
        }
        return null;
    }

    /** The element at a byte position; 64-bit integers beyond 2⁵³ are rounded. */
    double getDouble(ByteBuffer from, int position) {
        return switch (this) {
            case FLOAT16 -> HalfFloat.value(from.getShort(position));
            case FLOAT32 -> from.getFloat(position);
            case FLOAT64 -> from.getDouble(position);
            case UINT64 -> {
                long value = from.getLong(position);
                yield value >= 0 ? value : (double) ((value >>> 1) | (value & 1)) * 2;
            }
            default -> getLong(from, position);
        };
    }

    /**
     * The whole number at a byte position.
     *
     * @throws ArithmeticException for a UINT64 that a long cannot hold
     */
    long getLong(ByteBuffer from, int position) {
        return switch (this) {
            case BOOL -> from.get(position) == 0 ? 0 : 1;
            case INT8 -> from.get(position);
            case INT16 -> from.getShort(position);
            case INT32 -> from.getInt(position);
            case INT64 -> from.getLong(position);
            case UINT8 -> Byte.toUnsignedInt(from.get(position));
            case UINT16 -> Short.toUnsignedInt(from.getShort(position));
            case UINT32 -> Integer.toUnsignedLong(from.getInt(position));
            case UINT64 -> {
                long value = from.getLong(position);
                if (value < 0) {
                    throw new ArithmeticException(Long.toUnsignedString(value) + " is more than a long holds");
                }
                yield value;
            }
            case FLOAT16, FLOAT32, FLOAT64 -> throw new IllegalStateException("elements are " + numpyName());
        };
    }
}
