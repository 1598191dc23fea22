package org.netloom.kernel.internal;

import static org.netloom.kernel.internal.Addresses.CHECKED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector that all kernels compute with, and the memory that they read and write by address.
 *
 * <p>Memory is one segment over all of the address space: who calls a kernel owns the arrays and has checked their
 * sizes, and a segment for each would cost a check in every load. {@link Addresses} checks them in tests.
 *
 * <p>HotSpot stops inlining when a method that it compiles has come to 18,000 nodes, of which each load takes hundreds;
 * a vector that is passed to or from a method that is not inlined becomes an object. The Vector API's own methods are
 * inlined always. So the large kernels call them directly where it is late in the method, {@code
 * v.intoMemorySegment(MEMORY, at, ORDER)} instead of a method around it; a test counts what they allocate.
 */
public final class Lanes {
    /** The system property that chooses a vector of 128, 256 or 512 bits; without it, the CPU's preferred one. */
    public static final String BITS_PROPERTY = "netloom.vector.bits";

    /** The species: as wide as this CPU computes best. */
    public static final VectorSpecies<Float> SPECIES = species(Integer.getInteger(BITS_PROPERTY, 0));

    /** V, the floats of a vector: the examples of a block. */
    public static final int COUNT = SPECIES.length();

    /** The bytes of a vector. */
    public static final int BYTES = COUNT * Float.BYTES;

    static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    /** Where a vector of zeros lies: what sums without a bias begin with, those of all channels. */
    public static final long ZEROS = allocate(1);

    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    static final ByteOrder ORDER = ByteOrder.nativeOrder();

    /** Vectors whose first 0, 1, 2 … lanes are 1 and the others 0: masks of the Vector API may become objects. */
    private static final long ONES = ones();

    private static final List<VectorMask<Float>> FIRST = IntStream.rangeClosed(0, COUNT)
            .mapToObj(count -> SPECIES.indexInRange(0, count))
            .toList();

    private Lanes() {}

    /** The bytes to the next of what is a vector for each of several, or {@link #ZEROS} for all of them. */
    static long startNext(long start) {
        return start == ZEROS ? 0 : BYTES;
    }

