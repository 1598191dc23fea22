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

    private final DataRequest request;
    private final TableSource file;
    private final List<String> names;

    TableReader(DataRequest request, TableSource file) {
        this.request = request;
        this.file = file;
        names = file.names();
    }

    /** What was seen of a column. */
    private static final class Survey {
        int present;
        int numbers;
        int oddLine;

        @Nullable String odd;

        final Set<String> words = new HashSet<>();

        void see(TableSource.Row row, int column, TableSource.Content content) {
            present++;
            if (content == TableSource.Content.NUMBERS) {
                numbers++;
                return;
            }
            if (content == TableSource.Content.ANY && !Double.isNaN(row.value(column))) {
                numbers++;
            } else if (odd == null) {
                odd = row.text(column);
                oddLine = row.number();
            }
            // One more than are allowed tells that there are too many.
            if (words.size() <= MOST_CATEGORIES) {
                words.add(row.text(column));
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
        file.forEach(row -> {
            count[0]++;
            for (int i = 0; i < surveys.size(); i++) {
                if (!row.isMissing(i)) {
                    surveys.get(i).see(row, i, file.content(i));
                }
            }
        });
        if (count[0] == 0) {
            throw new NetworkException("%s holds no rows but the names of its columns".formatted(file.path()));
        }
        List<Table.Plan> plans = kept == null ? planned(surveys, targets) : keptOnes(kept, targets);
        int inputs = plans.size();
        for (int target : targets) {
            if (request.labels()) {
                requireUse(target);
            }
            boolean words = request.labels() && isClasses(surveys, targets);
            plans.add(new Table.Plan(target, names.get(target), words));
        }
        CellMemory memory = CellMemory.of(
                String.valueOf(file.path()),
                count[0],
                plans.stream().map(Table.Plan::words).toList());
        List<Table.Cells> cells = new ArrayList<>();
        for (Table.Plan plan : plans) {
            cells.add(new Table.Cells(plan, memory, cells.size()));
        }
        fill(plans, cells, inputs, memory, count[0]);
        return new Table(
                request.fileName(),
                file,
                memory,
                count[0],
                cells.subList(0, inputs),
                request.labels() ? cells.subList(inputs, cells.size()) : List.of());
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

    /** The inputs, as options and values say. */
    private List<Table.Plan> planned(List<Survey> surveys, List<Integer> targets) {
        List<Table.Plan> inputs = new ArrayList<>();
        Set<Integer> ignored = columns("ignore");
        Set<Integer> categorical = columns("categorical");
        for (int i = 0; i < names.size(); i++) {
            if (targets.contains(i)) {
                if (ignored.contains(i)) {
                    throw new NetworkException("%s: the column '%s' cannot be both the target and ignored"
                            .formatted(file.path(), Table.shown(names.get(i))));
                }
            } else if (!ignored.contains(i)) {
                requireUse(i);
                boolean numeric = isNumeric(names.get(i), surveys.get(i), categorical.contains(i));
                inputs.add(new Table.Plan(i, names.get(i), !numeric));
            }
        }
        if (inputs.isEmpty()) {
            throw new NetworkException("%s has no column beside %s: there is nothing to learn from%s"
                    .formatted(
                            file.path(),
                            ignored.isEmpty() ? "the target" : "the target and what is ignored",
                            names.size() == 1 && file instanceof CsvFile
                                    ? "; delimiter=… says what separates columns"
                                    : ""));
        }
        return inputs;
    }

    private void requireUse(int column) {
        String refusal = file.refusal(column);
        if (refusal != null) {
            throw new NetworkException("%s: the column '%s' %s; ignore=%s leaves it out"
                    .formatted(
                            file.path(),
                            Table.shown(names.get(column)),
                            refusal,
                            Table.shown(DataOptions.encoded(names.get(column)))));
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
        String hint = file.hint(String.valueOf(survey.odd));
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
                    hint,
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
                    hint,
                    as,
                    as));
        }
        return false;
    }

    /** The columns that the network was trained on, wherever they stand here. */
    private List<Table.Plan> keptOnes(Preprocessing kept, List<Integer> targets) {
        List<Table.Plan> inputs = new ArrayList<>();
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
            requireUse(place);
            inputs.add(new Table.Plan(place, column.name(), column.kind() != Kind.NUMERIC));
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
        return inputs;
    }

    /** Without names and without a column for the target, the columns are those of before in their order. */
    private boolean isByPlace(Preprocessing kept) {
        return !request.labels()
                && !file.hasNames()
                && names.size() == kept.columns().size();
    }

    /** Keeps what is in the columns; those behind the inputs are targets. */
    private void fill(List<Table.Plan> plans, List<Table.Cells> cells, int inputs, CellMemory memory, int rows) {
        int[] at = new int[1];
        file.forEach(row -> {
            if (at[0] == rows) {
                throw changed();
            }
            for (int i = 0; i < plans.size(); i++) {
                fill(cells.get(i), at[0], row, plans.get(i).place(), i >= inputs);
            }
            memory.end(at[0], row.number());
            at[0]++;
        });
        if (at[0] < rows) {
            throw changed();
        }
        memory.finish();
    }

    private NetworkException changed() {
        return new NetworkException("%s has changed while it was read; try again".formatted(file.path()));
    }

    private void fill(Table.Cells cells, int at, TableSource.Row row, int column, boolean target) {
        if (row.isMissing(column)) {
            if (target && request.labels()) {
                throw new NetworkException(String.format(
                        Locale.ROOT,
                        "%s:%d: the target, column '%s', is missing; take this row out",
                        file.path(),
                        row.number(),
                        Table.shown(cells.name())));
            }
            cells.setMissing(at);
        } else if (cells.isNumeric()) {
            double number = row.value(column);
            if (Double.isNaN(number) && (!target || request.labels())) {
                throw new NetworkException(String.format(
                        Locale.ROOT,
                        "%s:%d: column '%s' has '%s', where a number is expected%s",
                        file.path(),
                        row.number(),
                        Table.shown(cells.name()),
                        Table.shown(row.text(column)),
                        target ? "; task=classes takes words" : ""));
            }
            cells.set(at, number);
        } else {
            cells.set(at, target ? className(row, column, cells.name()) : row.text(column));
        }
    }

    /** A whole number is the same class however it is written: 1 and 1.0. */
    private String className(TableSource.Row row, int place, String column) {
        double number = row.value(place);
        if (Double.isNaN(number) || Math.abs(number) > 1L << 53) {
            return row.text(place);
        }
        if (number != Math.rint(number)) {
            throw new NetworkException(String.format(
                    Locale.ROOT,
                    "%s:%d: column '%s' has %s, where classes are words or whole numbers; task=numbers takes numbers",
                    file.path(),
                    row.number(),
                    Table.shown(column),
                    Table.shown(row.text(place))));
        }
        return String.format(Locale.ROOT, "%.0f", number + 0.0);
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
