package org.netloom.kernel.internal;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;

/**
 * Copies of a class of loops, one for each function that they compute.
 *
 * <p>A loop that calls a vector function through an interface is fast only as long as it has met one implementation: with
 * the second one HotSpot stops inlining, and each vector becomes an object. So each function gets the loops as a hidden
 * class of its own, whose constant it is ({@link MethodHandles#classData}).
 */
final class Specialized {
    private Specialized() {}

    /**
     * A copy of the class.
     *
     * @param lookup of the class itself, which has a constructor without arguments
     * @param constant what the copy's class data is
     */
    static <T> T copy(MethodHandles.Lookup lookup, Class<T> type, Object constant) {
        Class<?> template = lookup.lookupClass();
        String file = template.getSimpleName() + ".class";
        try (InputStream bytes = template.getResourceAsStream(file)) {
            if (bytes == null) {
                throw new IllegalStateException("no " + file);
            }
            MethodHandles.Lookup copy = lookup.defineHiddenClassWithClassData(bytes.readAllBytes(), constant, true);
            return type.cast(copy.lookupClass().getDeclaredConstructor().newInstance());
        } catch (IOException | ReflectiveOperationException e) {
            throw new IllegalStateException("cannot copy " + template, e);
        }
    }
}
