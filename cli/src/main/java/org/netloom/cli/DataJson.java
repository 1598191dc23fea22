package org.netloom.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.data.Preprocessing;
import org.netloom.runtime.describe.DataDescription;
import org.netloom.runtime.describe.DataPart;
import org.netloom.runtime.describe.Range;
import org.netloom.runtime.internal.io.Json;

/** The JSON object of {@code data --json}: what is no number is null. */
final class DataJson {
    private DataJson() {}

    static String of(DataDescription description) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("data", description.name());
        object.put("shape", description.shape());
        object.put("tokens", description.tokens());
        object.put("classes", description.classNames());
        object.put("targets", description.targetNames());
        object.put(
                "columns", description.columns().stream().map(DataJson::column).toList());
        object.put("parts", description.parts().stream().map(DataJson::part).toList());
        object.put("findings", description.findings());
        return Json.write(object);
    }

    private static Map<String, @Nullable Object> column(Preprocessing.Column column) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("name", column.name());
        object.put("kind", column.kind().name().toLowerCase(Locale.ROOT));
        object.put("mean", number(column.mean()));
        object.put("deviation", number(column.deviation()));
        object.put("missing", number(column.missing()));
        object.put("categories", column.categories());
        return object;
    }

    private static Map<String, @Nullable Object> part(DataPart part) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("part", part.name());
        object.put("examples", part.examples());
        object.put("values", range(part.values()));
        object.put("channels", ranges(part.channels()));
        object.put("classes", part.classes());
        object.put("targets", ranges(part.targets()));
        return object;
    }

    private static List<Map<String, @Nullable Object>> ranges(List<Range> ranges) {
        return ranges.stream().map(DataJson::range).toList();
    }

    private static Map<String, @Nullable Object> range(Range range) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("min", number(range.least()));
        object.put("mean", number(range.mean()));
        object.put("deviation", number(range.deviation()));
        object.put("max", number(range.greatest()));
        return object;
    }

    private static @Nullable Double number(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
