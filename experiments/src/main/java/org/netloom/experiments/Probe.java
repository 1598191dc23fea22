package org.netloom.experiments;

import org.netloom.runtime.Network;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.train.GeneratedNet;
import org.netloom.runtime.train.TrainConfig;
import org.netloom.runtime.train.TrainListener;

/** Looks at a run and records what it sees. */
interface Probe extends TrainListener, AutoCloseable {

    /** Sees nothing. */
    Probe NONE = new Probe() {};

    /** Gives back what it holds. */
    @Override
    default void close() {}

    /**
     * What there is to look at.
     *
     * @param net makes more networks like this one
     * @param steps how many the run will take
     * @param record takes what was seen
     */
    record Subject(
            GeneratedNet net, Network network, TrainConfig config, DataSplit data, long steps, RunRecord record) {}
}
