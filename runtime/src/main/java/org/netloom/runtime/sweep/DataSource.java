package org.netloom.runtime.sweep;

import org.netloom.runtime.Network;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.train.TrainConfig;

/** What trials learn from. */
@FunctionalInterface
public interface DataSource {
    /**
     * Data with a validation part. Their test part is not looked at.
     *
     * @throws org.netloom.runtime.exception.NetworkException in one sentence, where there are none for this network
     */
    DataSplit open(Network network, TrainConfig config);
}
