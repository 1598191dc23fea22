package org.netloom.compiler.load;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what javac made, so that the same source need not be compiled again. Whoever can write to it decides what code
 * runs.
 */
public interface ClassStore {
    /** Keeps nothing. */
    ClassStore NONE = new ClassStore() {
        @Override
        public @Nullable Map<String, byte[]> find(String key) {
            return null;
        }

        @Override
        public void keep(String key, Map<String, byte[]> classes) {}
    };

    /**
     * The bytes of the classes by their names, or null where they are not there, whole and as they were kept.
     *
     * @param key of hexadecimal digits: what decides over the bytes, condensed
     */
    @Nullable Map<String, byte[]> find(String key);

    /** Keeps them if that is possible; a failure is nobody's concern. */
    void keep(String key, Map<String, byte[]> classes);
}
