package org.netloom.compiler.internal.check;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** "Did you mean": the known name that is nearest to an unknown one. */
public final class Suggestions {
    private static final int SHORTEST_BEGINNING = 3;

    private Suggestions() {}

    /** The nearest name, or nothing where none is near. */
    public static Optional<String> nearest(String unknown, Collection<String> names) {
        return nearest(unknown, names, Function.identity(), name -> List.of());
    }

    /** The name of the thing whose name or synonym is nearest, or nothing where none is near. */
    static <T> Optional<String> nearest(
            String unknown, Collection<T> things, Function<T, String> name, Function<T, List<String>> synonyms) {
        String plain = plain(unknown);
        record Candidate(String name, int distance) {}
        return things.stream()
                .map(thing -> {
                    boolean known = synonyms.apply(thing).stream()
                            .anyMatch(synonym -> plain(synonym).equals(plain));
                    boolean begun = plain.length() >= SHORTEST_BEGINNING
                            && plain(name.apply(thing)).startsWith(plain);
                    return new Candidate(
                            name.apply(thing), known || begun ? 0 : distance(plain, plain(name.apply(thing))));
                })
                .filter(candidate ->
                        candidate.distance() <= Math.max(1, candidate.name().length() / 3))
                .filter(candidate -> candidate.distance() < Math.max(2, plain.length()))
                .min(Comparator.comparingInt(Candidate::distance))
                .map(Candidate::name);
    }

    /** {@code did you mean 'conv'?}, or where nothing is near the fallback. */
    public static @Nullable String didYouMean(Optional<String> nearest, @Nullable String fallback) {
        return nearest.map("did you mean '%s'?"::formatted).orElse(fallback);
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    /** Insertions, deletions, replacements and swaps of neighbors (Damerau and Levenshtein). */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(replaced, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
