package org.netloom.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.netloom.compiler.CompilerOptions;
import picocli.CommandLine.Option;

/** {@code -P classes=5}, of every command that compiles. */
final class NetParameters {
    @Option(
            names = "-P",
            paramLabel = "NAME=VALUE",
            description = "Sets a parameter of the nets: -P classes=5, for one net alone -P LeNet.classes=5.")
    private Map<String, String> values = new LinkedHashMap<>();

    Map<String, String> values() {
        return values;
    }

    CompilerOptions options() {
        return CompilerOptions.defaults().withParameters(values);
    }
}
