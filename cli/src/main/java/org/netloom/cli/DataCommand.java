package org.netloom.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.runtime.data.DataRequest;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.describe.ContactSheet;
import org.netloom.runtime.describe.DataDescription;
import org.netloom.runtime.train.TrainConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code netloom data SPEC}: what some data are, before they are trained on. */
@Command(
        name = "data",
        description =
                "Describes data as a training would take them (sizes, classes, ranges), and says what looks wrong.",
        footer = {"%nExample: netloom data 'iris.csv?target=species'"})
final class DataCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
            paramLabel = "SPEC",
            description =
                    "A name (glyphs, mnist, …), a directory or a file, perhaps with options behind a question mark.")
    private String spec = "";

    @Option(
            names = "--shape",
            paramLabel = "D,D…",
            split = ",",
            converter = Positive.class,
            description = "The shape of an input, where the data leave it open: 3,64,64 for images, 32 for text.")
    private List<Integer> shape = List.of();

    @Option(
            names = "--picture",
            paramLabel = "F.svg|.png",
            description = "Write a sheet of training images, a row for each class, with their labels.")
    private @Nullable Path picture;

    @Option(
            names = "--augment",
            paramLabel = "FILE.net",
            description = "Show in the picture what this file's train section makes of training images.")
    private @Nullable Path augment;

    @Option(
            names = "--net",
            paramLabel = "NAME",
            description = "The net whose train section it is, where the file has several.")
    private @Nullable String net;

    @Option(names = "--json", description = "Write one JSON object to stdout; all else goes to stderr.")
    private boolean json;

    DataCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (picture != null) {
            PictureFile.requireKnown(picture);
        }
        TrainConfig training = augmenting();
        DataSplit split = Datasets.open(DataRequest.of(spec, shape, terminal.err()::println));
        DataDescription description = DataDescription.of(split);
        terminal.out()
                .print(json ? DataJson.of(description) + "\n" : new DataText(description, terminal.width()).page());
        if (picture != null) {
            PictureFile.write(picture, ContactSheet.svg(split, description, training.augment(), training.seed()));
            terminal.err().println("wrote " + picture);
        }
        return 0;
    }

    /** What the file says; nothing where none is given. */
    private TrainConfig augmenting() {
        if (augment == null) {
            if (net != null) {
                throw new CliException("--net names a net of the file of --augment: give --augment FILE.net, too");
            }
            return TrainConfig.builder().build();
        }
        if (picture == null) {
            throw new CliException("--augment shows in a picture what becomes of images: give --picture F.svg, too");
        }
        TrainConfig config = LoadedNet.of(augment, net, CompilerOptions.defaults(), terminal)
                .net()
                .trainConfig();
        if (config.augment().isEmpty()) {
            throw new CliException(augment + " augments nothing; its train section has no augment { … }");
        }
        return config;
    }
}
