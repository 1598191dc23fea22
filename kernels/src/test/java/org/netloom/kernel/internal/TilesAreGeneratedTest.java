package org.netloom.kernel.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The register tiles in src/main are those of {@link TileTable}; {@code -Dtiles.update=true} writes them anew. */
class TilesAreGeneratedTest {
    private static final Path SOURCES = Path.of("src/main/java/org/netloom/kernel/internal");

    @Test
    void committedTilesAreThoseOfTheTable() throws IOException {
        List<String> stale = new ArrayList<>();
        for (Map.Entry<String, String> file : TileTable.files().entrySet()) {
            Path path = SOURCES.resolve(file.getKey() + ".java");
            if (Files.exists(path) && Files.readString(path).equals(file.getValue())) {
                continue;
            }
            stale.add(file.getKey());
            if (Boolean.getBoolean("tiles.update")) {
                Files.writeString(path, file.getValue());
            }
        }
        assertThat(stale)
                .as("tiles that are not as TileTable has them; -Dtiles.update=true writes them anew")
                .isEmpty();
    }
}
