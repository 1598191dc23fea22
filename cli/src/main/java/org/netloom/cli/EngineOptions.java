package org.netloom.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.Engines;
import org.netloom.runtime.engine.NativeVariant;
import picocli.CommandLine.Option;

/** What computes, for all commands that do. */
final class EngineOptions {
    private static final String AUTO = "auto";

    @Option(
            names = "--engine",
            paramLabel = "auto|vector|nd4j",
            converter = EngineName.class,
            description = "What computes; auto takes the vector engine where it runs, otherwise nd4j (default: auto)."
                    + " Others come by NETLOOM_CLASS_PATH.")
    private String engine = AUTO;

    @Option(
            names = "--dtype",
            paramLabel = "float|double",
            description = "The precision of parameters and activations (default: float).")
    private Precision dtype = Precision.FLOAT;

    @Option(
            names = "--threads",
            paramLabel = "N",
            converter = Positive.class,
            description = "How many threads compute (default: all cores, ${DEFAULT-VALUE}). The same number gives the"
                    + " same bits.")
    private int threads = Runtime.getRuntime().availableProcessors();

    private enum Precision {
        FLOAT(DataType.FLOAT),
        DOUBLE(DataType.DOUBLE);

        private final DataType type;

        Precision(DataType type) {
            this.type = type;
        }
    }

    Engine create() {
        // Before the first class of ND4J that allocates is loaded, which takes it from system properties.
        NativeMemory.limit();
        return Engines.create(engine, dtype.type, threads);
    }

    /** The same in another thread, while this one does something else. */
    PendingEngine begin() {
        return new PendingEngine(this::create);
    }

    /** {@code vector}, or {@code nd4j (onednn-avx512)} with the build of its native library and why it is not vector. */
    String describe(Engine chosen) {
        if (!chosen.name().equals("nd4j")) {
            return chosen.name();
        }
        String variant = NativeVariant.choose().replaceFirst("^-", "");
        String name = chosen.name() + (variant.isEmpty() ? "" : " (" + variant + ")");
        return engine.equals(AUTO)
                ? Engines.missing("vector", dtype.type)
                        .map(reason -> name + ", because " + reason)
                        .orElse(name)
                : name;
    }

    int threads() {
        return threads;
    }

    /** What was asked for, as a further command asks for it: {@code --engine nd4j --dtype double}. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        if (!engine.equals(AUTO)) {
            words.addAll(List.of("--engine", engine));
        }
        if (dtype != Precision.FLOAT) {
            words.addAll(List.of("--dtype", dtype.name().toLowerCase(Locale.ROOT)));
        }
        return words;
    }
}
