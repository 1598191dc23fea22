package org.netloom.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.text.Printable;
import org.netloom.runtime.internal.io.Json;
import org.netloom.runtime.loss.Loss.Says;
import org.netloom.runtime.predict.Answer;
import org.netloom.runtime.predict.Answer.Value;

/** What {@code predict} shows: words and bars, a JSON object, or a table. */
final class Answers {
    /** Classes that are shown of a single example. */
    private static final int CLASSES = 5;

    private static final int BAR = 30;

    private final String net;
    private final List<Answer> answers;

    Answers(String net, List<Answer> answers) {
        this.net = net;
        this.answers = answers;
    }

    /** Of one example the likeliest classes with bars; of several a line each. */
    String text(Terminal terminal) {
        StringBuilder text = new StringBuilder();
        if (answers.size() == 1) {
            Answer only = answers.get(0);
            text.append(Printable.message(only.example())).append('\n');
            List<Value> shown = only.says() == Says.CLASS
                    ? only.values().subList(0, Math.min(CLASSES, only.values().size()))
                    : only.values();
            int width = longest(shown.stream().map(Value::name).toList());
            String full = terminal.unicode() ? "█" : "=";
            for (Value value : shown) {
                String bar = only.probabilities() ? full.repeat((int) Math.round(BAR * value.value())) : "";
                text.append(("  %-" + width + "s  %10s  %s")
                                .formatted(Printable.message(value.name()), number(only, value.value()), bar)
                                .stripTrailing())
                        .append('\n');
            }
            return text.toString();
        }
        int width = longest(answers.stream().map(Answer::example).toList());
        for (Answer answer : answers) {
            text.append(("%-" + width + "s  %s")
                            .formatted(Printable.message(answer.example()), Printable.message(words(answer))))
                    .append('\n');
        }
        return text.toString();
    }

    private static String words(Answer answer) {
        return switch (answer.says()) {
            case CLASS ->
                answer.first().name() + "  " + number(answer, answer.first().value());
            case LABELS -> {
                List<Value> yes = answer.values().stream()
                        .filter(value -> value.value() > 0.5)
                        .toList();
                yield yes.isEmpty() ? "none" : listed(answer, yes);
            }
            case NUMBERS -> listed(answer, answer.values());
        };
    }

    private static String listed(Answer answer, List<Value> values) {
        return values.stream()
                .map(value -> value.name() + " " + number(answer, value.value()))
                .collect(Collectors.joining(", "));
    }

    private static String number(Answer answer, double value) {
        return answer.probabilities()
                ? String.format(Locale.ROOT, "%.1f %%", 100 * value)
                : String.format(Locale.ROOT, "%.6g", value);
    }

    private static int longest(List<String> names) {
        return names.stream()
                .mapToInt(name -> Printable.message(name).length())
                .max()
                .orElse(1);
    }

    /** One line. */
    String json() {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("net", net);
        object.put("predictions", answers.stream().map(Answers::object).toList());
        return Json.write(object) + "\n";
    }

    private static Map<String, @Nullable Object> object(Answer answer) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("example", answer.example());
        if (answer.says() == Says.CLASS) {
            object.put("class", answer.first().name());
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        answer.values().forEach(value -> values.put(value.name(), value.value()));
        object.put(answer.probabilities() ? "probabilities" : "values", values);
        return object;
    }

    /** A header, and a line for each example: its name, its class where there are classes, and all values. */
    String csv() {
        StringWriter csv = new StringWriter();
        boolean classes = answers.get(0).says() == Says.CLASS;
        List<String> names =
                classes ? inOrder().stream().sorted(Answers::byNumber).toList() : inOrder();
        List<String> header = new ArrayList<>(List.of("example"));
        if (classes) {
            header.add("class");
        }
        header.addAll(names);
        try (CsvWriter writer =
                CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(csv)) {
            writer.writeRecord(header);
            for (Answer answer : answers) {
                writer.writeRecord(cells(answer, classes, names));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return csv.toString();
    }

    private static List<String> cells(Answer answer, boolean classes, List<String> names) {
        Map<String, Double> values = new LinkedHashMap<>();
        answer.values().forEach(value -> values.put(value.name(), value.value()));
        List<String> cells = new ArrayList<>(List.of(answer.example()));
        if (classes) {
            cells.add(answer.first().name());
        }
        names.forEach(name -> cells.add(String.valueOf(values.get(name))));
        return cells;
    }

    private List<String> inOrder() {
        return answers.get(0).values().stream().map(Value::name).toList();
    }

    /** Classes that are numbers by their size, and others by their letters. */
    private static int byNumber(String a, String b) {
        boolean numbers = a.matches("\\d{1,9}") && b.matches("\\d{1,9}");
        return numbers ? Integer.compare(Integer.parseInt(a), Integer.parseInt(b)) : a.compareTo(b);
    }
}
