package org.netloom.runtime.data;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** The known word that was probably meant by an unknown one. */
final class Spelling {
    private static final int MOST_MISTAKES = 2;

    private Spelling() {}

    /** The nearest word, or nothing where none is near. */
    static Optional<String> nearest(String unknown, Collection<String> words) {
        String plain = unknown.toLowerCase(Locale.ROOT).replace('-', '_');
        String nearest = null;
        int fewest = MOST_MISTAKES + 1;
        for (String word : words) {
            int mistakes = distance(plain, word);
            if (mistakes < fewest && mistakes < word.length()) {
                nearest = word;
                fewest = mistakes;
            }
        }
        return Optional.ofNullable(nearest);
    }

    /** The number of letters to insert, delete or replace to get from one word to the other (Levenshtein). */
    private static int distance(String from, String to) {
        int[] row = Order.ascending(to.length() + 1);
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
