package org.netloom.compiler.internal.ir;

import java.util.List;

/** What a train section can choose from and others add nothing to, each listed once. */
public final class TrainChoices {
    /** The constants of the runtime's {@code RecalibrateAt}, in lower case. */
    public static final List<String> RECALIBRATION_TIMES = List.of("epoch", "end");

    private TrainChoices() {}
}
