package org.netloom.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionReferenceTest {
    private final List<DataFormat> formats = new DataFormats(Downloads.standard(message -> {}))
            .all().stream().filter(format -> !(format instanceof PairsFormat)).toList();

    @Test
    void thePageHasTheOptionsOfEachFormat() throws IOException {
        OptionTable.check(Path.of("../docs/data.md"), OptionTable.of(formats));
    }

    @Test
    void eachOptionIsWordedAlike() {
        for (DataFormat format : formats) {
            assertThat(format.options().stream().map(DataOption::name))
                    .as(format.description())
                    .doesNotHaveDuplicates()
                    .allMatch(name -> name.matches("[a-z]+(_[a-z]+)*"));
            assertThat(format.options())
                    .allSatisfy(option -> assertThat(option.doc())
                            .as(option.name())
                            .doesNotEndWith(".")
                            .doesNotContain("|", "\n"));
        }
    }
}
