package org.netloom.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.explain.TextTable;
import org.netloom.compiler.internal.explain.TextTable.Column;
import org.netloom.compiler.internal.text.Printable;
import org.netloom.runtime.loss.Loss.Says;
import org.netloom.runtime.predict.Answer;
import org.netloom.runtime.predict.Answer.Value;
import org.netloom.runtime.predict.Mistake;

/** The examples with the greatest loss: what they are, what the net says, and how sure it is or how far off. */
final class WorstText {
    private static final Set<String> FIGURES = Set.of("probability", "difference", "loss");
    /** Figures of numbers, and words of classes. */
    private static final Set<String> OF_NUMBERS = Set.of("true", "predicted");

    private WorstText() {}

    /** A table below an empty line; of several numbers a row for each. */
    static String table(List<Mistake> worst, int width) {
        if (worst.isEmpty()) {
            return "";
        }
        boolean numbers = worst.get(0).answer().says() == Says.NUMBERS;
        boolean several = numbers && worst.get(0).truth().size() > 1;
        List<String> head = new ArrayList<>(List.of("greatest loss"));
        if (several) {
            head.add("target");
        }
        head.addAll(numbers ? List.of("true", "predicted", "difference") : List.of("true", "predicted", "probability"));
        head.add("loss");
        Column[] kinds = head.stream()
                .map(name ->
                        FIGURES.contains(name) || (numbers && OF_NUMBERS.contains(name)) ? Column.NUMBER : Column.NAME)
                .toArray(Column[]::new);
        TextTable table = new TextTable(kinds);
        table.row(head.toArray(String[]::new));
        for (Mistake mistake : worst) {
            String name = Printable.message(mistake.answer().example());
            String loss = Numbers.loss(mistake.loss());
            if (!numbers) {
                table.row(name, words(mistake.truth()), said(mistake.answer()), sureness(mistake.answer()), loss);
                continue;
            }
            for (int k = 0; k < mistake.truth().size(); k++) {
                Value truth = mistake.truth().get(k);
                List<String> cells = new ArrayList<>(List.of(k == 0 ? name : ""));
                if (several) {
                    cells.add(Printable.message(truth.name()));
                }
                cells.add(number(truth.value()));
                cells.add(number(predicted(mistake, k)));
                cells.add(number(predicted(mistake, k) - truth.value()));
                cells.add(k == 0 ? loss : "");
                table.row(cells.toArray(String[]::new));
            }
        }
        return "\n\n" + table.text(width).stripTrailing();
    }

    private static double predicted(Mistake mistake, int k) {
        return mistake.answer().values().get(k).value();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.6g", value);
    }

    private static List<Value> yes(Answer answer) {
        return answer.says() == Says.CLASS
                ? List.of(answer.first())
                : answer.values().stream().filter(value -> value.value() > 0.5).toList();
    }

    private static String said(Answer answer) {
        return words(yes(answer));
    }

    private static String words(List<Value> values) {
        return values.isEmpty()
                ? "none"
                : Printable.message(values.stream().map(Value::name).collect(Collectors.joining(", ")));
    }

    /** Of the class, or of each label that is yes; outputs that are no probabilities are shown as they are. */
    private static String sureness(Answer answer) {
        return yes(answer).stream()
                .map(value -> answer.probabilities()
                        ? String.format(Locale.ROOT, "%.1f %%", 100 * value.value())
                        : number(value.value()))
                .collect(Collectors.joining(", "));
    }

    /** The same for {@code --json}. */
    static List<Map<String, @Nullable Object>> objects(List<Mistake> worst) {
        return worst.stream().map(WorstText::object).toList();
    }

    private static Map<String, @Nullable Object> object(Mistake mistake) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("example", mistake.answer().example());
        object.put("loss", mistake.loss());
        switch (mistake.answer().says()) {
            case CLASS -> {
                Value first = mistake.answer().first();
                object.put("true", mistake.truth().get(0).name());
                object.put("predicted", first.name());
                object.put(mistake.answer().probabilities() ? "probability" : "value", first.value());
            }
            case LABELS -> {
                object.put("true", mistake.truth().stream().map(Value::name).toList());
                object.put(
                        "predicted",
                        yes(mistake.answer()).stream().map(Value::name).toList());
                object.put("probabilities", byName(mistake.answer().values()));
            }
            case NUMBERS -> {
                Map<String, @Nullable Object> differences = new LinkedHashMap<>();
                for (int k = 0; k < mistake.truth().size(); k++) {
                    Value truth = mistake.truth().get(k);
                    differences.put(truth.name(), predicted(mistake, k) - truth.value());
                }
                object.put("true", byName(mistake.truth()));
                object.put("predicted", byName(mistake.answer().values()));
                object.put("difference", differences);
            }
        }
        return object;
    }

    private static Map<String, @Nullable Object> byName(List<Value> values) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        values.forEach(value -> object.put(value.name(), value.value()));
        return object;
    }
}
