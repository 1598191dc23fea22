package org.netloom.runtime.internal.safetensors;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.internal.io.HalfFloat;

/** The element types of a safetensors file, little-endian. */
public enum DType {
    F64(8),
    F32(4),
    /** IEEE 754 half precision. */
    F16(2),
    /** The upper half of an F32. */
    BF16(2),
    I64(8),
    I32(4),
    I16(2),
    I8(1),
    U64(8),
    U32(4),
    U16(2),
    U8(1),
    BOOL(1);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /** The size of one element. */
    public int bytes() {
        return bytes;
    }

    /** Whether its values are floating-point numbers, as parameters are. */
    public boolean isFloating() {
        return this == F64 || this == F32 || this == F16 || this == BF16;
    }

    static @Nullable DType named(String name) {
        for (DType type : values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        return null;
    }

    /** The next element as a double; 64-bit integers beyond 2⁵³ are rounded. */
    double next(ByteBuffer from) {
        return switch (this) {
            case F64 -> from.getDouble();
            case F32 -> from.getFloat();
            case F16 -> HalfFloat.value(from.getShort());
            case BF16 -> Float.intBitsToFloat(from.getShort() << 16);
            case I64 -> from.getLong();
            case I32 -> from.getInt();
            case I16 -> from.getShort();
            case I8 -> from.get();
            case U64 -> unsigned(from.getLong());
            case U32 -> Integer.toUnsignedLong(from.getInt());
            case U16 -> Short.toUnsignedInt(from.getShort());
            case U8 -> Byte.toUnsignedInt(from.get());
            case BOOL -> from.get() == 0 ? 0 : 1;
        };
    }

    private static double unsigned(long value) {
        // Halved with its last bit kept, so that the conversion rounds once, then doubled, which is exact.
        return value >= 0 ? value : (double) ((value >>> 1) | (value & 1)) * 2;
    }
}
