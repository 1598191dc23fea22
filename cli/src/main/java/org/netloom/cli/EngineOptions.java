package org.netloom.cli;

import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.Engines;
import org.netloom.runtime.engine.NativeVariant;
import picocli.CommandLine.Option;

/** What computes, for all commands that do. */
final class EngineOptions {
    @Option(
            names = "--engine",
            paramLabel = "auto|nd4j",
            description = "What computes; auto takes the fastest that runs here (default: auto).")
    private Choice engine = Choice.AUTO;

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

    private enum Choice {
        AUTO,
        ND4J
    }

    private enum Precision {
        FLOAT(DataType.FLOAT),
        DOUBLE(DataType.DOUBLE);

        private final DataType type;

        Precision(DataType type) {
            this.type = type;
        }
    }

    Engine create() {
        return Engines.create(engine.name().toLowerCase(Locale.ROOT), dtype.type, threads);
    }

    /** {@code nd4j (onednn-avx512)}: the engine and the build of its native library. */
    static String describe(Engine engine) {
        String variant = NativeVariant.choose().replaceFirst("^-", "");
        return engine.name() + (variant.isEmpty() ? "" : " (" + variant + ")");
    }

    int threads() {
        return threads;
    }
}
