package org.netloom.runtime.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.data.Preprocessing.Column;
import org.netloom.runtime.data.Preprocessing.Images;
import org.netloom.runtime.data.Preprocessing.Kind;
import org.netloom.runtime.data.Preprocessing.Target;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.Json;

/** {@link Preprocessing} as JSON. What is empty is left out. */
final class PreprocessingJson {
    private PreprocessingJson() {}

    static String write(Preprocessing preprocessing) {
        Map<String, Object> all = new LinkedHashMap<>();
        if (!preprocessing.options().names().isEmpty()) {
            all.put("options", preprocessing.options().asMap());
        }
        if (!preprocessing.division().names().isEmpty()) {
            all.put("division", preprocessing.division().asMap());
        }
        putUnlessEmpty(
                all,
                "columns",
                preprocessing.columns().stream().map(PreprocessingJson::column).toList());
        putUnlessEmpty(all, "classes", preprocessing.classNames());
        putUnlessEmpty(
                all,
                "targets",
                preprocessing.targets().stream().map(PreprocessingJson::target).toList());
        Images images = preprocessing.images();
        if (images != null) {
            all.put("images", images(images));
        }
        return Json.write(all);
    }

    private static void putUnlessEmpty(Map<String, Object> all, String name, List<?> values) {
        if (!values.isEmpty()) {
            all.put(name, values);
        }
    }

    private static Map<String, Object> column(Column column) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", column.name());
        json.put("kind", column.kind().name().toLowerCase(Locale.ROOT));
        if (column.kind() == Kind.NUMERIC) {
            json.put("missing", column.missing());
            json.put("mean", column.mean());
            json.put("deviation", column.deviation());
        } else if (column.kind() == Kind.CATEGORICAL) {
            json.put("categories", column.categories());
        }
        return json;
    }

    private static Map<String, Object> target(Target target) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", target.name());
        json.put("mean", target.mean());
        json.put("deviation", target.deviation());
        return json;
    }

    private static Map<String, Object> images(Images images) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("shape", images.shape());
        json.put("fit", images.fit());
        json.put("mean", images.mean());
        json.put("deviation", images.deviation());
        return json;
    }

    static Preprocessing parse(String json) {
        try {
            Members all = new Members(Json.parse(json));
            Object images = all.get("images");
            return Preprocessing.none()
                    .withOptions(options(all.get("options")))
                    .withDivision(options(all.get("division")))
                    .withColumns(all.list("columns", PreprocessingJson::readColumn))
                    .withClassNames(all.list("classes", PreprocessingJson::text))
                    .withTargets(all.list("targets", PreprocessingJson::readTarget))
                    .withImages(images == null ? null : readImages(new Members(images)));
        } catch (Json.SyntaxException | IllegalArgumentException | ArithmeticException e) {
            throw new NetworkException("the preprocessing of data is not intact: " + e.getMessage(), e);
        }
    }

    private static DataOptions options(@Nullable Object value) {
        return value == null ? DataOptions.none() : DataOptions.of(new Members(value).texts());
    }

    private static Column readColumn(@Nullable Object value) {
        Members json = new Members(value);
        String name = text(json.get("name"));
        return switch (text(json.get("kind"))) {
            case "numeric" ->
                Column.numeric(
                        name, number(json.get("missing")), number(json.get("mean")), number(json.get("deviation")));
            case "categorical" -> Column.categorical(name, json.list("categories", PreprocessingJson::text));
            case "ignored" -> Column.ignored(name);
            default -> throw new IllegalArgumentException("no kind of column is " + json.get("kind"));
        };
    }

    private static Target readTarget(@Nullable Object value) {
        Members json = new Members(value);
        return new Target(text(json.get("name")), number(json.get("mean")), number(json.get("deviation")));
    }

    private static Images readImages(Members json) {
        return new Images(
                json.list("shape", size -> Math.toIntExact(Math.round(number(size)))),
                text(json.get("fit")),
                json.list("mean", PreprocessingJson::number),
                json.list("deviation", PreprocessingJson::number));
    }

    private static String text(@Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("%s stands where a text is expected".formatted(value));
    }

    private static double number(@Nullable Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException("%s stands where a number is expected".formatted(value));
    }

    /** A JSON object. */
    private static final class Members {
        private final Map<?, ?> json;

        Members(@Nullable Object json) {
            if (!(json instanceof Map<?, ?> map)) {
                throw new IllegalArgumentException("%s stands where an object is expected".formatted(json));
            }
            this.json = map;
        }

        @Nullable Object get(String name) {
            return json.get(name);
        }

        Map<String, String> texts() {
            Map<String, String> texts = new LinkedHashMap<>();
            json.forEach((name, value) -> texts.put(text(name), text(value)));
            return texts;
        }

        /** None where there is no such member. */
        <T> List<T> list(String name, Function<@Nullable Object, T> read) {
            Object value = json.get(name);
            if (value == null) {
                return List.of();
            }
            if (!(value instanceof List<?> elements)) {
                throw new IllegalArgumentException("%s stands where a list is expected".formatted(value));
            }
            List<T> list = new ArrayList<>();
            elements.forEach(element -> list.add(read.apply(element)));
            return list;
        }
    }
}
