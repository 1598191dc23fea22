package org.netloom.cli;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.netloom.compiler.internal.lint.Warnings;
import org.netloom.compiler.options.CompilerOptions;
import picocli.CommandLine.Option;

/** Which warnings are errors. */
final class WarningOptions {
    @Option(names = "--werror", description = "Makes every warning an error.")
    private boolean all;

    @Option(
            names = "-Werror",
            paramLabel = "ID",
            split = ",",
            description = "Makes these warnings errors: -Werror=shape.rows-unused,layer.no-effect.")
    private List<String> some = List.of();

    /**
     * For {@link CompilerOptions#warningsAsErrors}.
     *
     * @throws CliException where there is no such warning
     */
    Set<String> errors() {
        for (String id : some) {
            String refusal = Warnings.refusal(id);
            if (refusal != null) {
                throw new CliException(refusal);
            }
        }
        Set<String> ids = new HashSet<>(some);
        if (all) {
            ids.add(CompilerOptions.ALL);
        }
        return ids;
    }
}
