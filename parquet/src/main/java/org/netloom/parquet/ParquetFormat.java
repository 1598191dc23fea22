package org.netloom.parquet;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.netloom.runtime.data.DataRequest;
import org.netloom.runtime.data.TableFormat;
import org.netloom.runtime.data.TableSource;

/** Tables in Parquet files, as Pandas, Arrow and Spark write them: columns have names and types, and null is missing. */
public final class ParquetFormat extends TableFormat {
    /** For {@link java.util.ServiceLoader}. */
    public ParquetFormat() {}

    @Override
    public String description() {
        return "a .parquet file";
    }

    @Override
    public boolean reads(Path path) {
        return Files.isRegularFile(path)
                && String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT).endsWith(".parquet");
    }

    @Override
    protected TableSource source(DataRequest request) {
        return ParquetTable.open(request.path());
    }
}
