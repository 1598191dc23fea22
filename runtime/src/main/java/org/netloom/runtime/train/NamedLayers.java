package org.netloom.runtime.train;

import java.util.List;
import org.netloom.op.LayerPattern;
import org.netloom.runtime.Network;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.parameter.Parameter;

/** The layers of a network that a training's settings name. */
final class NamedLayers {
    private NamedLayers() {}

    /** @throws NetworkException where a pattern, of this setting, means no layer with parameters */
    static void require(Network network, LayerPattern pattern, String setting) {
        List<String> layers =
                network.parameters().stream().map(Parameter::layer).distinct().toList();
        if (layers.stream().noneMatch(pattern::matches)) {
            throw new NetworkException("%s: no layer of %s that has parameters is called so; they are %s"
                    .formatted(setting, network.name(), String.join(", ", layers)));
        }
    }
}
