package org.netloom.experiments;

import java.util.List;

/** Something to find out: which conditions are compared, what is recorded of each run, and how the answer is shown. */
interface Experiment {

    /** What the user calls it; never changes. */
    String id();

    String title();

    String question();

    /** In a sentence or two, with what the numbers mean. */
    String method();

    /** Times through the training data where the user does not say. */
    int epochs();

    /** How many seeds where the user does not say. */
    int seeds();

    /** At least one; names are unique. */
    List<Condition> conditions();

    /** What is recorded beside the {@link LearningProbe}. */
    default Probe probe(Probe.Subject subject) {
        return Probe.NONE;
    }

    Findings findings(Results results);
}
