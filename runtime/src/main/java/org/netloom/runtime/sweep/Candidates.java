package org.netloom.runtime.sweep;

import java.util.Map;

/** From settings to what is trained with them. */
@FunctionalInterface
public interface Candidates {
    /**
     * The network and the training that these settings make. The same settings make the same, each time.
     *
     * @param settings a choice for each variable, by name
     * @throws org.netloom.runtime.exception.NetworkException in one sentence, where they make none: the sweep goes on without
     */
    Candidate of(Map<String, String> settings);
}