    private static VectorSpecies<Float> species(int bits) {
        return switch (bits) {
            case 0 -> FloatVector.SPECIES_PREFERRED;
            case 128 -> FloatVector.SPECIES_128;
            case 256 -> FloatVector.SPECIES_256;
            case 512 -> FloatVector.SPECIES_512;
            default ->
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "%s is 128, 256 or 512, not %d", BITS_PROPERTY, bits));
        };
    }

    /** The vector at this address. */
    public static FloatVector load(long address) {
        if (CHECKED) {
            Addresses.check(address, BYTES);
        }
        return FloatVector.fromMemorySegment(SPECIES, MEMORY, address, ORDER);
    }

    /** This value in every lane. */
    public static FloatVector spread(float value) {
        return FloatVector.broadcast(SPECIES, value);
    }

    /** The float at this address in every lane. */
    public static FloatVector spread(long address) {
        if (CHECKED) {
            Addresses.check(address, Float.BYTES);
        }
        return FloatVector.broadcast(SPECIES, MEMORY.get(FLOAT, address));
    }

    /**
     * Writes the float at one address into every lane of the vector at another. In one method, which is hot before its
     * callers are: a vector that goes from one method to another is an object as long as one of them is not compiled.
     */
    public static void spread(long from, long to) {
        if (CHECKED) {
            Addresses.check(from, Float.BYTES);
            Addresses.check(to, BYTES);
        }
        FloatVector.broadcast(SPECIES, MEMORY.get(FLOAT, from)).intoMemorySegment(MEMORY, to, ORDER);
    }

    /** The float at this address. */
    public static float get(long address) {
        if (CHECKED) {
            Addresses.check(address, Float.BYTES);
        }
        return MEMORY.get(FLOAT, address);
    }

    /** Writes a float to this address. */
    public static void put(long address, float value) {
        if (CHECKED) {
            Addresses.check(address, Float.BYTES);
        }
        MEMORY.set(FLOAT, address, value);
    }

    /**
     * The sum of all lanes of the vector at an address, as a tree. {@code reduceLanes} adds in whatever order suits the code
     * that runs, which is another one in the interpreter than in a compiled method, and the last bit would depend on that.
     *
     * <p>It takes no vector: one that is handed over is an object where HotSpot does not inline the call, which depends on what
     * it has compiled before.
     */
    public static float sum(long at) {
        return quarter(at)
                + quarter(at + 2 * Float.BYTES)
                + (quarter(at + Float.BYTES) + quarter(at + 3 * Float.BYTES));
    }

    /** The same of a vector that a kernel has written into an array, {@code COUNT} floats. */
    static float sum(float[] lanes) {
        return quarter(lanes, 0) + quarter(lanes, 2) + (quarter(lanes, 1) + quarter(lanes, 3));
    }

    private static float quarter(float[] lanes, int at) {
        float first = COUNT > 8 ? lanes[at] + lanes[at + 8] : lanes[at];
        if (COUNT <= 4) {
            return first;
        }
        return first + (COUNT > 8 ? lanes[at + 4] + lanes[at + 12] : lanes[at + 4]);
    }

    /** Every fourth lane. */
    private static float quarter(long at) {
        float first = COUNT > 8 ? get(at) + get(at + 8 * Float.BYTES) : get(at);
        if (COUNT <= 4) {
            return first;
        }
        long half = at + 4 * Float.BYTES;
        return first + (COUNT > 8 ? get(half) + get(half + 8 * Float.BYTES) : get(half));
    }

    /** Adds the sum of all lanes of the vector at one address to what is at another, or writes it instead of that. */
    static void sum(long from, long to, boolean instead) {
        float sum = sum(from);
        put(to, instead ? sum : get(to) + sum);
    }

    /** Copies bytes; the ranges do not overlap. */
    public static void copy(long from, long to, long bytes) {
        if (CHECKED) {
            Addresses.check(from, bytes);
            Addresses.check(to, bytes);
        }
        MemorySegment.copy(MEMORY, from, MEMORY, to, bytes);
    }

    /** Copies floats into the heap, where a kernel reads them one by one. */
    public static void copy(long from, float[] to, int count) {
        copy(from, to, 0, count);
    }

    /** Copies floats into the heap, from {@code at} on. */
    static void copy(long from, float[] to, int at, int count) {
        if (CHECKED) {
            Addresses.floats(from, count);
        }
        MemorySegment.copy(MEMORY, FLOAT, from, to, at, count);
    }

    /** Overwrites bytes with zeros. */
    public static void clear(long from, long bytes) {
        if (CHECKED) {
            Addresses.check(from, bytes);
        }
        MEMORY.asSlice(from, bytes).fill((byte) 0);
    }

    /** So many vectors, which begin as zeros, for as long as the JVM runs. */
    private static long allocate(int vectors) {
        long table = Arena.global().allocate((long) vectors * BYTES, 64).address();
        Addresses.allocated(table, (long) vectors * BYTES);
        return table;
    }

    private static long ones() {
        long table = allocate(COUNT + 1);
        for (int count = 0; count <= COUNT; count++) {
            for (int lane = 0; lane < COUNT; lane++) {
                put(table + (long) count * BYTES + (long) lane * Float.BYTES, lane < count ? 1 : 0);
            }
        }
        return table;
    }

    /** Where a vector lies whose first {@code count} lanes are 1 and the others 0. */
    static long ones(int count) {
        return ONES + (long) count * BYTES;
    }

    /** The first {@code count} lanes. */
    public static VectorMask<Float> first(int count) {
        return FIRST.get(count);
    }

    /** How many blocks hold this many examples. */
    public static int blocks(int examples) {
        return (examples + COUNT - 1) / COUNT;
    }
}
