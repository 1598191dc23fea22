package org.netloom.runtime.sweep;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One combination of settings.
 *
 * @param number from 1
 * @param settings a choice for each variable, in the order of these
 */
public record Trial(int number, Map<String, String> settings) {
    public Trial {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** Of its folder: {@code 001}. */
    public String folder() {
        return String.format(Locale.ROOT, "%03d", number);
    }

    /** {@code lr=0.1, batch=64}. */
    @Override
    public String toString() {
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining(", "));
    }
}
