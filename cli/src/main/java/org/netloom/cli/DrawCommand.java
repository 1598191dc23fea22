package org.netloom.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.internal.draw.Drawing;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.runtime.internal.io.AtomicFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code netloom draw FILE -o net.svg}: a picture. */
@Command(
        name = "draw",
        description =
                "Draws a net: layers from top to bottom, shapes on the arrows, blocks folded and shown" + " beside it.")
final class DrawCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "FILE", description = "The .net file.")
    private Path file = Path.of("");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "PICTURE",
            description = "Where the picture goes: an .svg or a .png, or with --dot a .dot (default: SVG to stdout).")
    private @Nullable Path output;

    @Option(names = "--net", paramLabel = "NAME", description = "This net of the file, which has several.")
    private @Nullable String net;

    @Option(names = "--dot", description = "Graphviz' language instead of SVG.")
    private boolean dot;

    @Option(names = "--unfold", description = "Every layer of every block.")
    private boolean unfold;

    @Mixin
    private NetParameters parameters = new NetParameters();

    DrawCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (output != null) {
            requireFitting(output);
        }
        Compilation compilation = NetFiles.check(file, parameters.options(), terminal);
        Network network = NetFiles.choose(compilation, net, file);
        String picture = dot ? Drawing.dot(network, !unfold) : Drawing.svg(network, !unfold);
        if (output == null) {
            terminal.out().print(picture);
        } else {
            if (dot) {
                AtomicFile.write(output, picture);
            } else {
                PictureFile.write(output, picture);
            }
            terminal.err().println("wrote " + output);
        }
        return 0;
    }

    private void requireFitting(Path file) {
        if (!dot) {
            PictureFile.requireKnown(file);
        } else if (!List.of("dot", "gv", "").contains(PictureFile.ending(file))) {
            throw new CliException(
                    "cannot write %s: --dot writes Graphviz' language, a .dot or a .gv; without it there are .svg and .png"
                            .formatted(file));
        }
    }
}
