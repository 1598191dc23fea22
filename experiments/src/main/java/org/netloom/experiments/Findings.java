package org.netloom.experiments;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What came out of an experiment, to be shown. */
final class Findings {
    private final List<Figure> figures = new ArrayList<>();
    private final List<Table> tables = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** Pictures that belong together, under one caption. */
    record Figure(String caption, Map<String, String> svgByFile) {}

    /** What a table's numbers are. */
    enum Quantity {
        /** A share, greater is better. */
        ACCURACY,
        /** A count, less is better. */
        STEPS,
        /** A positive number of any size, neither good nor bad. */
        SIZE
    }

    /** How a quantity scatters in each row. */
    record Table(String id, String title, String rows, Quantity quantity, Map<String, Spread> spreads) {}

    /** @param files and pictures in turn: {@code "loss", svg} */
    Findings figure(String caption, String... files) {
        Map<String, String> pictures = new LinkedHashMap<>();
        for (int i = 0; i < files.length; i += 2) {
            pictures.put(files[i], files[i + 1]);
        }
        figures.add(new Figure(caption, pictures));
        return this;
    }

    /**
     * @param id in the summary's CSV
     * @param rows what the rows are
     */
    Findings table(String id, String title, String rows, Quantity quantity, Map<String, Spread> spreads) {
        tables.add(new Table(id, title, rows, quantity, new LinkedHashMap<>(spreads)));
        return this;
    }

    Findings note(String sentence) {
        notes.add(sentence);
        return this;
    }

    List<Figure> figures() {
        return figures;
    }

    List<Table> tables() {
        return tables;
    }

    List<String> notes() {
        return notes;
    }
}
