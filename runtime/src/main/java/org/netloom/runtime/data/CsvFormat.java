package org.netloom.runtime.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Tables in text files. */
final class CsvFormat extends TableFormat {
    private static final DataOption MISSING = DataOption.of(
            "missing",
            "`" + CsvFile.MISSING + "`",
            "what stands for a missing value, with commas between two; an empty field always does");
    static final DataOption HEADER = DataOption.of(
            "header",
            "whether the first row has no number",
            "`true` or `false`: whether the first row names the columns");
    private static final DataOption DELIMITER =
            DataOption.of("delimiter", "guessed", "what stands between fields: one character, `tab` or `space`");
    private static final DataOption DECIMAL = DataOption.of("decimal", "`.`", "`.` or `,`: the point of numbers");
    private static final DataOption ENCODING =
            DataOption.of("encoding", "`utf-8`", "how letters are written, as `windows-1252`");

    @Override
    public String description() {
        return "a .csv or .tsv file";
    }

    @Override
    protected List<DataOption> ownOptions() {
        return List.of(MISSING, HEADER, DELIMITER, DECIMAL, ENCODING);
    }

    @Override
    protected List<String> ownKeptOptions() {
        return List.of(MISSING.name(), HEADER.name(), DECIMAL.name());
    }

    @Override
    public boolean reads(Path path) {
        String name = DataRequest.fileName(path).toLowerCase(Locale.ROOT);
        return Files.isRegularFile(path) && (name.endsWith(".csv") || name.endsWith(".tsv"));
    }

    @Override
    protected TableSource source(DataRequest request) {
        return CsvFile.open(request.path(), request.options());
    }
}
