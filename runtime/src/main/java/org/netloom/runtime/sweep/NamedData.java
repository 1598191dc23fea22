package org.netloom.runtime.sweep;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.Network;
import org.netloom.runtime.data.DataRequest;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.train.TrainConfig;

/**
 * The data that a configuration names, divided as it says; of data without a validation part a tenth becomes one. What was
 * opened last is kept, for the next trial that wants the same.
 */
public final class NamedData implements DataSource {
    private static final String VALIDATION = "validation";
    private static final String PART = "0.1";

    private final Consumer<String> progress;
    private @Nullable DataRequest last;
    private @Nullable DataSplit split;
    /** What has no validation part by itself. */
    private final Set<String> divided = new HashSet<>();

    /** @param progress is told, in a few words, of what takes time, and once of a validation part that is taken */
    public NamedData(Consumer<String> progress) {
        this.progress = progress;
    }

    @Override
    public DataSplit open(Network network, TrainConfig config) {
        DataRequest request = request(network, config);
        if (split == null || !request.equals(last)) {
            split = opened(request);
            last = request;
        }
        return split;
    }

    /** What to write for the data, once they were opened, so that other commands divide them alike: {@code glyphs?validation=0.1}. */
    public String spec(TrainConfig config) {
        String spec = String.valueOf(config.data());
        String given = config.dataOptions().text(VALIDATION);
        if (given != null) {
            return Datasets.withOption(spec, VALIDATION, given);
        }
        return divided.contains(spec) ? Datasets.withOption(spec, VALIDATION, PART) : spec;
    }

    /** Whether the source of what was opened last has no test part of its own. */
    public boolean heldOut() {
        return split != null && split.heldOut();
    }

    private DataRequest request(Network network, TrainConfig config) {
        String spec = config.data();
        if (spec == null) {
            throw new NetworkException("nothing says what data to learn from");
        }
        return DataRequest.of(spec, network, progress)
                .withOptions(config.dataOptions())
                .withLoss(config.loss());
    }

    private DataSplit opened(DataRequest request) {
        DataSplit found = Datasets.open(request);
        if (found.validation() != null) {
            return found;
        }
        if (divided.add(request.spec())) {
            progress.accept("%s has no validation part: a tenth of the training examples is one (%s=%s)"
                    .formatted(request.spec(), VALIDATION, PART));
        }
        String spec = Datasets.withOption(request.spec(), VALIDATION, PART);
        return Datasets.open(new DataRequest(
                spec,
                request.options(),
                request.inputShape(),
                request.tokens(),
                request.labels(),
                request.task(),
                request.preprocessing(),
                progress));
    }
}
