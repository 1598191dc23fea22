package org.netloom.runtime.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.data.Preprocessing.Column;
import org.netloom.runtime.data.Preprocessing.Kind;
import org.netloom.runtime.exception.NetworkException;

/**
 * Reads a table twice: once to see what its columns are, once to keep what is in them. What a checkpoint has kept says it
 * where there is one.
 */
final class TableReader {
    /** More categories are no mistake below this. */
    private static final int FEW_CATEGORIES = 20;
    /** More are an input each, which nobody has meant. */
    private static final int MOST_CATEGORIES = 100;

    /** What stands for nothing where nobody says otherwise; an empty field always does. */
    static final String MISSING = "NA,NaN,nan,?";

    private final DataRequest request;
    private final CsvFile file;
    private final List<String> names;
    private final Set<String> missing;
    private final char decimal;

    TableReader(DataRequest request) {
        this.request = request;
        DataOptions options = request.options();
        file = CsvFile.open(request.path(), options);
        names = file.names();
        missing = new HashSet<>(options.has("missing") ? options.list("missing") : List.of(MISSING.split(",")));
        missing.add("");
        String point = options.choice("decimal", ".", List.of(".", ","));
        decimal = point.charAt(0);
    }

    /** What was seen of a column. */
    private static final class Survey {
        int present;
        int numbers;
        int oddLine;

        @Nullable String odd;

        final Set<String> words = new HashSet<>();

        void see(String field, int line, boolean number) {
            present++;
            if (number) {
                numbers++;
            } else if (odd == null) {
                odd = field;
                oddLine = line;
            }
            // One more than are allowed tells that there are too many.
            if (words.size() <= MOST_CATEGORIES) {
                words.add(field);
            }
        }
    }

    /** Reads the file. */
    Table read() {
        Preprocessing kept = request.preprocessing();
        if (kept != null && kept.columns().isEmpty()) {
            throw new NetworkException(
                    "%s is a table, but the network was not trained on one: nothing says what its columns would be"
                            .formatted(file.path()));
        }
        List<Integer> targets = kept != null && !request.labels() ? targetsIfThere(kept) : targets();
        List<Survey> surveys = new ArrayList<>();
        names.forEach(name -> surveys.add(new Survey()));
        int[] count = new int[1];
        file.forEach((line, fields) -> {
            count[0]++;
            for (int i = 0; i < fields.size(); i++) {
                String field = fields.get(i).strip();
                if (!missing.contains(field)) {
                    surveys.get(i).see(field, line, isNumber(field));
                }
            }
        });
        if (count[0] == 0) {
            throw new NetworkException("%s holds no rows but the names of its columns".formatted(file.path()));
        }
        Table.Cells[] cells = new Table.Cells[names.size()];
        List<Table.Cells> inputs = new ArrayList<>();
        List<Table.Cells> wanted = new ArrayList<>();
        if (kept == null) {
            planned(surveys, targets, count[0], cells, inputs);
        } else {
            keptOnes(kept, targets, count[0], cells, inputs);
        }
        for (int target : targets) {
            boolean words = request.labels() && isClasses(surveys, targets);
            cells[target] = words
                    ? Table.Cells.ofWords(names.get(target), count[0])
                    : Table.Cells.ofNumbers(names.get(target), count[0]);
            wanted.add(cells[target]);
        }
        int[] lines = new int[count[0]];
        fill(cells, targets, lines);
        return new Table(request.fileName(), file, lines, inputs, request.labels() ? wanted : List.of());
    }

    /** Whether the targets are classes: as the option says, or what was trained on, or the loss, or the data themselves. */
    private boolean isClasses(List<Survey> surveys, List<Integer> targets) {
        Preprocessing kept = request.preprocessing();
        String task = request.options().choice("task", "auto", List.of("auto", "classes", "numbers"));
        if (task.equals("auto") && kept != null) {
            return kept.targets().isEmpty();
        }
        if (task.equals("auto") && request.task() != Task.AUTO) {
            task = request.task() == Task.CLASSES ? "classes" : "numbers";
        }
        boolean words =
                targets.size() == 1 && surveys.get(targets.get(0)).numbers < surveys.get(targets.get(0)).present;
        boolean classes = task.equals("classes") || (task.equals("auto") && words);
        if (classes && targets.size() > 1) {
            throw new NetworkException("%s: the classes are one column, not %s; numbers may be several (task=numbers)"
                    .formatted(file.path(), request.options().text("target")));
        }
        return classes;
    }

