package org.netloom.compiler.internal.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.syntax.NetFile;
import org.netloom.compiler.layer.Pair;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.source.Span;

/**
 * The values that a caller gives to the parameters of nets: {@code classes} to {@code 5} for every net that has such a
 * one, {@code LeNet.classes} for one net.
 */
final class Given {
    private static final Pattern PAIR = Pattern.compile("\\(\\s*(\\d{1,10})\\s*,\\s*(\\d{1,10})\\s*\\)");

    private final Map<String, String> values;
    private final Problems problems;
    private final Set<String> used = new HashSet<>();

    Given(Map<String, String> values, Problems problems) {
        this.values = values;
        this.problems = problems;
    }

    /** The values for a net; those that are none are reported where the parameter is declared. */
    Map<String, Object> forNet(NetFile.Net net) {
        Map<String, Object> given = new HashMap<>();
        for (NetFile.Parameter parameter : net.parameters()) {
            String name = parameter.name().text();
            String own = net.name().text() + "." + name;
            String key = values.containsKey(own) ? own : name;
            String text = values.get(key);
            if (values.containsKey(name)) {
                used.add(name);
            }
            if (text == null) {
                continue;
            }
            used.add(key);
            Object value = value(text.strip());
            if (value == null) {
                problems.add(Problem.error(
                                "parameter.given-value",
                                parameter.name().span(),
                                "%s is set to '%s', which is no value".formatted(key, text))
                        .help("a value is a number, a pair, true or false: %s=10, '%s=(5, 3)'".formatted(key, key)));
            } else {
                given.put(name, value);
            }
        }
        return given;
    }

    private static @Nullable Object value(String text) {
        Matcher pair = PAIR.matcher(text);
        if (pair.matches()) {
            long height = Long.parseLong(pair.group(1));
            long width = Long.parseLong(pair.group(2));
            return Math.max(height, width) > Integer.MAX_VALUE ? null : new Pair((int) height, (int) width);
        }
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        try {
            if (text.matches("[+-]?\\d+")) {
                return Long.valueOf(text);
            }
            // Not Java's NaN, Infinity, 1f or 0x1p3.
            double real =
                    text.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?") ? Double.parseDouble(text) : Double.NaN;
            return Double.isFinite(real) ? real : null;
        } catch (NumberFormatException tooLarge) {
            return null;
        }
    }

    /** Reports the values that no net takes, at the first of them. */
    void reportUnused(List<NetFile.Net> nets) {
        Set<String> known = new TreeSet<>();
        nets.forEach(net ->
                net.parameters().forEach(parameter -> known.add(parameter.name().text())));
        List<String> unknown = new ArrayList<>(new TreeSet<>(values.keySet()));
        unknown.removeAll(used);
        if (unknown.isEmpty() || nets.isEmpty()) {
            return;
        }
        Optional<String> nearest = Suggestions.nearest(unknown.get(0).replaceFirst(".*\\.", ""), known);
        Span place = nets.get(0).name().span();
        problems.add(Problem.error(
                        "parameter.given-unknown",
                        place,
                        "no net has the parameter '%s' that is set".formatted(String.join("', '", unknown)))
                .help(Suggestions.didYouMean(
                        nearest, known.isEmpty() ? "no net has parameters" : "there is " + String.join(", ", known))));
    }
}
