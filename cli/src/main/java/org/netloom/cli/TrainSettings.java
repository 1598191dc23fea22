package org.netloom.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.runtime.train.TrainConfig;
import picocli.CommandLine.Option;

/** {@code --set batch=64}, of the commands that train, or measure what was trained. */
final class TrainSettings {
    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            mapFallbackValue = "",
            description = "A setting as the file's train section would have it, in the place of its own:"
                    + " --set 'optimizer=adam(lr = 0.001)' --set normalize. More of them follow one another.")
    private Map<String, String> values = new LinkedHashMap<>();

    /** By name; of one that takes no value, an empty text. */
    Map<String, String> values() {
        return values;
    }

    /** The same options with these settings. */
    CompilerOptions on(CompilerOptions options) {
        return options.withSettings(values);
    }

    /** The options once more, for a further command. */
    List<String> words() {
        return words(values);
    }

    /**
     * Those by which what was trained is measured, once more, for a further command: the loss and how data are read. A
     * validation part goes by the data's own text there.
     */
    static List<String> wordsOfMeasuring(Map<String, String> settings, TrainConfig config) {
        Map<String, String> some = new LinkedHashMap<>(settings);
        some.keySet().retainAll(config.dataOptions().names());
        some.remove("validation");
        String loss = settings.get("loss");
        if (loss != null) {
            some.put("loss", loss);
        }
        return words(some);
    }

    /** Settings as options, for a further command. */
    static List<String> words(Map<String, String> settings) {
        List<String> words = new ArrayList<>();
        settings.forEach((name, value) -> words.addAll(List.of("--set", value.isEmpty() ? name : name + "=" + value)));
        return words;
    }
}