    private void planned(
            List<Survey> surveys, List<Integer> targets, int rows, Table.Cells[] cells, List<Table.Cells> inputs) {
        Set<Integer> ignored = columns("ignore");
        Set<Integer> categorical = columns("categorical");
        for (int i = 0; i < names.size(); i++) {
            if (targets.contains(i)) {
                if (ignored.contains(i)) {
                    throw new NetworkException("%s: the column '%s' cannot be both the target and ignored"
                            .formatted(file.path(), Table.shown(names.get(i))));
                }
            } else if (!ignored.contains(i)) {
                cells[i] = isNumeric(names.get(i), surveys.get(i), categorical.contains(i))
                        ? Table.Cells.ofNumbers(names.get(i), rows)
                        : Table.Cells.ofWords(names.get(i), rows);
                inputs.add(cells[i]);
            }
        }
        if (inputs.isEmpty()) {
            throw new NetworkException("%s has no column beside %s: there is nothing to learn from%s"
                    .formatted(
                            file.path(),
                            ignored.isEmpty() ? "the target" : "the target and what is ignored",
                            names.size() == 1 ? "; delimiter=… says what separates columns" : ""));
        }
    }

    /** Whether an input is of numbers; refuses what is neither numbers nor a few words. */
    private boolean isNumeric(String name, Survey survey, boolean categorical) {
        String as = Table.shown(DataOptions.encoded(name));
        String shown = Table.shown(name);
        if (survey.present == 0) {
            throw new NetworkException(
                    "%s: the column '%s' has no values; ignore=%s leaves it out".formatted(file.path(), shown, as));
        }
        if (categorical) {
            return false;
        }
        int odd = survey.present - survey.numbers;
        if (odd == 0) {
            return true;
        }
        String comma = String.valueOf(survey.odd).matches("[-+]?\\d+,\\d+") && decimal == '.'
                ? "; decimal=, takes a comma for the point of numbers"
                : "";
        if (odd * 10L <= survey.present) {
            throw new NetworkException(String.format(
                    Locale.ROOT,
                    "%s:%d: column '%s' has '%s', where %d of its %d values are numbers%s; missing=%s says that it stands for nothing, and categorical=%s takes them all as words",
                    file.path(),
                    survey.oddLine,
                    shown,
                    Table.shown(survey.odd),
                    survey.numbers,
                    survey.present,
                    comma,
                    Table.shown(DataOptions.encoded(String.valueOf(survey.odd))),
                    as));
        }
        int words = survey.words.size();
        if (words > MOST_CATEGORIES || (words > FEW_CATEGORIES && words * 2 > survey.present)) {
            throw new NetworkException(String.format(
                    Locale.ROOT,
                    "%s:%d: column '%s' has '%s' and %s other words in %d rows%s; ignore=%s leaves it out, and categorical=%s makes an input of each",
                    file.path(),
                    survey.oddLine,
                    shown,
                    Table.shown(survey.odd),
                    words > MOST_CATEGORIES ? MOST_CATEGORIES + " or more" : String.valueOf(words - 1),
                    survey.present,
                    comma,
                    as,
                    as));
        }
        return false;
    }

