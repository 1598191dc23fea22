package org.netloom.runtime.train;

import java.util.List;
import java.util.stream.Collectors;
import org.netloom.op.LayerPattern;
import org.netloom.runtime.Network;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.parameter.Parameter;
import org.netloom.runtime.statistics.MovingStatistics;

/** The layers that a training leaves as they are, moving statistics included, until it is over. */
final class FrozenLayers implements AutoCloseable {
    private final List<LayerPattern> patterns;
    private final List<MovingStatistics> statistics;

    /** @throws NetworkException where a pattern means no layer with parameters, or nothing is left to train */
    FrozenLayers(Network network, List<String> patterns) {
        this.patterns = patterns.stream().map(LayerPattern::new).toList();
        this.patterns.forEach(pattern -> NamedLayers.require(network, pattern, "freeze " + pattern));
        List<Parameter> trained = network.parameters().stream()
                .filter(parameter -> parameter.role().trained())
                .toList();
        if (!trained.isEmpty() && trained.stream().allMatch(this::contains)) {
            throw new NetworkException("freeze %s leaves nothing of %s to train"
                    .formatted(
                            this.patterns.stream().map(LayerPattern::toString).collect(Collectors.joining(" ")),
                            network.name()));
        }
        statistics = network.movingStatistics().entrySet().stream()
                .filter(layer -> isFrozen(layer.getKey()))
                .map(layer -> layer.getValue())
                .filter(layer -> !layer.isFrozen())
                .toList();
        statistics.forEach(layer -> layer.freeze(true));
    }

    /** Whether this parameter stays. */
    boolean contains(Parameter parameter) {
        return isFrozen(parameter.layer());
    }

    private boolean isFrozen(String layer) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(layer));
    }

    @Override
    public void close() {
        statistics.forEach(layer -> layer.freeze(false));
    }
}
