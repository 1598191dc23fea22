package org.netloom.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.source.SourceResolver;
import picocli.CommandLine.Option;

/** {@code -P classes=5}, of every command that compiles. */
final class NetParameters {
    @Option(
            names = "-P",
            paramLabel = "NAME=VALUE",
            description = "Sets a parameter of the nets: -P classes=5, for one net alone -P LeNet.classes=5.")
    private Map<String, String> values = new LinkedHashMap<>();

    @Option(
            names = "--imports-from",
            paramLabel = "DIR",
            description = "A folder that imports may come from besides the file's own, or the root of its package.")
    private List<Path> importFolders = List.of();

    Map<String, String> values() {
        return values;
    }

    List<Path> importFolders() {
        return importFolders;
    }

    /** The same with more values. */
    NetParameters with(Map<String, String> more) {
        NetParameters parameters = new NetParameters();
        parameters.values.putAll(values);
        parameters.values.putAll(more);
        parameters.importFolders = importFolders;
        return parameters;
    }

    /** The options once more, for a further command. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        values.forEach((name, value) -> words.addAll(List.of("-P", name + "=" + value)));
        importFolders.forEach(folder -> words.addAll(List.of("--imports-from", folder.toString())));
        return words;
    }

    CompilerOptions options() {
        return CompilerOptions.defaults().withParameters(values).withSources(SourceResolver.files(importFolders));
    }
}
