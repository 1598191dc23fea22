package org.netloom.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The table of options in docs/data.md, made from the formats. */
final class OptionTable {
    private static final String BEGIN =
            "<!-- options: made from the formats by OptionReferenceTest; -Ddocs.update=true writes it anew -->\n";
    private static final String END = "<!-- end of options -->\n";

    private OptionTable() {}

    /** A row for each option; one that several formats have alike is one row. */
    static String of(List<DataFormat> formats) {
        Map<DataOption, List<String>> takers = new LinkedHashMap<>();
        for (DataFormat format : formats) {
            String name = format.names().isEmpty()
                    ? format.description()
                    : "`%s`".formatted(String.join("`, `", format.names()));
            for (DataOption option : format.options()) {
                takers.computeIfAbsent(option, key -> new ArrayList<>()).add(name);
            }
        }
        StringBuilder table = new StringBuilder("| option | of | default | what it does |\n|---|---|---|---|\n");
        takers.forEach((option, names) -> table.append("| `%s` | %s | %s | %s |\n"
                .formatted(option.name(), String.join(", ", names), option.fallback(), option.doc())));
        return table.toString();
    }

    /** Holds the table in a page to what it must be. */
    static void check(Path page, String table) throws IOException {
        String text = Files.readString(page);
        int from = text.indexOf(BEGIN) + BEGIN.length();
        int to = text.indexOf(END);
        assertThat(from).as("%s has %s", page, BEGIN).isGreaterThan(BEGIN.length());
        if (Boolean.getBoolean("docs.update") && !text.substring(from, to).equals(table)) {
            Files.writeString(page, text.substring(0, from) + table + text.substring(to));
            fail("wrote %s: look at the difference, then run without -Ddocs.update", page);
        }
        assertThat(text.substring(from, to))
                .as("the options in %s are not what the formats have; -Ddocs.update=true writes them", page)
                .isEqualTo(table);
    }
}
