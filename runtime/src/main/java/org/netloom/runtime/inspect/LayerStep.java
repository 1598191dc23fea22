package org.netloom.runtime.inspect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one step of training does to the trained parameters of a layer, taken together as one vector w.
 *
 * @param layer its name
 * @param size how many numbers w has
 * @param gradient the root mean square of the loss' derivatives by w
 * @param change ‖Δw‖ / ‖w‖; null where w is 0
 * @param parameters the same for each of them alone; empty where this is one
 */
public record LayerStep(
        String layer, long size, double gradient, @Nullable Double change, List<LayerStep> parameters) {
    public LayerStep {
        parameters = List.copyOf(parameters);
    }
}
