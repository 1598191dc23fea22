package org.netloom.runtime.checkpoint;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.parameter.Parameter;
import org.netloom.runtime.parameter.Role;

/**
 * What a network has taken over of the checkpoint of another one, by name and shape. What estimators of moving statistics keep
 * beside them does not count.
 *
 * @param taken the names of the parameters, in the order of the network
 * @param afresh the parameters that begin as they were initialized, in the order of the network
 */
public record Transfer(List<String> taken, List<Afresh> afresh) {
    public Transfer {
        taken = List.copyOf(taken);
        afresh = List.copyOf(afresh);
    }

    /**
     * A parameter that the checkpoint has nothing for.
     *
     * @param inFile the shape of the array of this name in the checkpoint; null where there is none
     */
    public record Afresh(
            String name, List<Long> shape, @Nullable List<Long> inFile) {
        /** {@code dense3.weight [10, 84] (checkpoint: [100, 84])}. */
        @Override
        public String toString() {
            return name + " " + shape + (inFile == null ? " (checkpoint: none)" : " (checkpoint: " + inFile + ")");
        }
    }

    /** @param fits whether the checkpoint has an array of this name and shape */
    static Transfer of(List<Parameter> parameters, Predicate<Parameter> fits, Map<String, List<Long>> shapes) {
        List<String> taken = new ArrayList<>();
        List<Afresh> afresh = new ArrayList<>();
        for (Parameter parameter : parameters) {
            if (parameter.role() == Role.ESTIMATOR) {
                continue;
            }
            if (fits.test(parameter)) {
                taken.add(parameter.name());
            } else {
                afresh.add(new Afresh(parameter.name(), parameter.shape(), shapes.get(parameter.name())));
            }
        }
        return new Transfer(taken, afresh);
    }

    /** Two lines: {@code taken over: conv1, bn1 (5 of 7 arrays)}, and what begins afresh, with the shapes. */
    public List<String> lines() {
        Set<String> broken =
                afresh.stream().map(parameter -> layer(parameter.name())).collect(Collectors.toSet());
        Set<String> names = new LinkedHashSet<>();
        // A layer of which something begins afresh is named array by array.
        taken.forEach(name -> names.add(broken.contains(layer(name)) ? name : layer(name)));
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "taken over: %s (%d of %d arrays)",
                String.join(", ", names),
                taken.size(),
                taken.size() + afresh.size()));
        if (!afresh.isEmpty()) {
            lines.add("begin afresh: " + afresh.stream().map(Afresh::toString).collect(Collectors.joining(", ")));
        }
        return lines;
    }

    private static String layer(String name) {
        int end = name.indexOf('.');
        return end < 0 ? name : name.substring(0, end);
    }
}
