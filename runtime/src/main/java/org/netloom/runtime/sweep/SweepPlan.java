package org.netloom.runtime.sweep;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.exception.NetworkException;

/**
 * What a sweep tries, and how long: {@link #of}, and what is to be otherwise. It never changes; each {@code with…} gives
 * another one.
 */
public final class SweepPlan {
    /** Far more than anybody trains. */
    private static final int MOST_TRIALS = 10_000;

    private static final int HALVING = 3;
    /** So many draws in a row find the last of 10,000 combinations for certain, and end where a range has no more numbers. */
    private static final int MOST_VAIN_DRAWS = 1_000_000;

    private final List<Variable> variables;
    private final int epochs;
    private final int halving;
    private final @Nullable RankBy by;
    private final @Nullable Integer random;
    private final long seed;
    private final Map<String, String> about;

    private SweepPlan(
            List<Variable> variables,
            int epochs,
            int halving,
            @Nullable RankBy by,
            @Nullable Integer random,
            long seed,
            Map<String, String> about) {
        this.variables = List.copyOf(variables);
        this.epochs = epochs;
        this.halving = halving;
        this.by = by;
        this.random = random;
        this.seed = seed;
        this.about = Collections.unmodifiableMap(new LinkedHashMap<>(about));
    }

    /**
     * All combinations of the choices, of which a third goes on from rung to rung, ranked by accuracy, or by the loss where
     * there is none.
     *
     * @param epochs of a whole training, from 1 on
     * @throws NetworkException where there is nothing to try, or one thing twice
     */
    public static SweepPlan of(List<Variable> variables, int epochs) {
        if (variables.isEmpty()) {
            throw new NetworkException("there is nothing to try: --try 'lr=0.1, 0.3, 1' tries three learning rates");
        }
        Set<String> seen = new HashSet<>();
        for (Variable variable : variables) {
            if (!seen.add(variable.name())) {
                throw new NetworkException(
                        "%s is to be tried twice: all its choices stand behind one name".formatted(variable.name()));
            }
        }
        requireAtLeastOne("epochs", epochs);
        return new SweepPlan(variables, epochs, HALVING, null, null, 0, Map.of());
    }

    public List<Variable> variables() {
        return variables;
    }

    /** Of a whole training. */
    public int epochs() {
        return epochs;
    }

    /** By which factor trials become fewer from rung to rung; 1 trains all of them to the end. */
    public int halving() {
        return halving;
    }

    /** The figure that ranks; null for the one that suits the data. */
    public @Nullable RankBy by() {
        return by;
    }

    /** The same with another factor, from 1 on. */
    public SweepPlan withHalving(int factor) {
        requireAtLeastOne("halving", factor);
        return new SweepPlan(variables, epochs, factor, by, random, seed, about);
    }

    /** The same, ranked by another figure; null for the one that suits the data. */
    public SweepPlan withBy(@Nullable RankBy figure) {
        return new SweepPlan(variables, epochs, halving, figure, random, seed, about);
    }

    /**
     * The same with random combinations, no two of which are the same, instead of all.
     *
     * @param count how many, from 1 on
     * @param drawnBy the seed of the draws
     */
    public SweepPlan withRandom(int count, long drawnBy) {
        requireAtLeastOne("random", count);
        return new SweepPlan(variables, epochs, halving, by, count, drawnBy, about);
    }

    /** The same with more by which the sweep is known again, as the file of the net and the data, by name. */
    public SweepPlan withAbout(Map<String, String> facts) {
        return new SweepPlan(variables, epochs, halving, by, random, seed, facts);
    }

    private static void requireAtLeastOne(String what, int value) {
        if (value < 1) {
            throw new NetworkException(String.format(Locale.ROOT, "%s must be at least 1, not %d", what, value));
        }
    }

    /**
     * The combinations, of a grid with the last variable fastest.
     *
     * @throws NetworkException where a range is tried without random draws, or where there are not as many as are wanted
     */
    public List<Trial> trials() {
        long all = 1;
        for (Variable variable : variables) {
            long choices = variable.choices().count();
            all = choices > Long.MAX_VALUE / all ? Long.MAX_VALUE : all * choices;
            if (random == null && variable.choices() instanceof Choices.Range) {
                throw new NetworkException(
                        "%s is a range, from which numbers are drawn: --random 20 draws 20 combinations"
                                .formatted(variable));
            }
        }
        if (random != null && random > all) {
            throw new NetworkException(String.format(
                    Locale.ROOT,
                    "there are %,d combinations, of which no %,d different ones can be drawn",
                    all,
                    random));
        }
        long wanted = random == null ? all : random;
        if (wanted > MOST_TRIALS) {
            throw new NetworkException(String.format(
                    Locale.ROOT,
                    "a sweep has at most %,d combinations, and these are %,d: --random 20 draws 20 of them",
                    MOST_TRIALS,
                    wanted));
        }
        return numbered(random == null ? grid() : drawn(random));
    }

    private static List<Trial> numbered(List<Map<String, String>> combinations) {
        List<Trial> trials = new ArrayList<>();
        combinations.forEach(settings -> trials.add(new Trial(trials.size() + 1, settings)));
        return trials;
    }

    private List<Map<String, String>> grid() {
        List<Map<String, String>> all = List.of(Map.of());
        for (Variable variable : variables) {
            List<Map<String, String>> longer = new ArrayList<>();
            for (Map<String, String> settings : all) {
                for (String value : ((Choices.Listed) variable.choices()).values()) {
                    Map<String, String> more = new LinkedHashMap<>(settings);
                    more.put(variable.name(), value);
                    longer.add(more);
                }
            }
            all = longer;
        }
        return all;
    }

    private List<Map<String, String>> drawn(int count) {
        SplittableRandom draws = new SplittableRandom(seed);
        Set<Map<String, String>> all = new LinkedHashSet<>();
        int vain = 0;
        while (all.size() < count) {
            if (vain == MOST_VAIN_DRAWS) {
                throw new NetworkException(String.format(
                        Locale.ROOT,
                        "there are but %,d different combinations where numbers have 4 digits, and %,d are wanted: give wider ranges, or draw fewer",
                        all.size(),
                        count));
            }
            Map<String, String> settings = new LinkedHashMap<>();
            for (Variable variable : variables) {
                settings.put(variable.name(), variable.choices().draw(draws));
            }
            vain = all.add(settings) ? 0 : vain + 1;
        }
        return List.copyOf(all);
    }

    /** By what it is known again: two plans with the same facts have the same trials. */
    Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>(about);
        facts.put("try", variables.stream().map(Variable::toString).collect(Collectors.joining("; ")));
        facts.put("epochs", String.valueOf(epochs));
        facts.put("halving", String.valueOf(halving));
        facts.put("by", by == null ? "what suits the data" : by.toString());
        facts.put("random", random == null ? "all combinations" : String.valueOf(random));
        if (random != null) {
            facts.put("seed of the draws", String.valueOf(seed));
        }
        return facts;
    }
}
