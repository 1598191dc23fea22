package org.netloom.benchmarks.compile;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.netloom.benchmarks.networks.ModelFiles;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.source.SourceFile;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From the text of a file to Java sources, by the one call of the command line: parse, check, warn, rewrite, emit. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class TextToJava {
    private static final int LAYERS = 1_000;

    /** A file of the models, or {@code layers1000}: residual units, each written out. */
    @Param({"resnet18", "layers1000"})
    public String net = "";

    private List<SourceFile> files = List.of();

    @Setup
    public void read() {
        String text = net.equals("layers1000") ? residualUnits() : ModelFiles.text(net);
        files = List.of(new SourceFile(net + ".net", text));
        Compilation compilation = NetCompiler.compile(files, CompilerOptions.defaults());
        if (!compilation.succeeded() || compilation.classes().size() != 1) {
            throw new IllegalStateException(net + " does not compile: " + compilation.problems());
        }
        int layers = compilation.networks().get(0).nodes().size();
        if (net.equals("layers1000") && layers != LAYERS) {
            throw new IllegalStateException(String.format(Locale.ROOT, "the generated network has %d layers", layers));
        }
    }

    @Benchmark
    public Compilation compile(CpuTime cpu) {
        cpu.start();
        Compilation compilation = NetCompiler.compile(files, CompilerOptions.defaults());
        cpu.stop();
        return compilation;
    }

    /** 3 layers, 142 units of 7, and 3 layers. */
    static String residualUnits() {
        return "net Deep {\n  input(3, 32, 32)\n  conv(16, 3, pad=1) bn relu\n"
                + "  add { conv(16, 3, pad=1) bn relu conv(16, 3, pad=1) bn | id } relu\n".repeat((LAYERS - 6) / 7)
                + "  gavgpool flatten dense(10)\n}\n";
    }
}