    /** The columns that the network was trained on, wherever they stand here. */
    private void keptOnes(
            Preprocessing kept, List<Integer> targets, int rows, Table.Cells[] cells, List<Table.Cells> inputs) {
        boolean byPlace = isByPlace(kept);
        Set<Integer> used = new HashSet<>(targets);
        for (int i = 0; i < kept.columns().size(); i++) {
            Column column = kept.columns().get(i);
            int place = byPlace ? i : names.indexOf(column.name());
            used.add(place);
            if (column.kind() == Kind.IGNORED) {
                continue;
            }
            if (place < 0) {
                throw new NetworkException("%s has no column '%s', which the network was trained on; its columns are %s"
                        .formatted(file.path(), Table.shown(column.name()), Table.shown(names)));
            }
            cells[place] = column.kind() == Kind.NUMERIC
                    ? Table.Cells.ofNumbers(column.name(), rows)
                    : Table.Cells.ofWords(column.name(), rows);
            inputs.add(cells[place]);
        }
        List<String> unused = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (!used.contains(i)) {
                unused.add(names.get(i));
            }
        }
        if (!unused.isEmpty()) {
            request.progress()
                    .accept("%s: the network was not trained on the columns %s, which are left out"
                            .formatted(request.fileName(), Table.shown(unused)));
        }
    }

    /** Without names and without a column for the target, the columns are those of before in their order. */
    private boolean isByPlace(Preprocessing kept) {
        return !request.labels()
                && !file.hasHeader()
                && names.size() == kept.columns().size();
    }

    private void fill(Table.Cells[] cells, List<Integer> targets, int[] lines) {
        int[] row = new int[1];
        file.forEach((line, fields) -> {
            if (row[0] == lines.length) {
                throw changed();
            }
            lines[row[0]] = line;
            for (int i = 0; i < cells.length; i++) {
                if (cells[i] != null) {
                    fill(cells[i], row[0], line, fields.get(i).strip(), targets.contains(i));
                }
            }
            row[0]++;
        });
        if (row[0] < lines.length) {
            throw changed();
        }
    }

    private NetworkException changed() {
        return new NetworkException("%s has changed while it was read; try again".formatted(file.path()));
    }

    private void fill(Table.Cells cells, int row, int line, String field, boolean target) {
        if (missing.contains(field)) {
            if (target && request.labels()) {
                throw new NetworkException(String.format(
                        Locale.ROOT,
                        "%s:%d: the target, column '%s', is missing; take this row out",
                        file.path(),
                        line,
                        Table.shown(cells.name())));
            }
            cells.setMissing(row);
        } else if (cells.isNumeric()) {
            double number = Table.number(field, decimal);
            if (Double.isNaN(number) && (!target || request.labels())) {
                throw new NetworkException(String.format(
                        Locale.ROOT,
                        "%s:%d: column '%s' has '%s', where a number is expected%s",
                        file.path(),
                        line,
                        Table.shown(cells.name()),
                        Table.shown(field),
                        target ? "; task=classes takes words" : ""));
            }
            cells.set(row, number);
        } else {
            cells.set(row, target ? className(field, line, cells.name()) : field);
        }
    }

    /** A whole number is the same class however it is written: 1 and 1.0. */
    private String className(String field, int line, String column) {
        double number = Table.number(field, decimal);
        if (Double.isNaN(number) || Math.abs(number) > 1L << 53) {
            return field;
        }
        if (number != Math.rint(number)) {
            throw new NetworkException(String.format(
                    Locale.ROOT,
                    "%s:%d: column '%s' has %s, where classes are words or whole numbers; task=numbers takes numbers",
                    file.path(),
                    line,
                    Table.shown(column),
                    Table.shown(field)));
        }
        return String.format(Locale.ROOT, "%.0f", number + 0.0);
    }

    private boolean isNumber(String field) {
        return !Double.isNaN(Table.number(field, decimal));
    }

    private List<Integer> targets() {
        Set<Integer> chosen = columns("target");
        return chosen.isEmpty() ? List.of(names.size() - 1) : List.copyOf(chosen);
    }

    /** Those of the target's columns that the file has, where nobody needs them. */
    private List<Integer> targetsIfThere(Preprocessing kept) {
        if (isByPlace(kept)) {
            return List.of();
        }
        return request.options().list("target").stream()
                .map(names::indexOf)
                .filter(place -> place >= 0)
                .toList();
    }

    /** The columns that an option lists, by name or by number from 1. */
    private Set<Integer> columns(String option) {
        Set<Integer> places = new LinkedHashSet<>();
        for (String name : request.options().list(option)) {
            int place = names.indexOf(name);
            if (place < 0 && name.matches("\\d{1,6}")) {
                int number = Integer.parseInt(name);
                place = number <= names.size() ? number - 1 : -1;
            }
            if (place < 0) {
                throw new NetworkException("%s has no column '%s' (%s=%s)%s its columns are %s"
                        .formatted(
                                file.path(),
                                Table.shown(name),
                                option,
                                Table.shown(request.options().asMap().get(option)),
                                Spelling.nearest(name, names)
                                        .map(Table::shown)
                                        .map(", did you mean '%s'?"::formatted)
                                        .orElse(";"),
                                Table.shown(names)));
            }
            places.add(place);
        }
        return places;
    }
}
