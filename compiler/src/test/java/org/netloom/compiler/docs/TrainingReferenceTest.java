package org.netloom.compiler.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.internal.builtin.BuiltInTraining;
import org.netloom.compiler.internal.explain.Lines;
import org.netloom.compiler.internal.ir.TrainChoices;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.source.SourceFile;
import org.netloom.compiler.train.Component;
import org.netloom.compiler.train.Component.Kind;

/** docs/training.md is made of the components of train sections. */
class TrainingReferenceTest {
    private static final String HEAD = """
            # Training

            Made from the components themselves by `TrainingReferenceTest`; `-Ddocs.update=true` writes it anew. What each setting of a
            train section is for stands in [language.md](language.md#training), all losses in [losses.md](losses.md).

            A parameter without a default must be given; what stands behind a semicolon goes by name only; `[restart]` may be left out.
            In Java each is a class with a method for each parameter: `TrainConfig.builder().schedule(CosineDecay.of().withWarmup(2))`.

            ## Stopping and going on

            Ctrl-C finishes the step at hand, writes the checkpoint, and prints the command that goes on:

            ```
            stopped after step 1,200 of 2,350
            checkpoint  checkpoints/LeNetBn.safetensors
            go on       netloom train lenet_bn.net --resume checkpoints/LeNetBn.safetensors
            ```

            A training that goes on ends with the same bits as one that was never stopped, in the middle of an epoch, too, on the
            same engine and with the same number of threads. Beside the parameters the checkpoint holds the optimizer's arrays,
            what moving statistics know in full precision, the parameters of the best epoch where `stop` may go back to them, and
            where training stood. Order of the data and random numbers follow from seed, epoch and step. Data, network and
            settings must be the same; what differs is named. The number of `epochs` may grow, unless a schedule goes by it. A
            training that `stop` has taken back to an earlier epoch has ended. `--log` goes on behind what is there. The metrics
            of the epoch at hand are of the batches after the stop; its loss is of all.

            In Java: `TrainOptions.defaults().withCheckpoints(directory).withResume(file)`, and `Trainer.stop()` from any thread.

            ## Settings on the command line

            `netloom train FILE --set NAME=VALUE` gives any setting of the train section, as the file would have it, in the place of
            the section's own or beside it; the file need not have a section:

            ```
            netloom train lenet_bn.net --set 'optimizer=adam(lr = 0.001)' --set 'schedule=cosine(warmup = 1)' --set normalize
            ```

            `--lr`, `--batch`, `--epochs`, `--seed` and the other options of their own stand above both. A mistake is shown as one in
            a file is, at its place in `--set`. In Java: `CompilerOptions.withSettings`.

            ## Choosing

            `netloom sweep FILE` tries settings and ranks them. Each `--try NAME=CHOICES` is a setting of the train section, `lr`,
            which stands above the optimizer's own rate, or `P.width` for a parameter of the net. Choices stand between commas:

            ```
            netloom sweep lenet_bn.net --data glyphs --epochs 4 --halving 2 --dir sweeps/lenet \\
                --try 'lr=0.1, 0.3, 1' --try 'optimizer=sgd(lr = 0.1), sgd(lr = 0.1, momentum = 0.9)'
            ```

            ```
            LeNetBn  lenet_bn.net
              try       lr: 0.1, 0.3, 1
              try       optimizer: sgd(lr = 0.1), sgd(lr = 0.1, momentum = 0.9)
            glyphs has no validation part: a tenth of the training examples is one (validation=0.1)
              rungs     6 to epoch 1, 3 to epoch 2, 1 to epoch 4
            …
              rank   trial   lr    optimizer                       epochs   train loss   val. loss   accuracy   images/s
                 1   004     0.3   sgd(lr = 0.1, momentum = 0.9)        4       0.0101      0.0100    99.66 %      3,026
                 2   005     1     sgd(lr = 0.1)                        2       0.0841      0.0547    99.22 %      3,142
                 3   006     1     sgd(lr = 0.1, momentum = 0.9)        2       0.0332      0.0312    99.02 %      3,679
                 4   002     0.1   sgd(lr = 0.1, momentum = 0.9)        1       0.6959      0.1382    98.24 %      4,401
                 5   003     0.3   sgd(lr = 0.1)                        1       0.9106      0.4419    94.24 %      5,328
                 6   001     0.1   sgd(lr = 0.1)                        1       1.3786      0.9225    87.16 %        512

            checkpoint  sweeps/lenet/004/LeNetBn.safetensors
            train       netloom train lenet_bn.net --data 'glyphs?validation=0.1' --set 'optimizer=sgd(lr = 0.1, momentum = 0.9)' --lr 0.3 --epochs 4
            try next    netloom eval lenet_bn.net --from sweeps/lenet/004/LeNetBn.safetensors --data 'glyphs?validation=0.1'
            ```

            - **What ranks** is the validation part of the data: its accuracy, or the loss of numbers; `--by validation_loss` says
              otherwise, and the loss decides between equal accuracies. Where the data have no such part, a tenth of the training
              examples becomes one. The sweep never looks at the test part: `eval` does, once, with the best one.
            - **Successive halving** (Jamieson and Talwalkar, 2016) spends most epochs on the best: all combinations are trained for
              a few, one in `--halving N` (3) goes on for N times as many, and so on up to `--epochs`. `--halving 1` trains all to
              the end. Each training goes on from its checkpoint, and schedules go by all of its epochs, so the one that comes to the
              end has the same bits as `netloom train` with its settings.
            - **Ranges** are for random search: `--try 'lr=log(1e-4, 1)' --try 'P.drop=uniform(0.1, 0.5)' --try 'batch=int(8, 64)'
              --random 20` draws 20 different combinations, always the same ones for one `--sweep-seed`.
            - **All are compiled first.** What does not compile is refused with its message, and the others are trained. One that
              diverges is ranked last, with the step.
            - **Interrupted**, by Ctrl-C or in any other way, the same command goes on: what was done is not done again. `--dir` has
              the plan in `sweep.json` and for each training a folder with its `settings.json`, `result.json` (the figures of each
              epoch), `log.jsonl` and checkpoint. Another plan in the same folder is refused with what differs.
            - `--json` ends with the table as one object.

            In Java a function makes the network and the configuration of settings, whatever these are:

            ```java
            SweepPlan plan = SweepPlan.of(List.of(Variable.parse("lr=0.1, 0.3, 1")), 9);
            Candidates candidates = settings -> Candidate.of(
                    () -> new LeNetBn(engine),
                    LeNetBn.trainConfig().toBuilder()
                            .learningRate(Double.parseDouble(settings.get("lr")))
                            .build());
            SweepReport report = new Sweep(
                    plan, Path.of("sweeps/lenet"), candidates, new NamedData(System.out::println), SweepListener.NONE).run();
            ```
            """;

    private static final Map<Kind, String> INTRODUCTIONS = Map.of(
            Kind.OPTIMIZER,
            """
            How gradients change parameters: `optimizer sgd(lr=0.1)`. Formulas and defaults are PyTorch's, where it has the \
            optimizer. In them p is a parameter, g its gradient, t the number of the step from 1, and all else begins at 0.""",
            Kind.SCHEDULE,
            """
            How the learning rate changes: `schedule cosine(warmup=2)`. A schedule says what the optimizer's rate is multiplied with, \
            step by step. t is the time in epochs behind the warmup, and T that of all of training; neither need be whole. In a warmup \
            of w steps, step k, from 0, has the rate lr (k + 1) / (w + 1). A schedule of PyTorch's that is asked after each batch, \
            with its times in steps, gives the same rates.""",
            Kind.CLIP,
            "What becomes of gradients that are too large, between the backward pass and the step: `clip norm(1.0)`. Several follow one another.",
            Kind.STOP,
            "When training ends before its last epoch: `stop patience(5)`.",
            Kind.KEEP,
            "Which checkpoints stay beside the one of the last epoch: `keep best last(3)`.");

    private static List<Component> of(Kind kind) {
        return new BuiltInTraining()
                .components().stream()
                        .filter(component -> component.kind() == kind)
                        .toList();
    }

    static List<Component> components() {
        return new BuiltInTraining().components();
    }

    @Test
    void isCurrent() throws IOException {
        StringBuilder page = new StringBuilder(HEAD);
        for (Kind kind : List.of(Kind.OPTIMIZER, Kind.SCHEDULE, Kind.CLIP, Kind.STOP, Kind.KEEP)) {
            page.append("\n## %s%s\n\n"
                    .formatted(
                            kind.plural().substring(0, 1).toUpperCase(java.util.Locale.ROOT),
                            kind.plural().substring(1)));
            page.append(wrapped(INTRODUCTIONS.get(kind))).append('\n');
            of(kind).forEach(component -> page.append(section(component)));
        }
        page.append("\n## Initializations\n\nHow weights begin: `init kaiming_uniform`.\n\n");
        TrainChoices.INITIALIZERS.forEach(
                name -> page.append("- `").append(name).append("`\n"));
        Page.isCurrent("training.md", page.toString());
    }

    private static String section(Component component) {
        Signature signature = component.signature();
        String formula = signature.formula().isBlank() ? "" : "\n```text\n" + signature.formula() + "\n```\n";
        String source =
                signature.source().isBlank() ? "" : "\n" + wrapped("Source: " + signature.source() + ".") + "\n";
        return "\n### " + signature.name() + "\n\n" + wrapped("`" + signature + "`") + "\n\n" + wrapped(signature.doc())
                + "\n"
                + LayerReferenceTest.parameters(signature) + formula + source
                + "\nExample: `%s %s`. In Java: `%s`.\n"
                        .formatted(
                                component.kind().word(),
                                signature.example(),
                                component.type().name())
                + wrapped(LayerReferenceTest.synonyms(signature));
    }

    private static String wrapped(String text) {
        return Lines.wrap(text, 120, 0);
    }

    /** What the example makes stands in the generated class. */
    @ParameterizedTest
    @MethodSource("components")
    void hasAnExample(Component component) {
        String text = "net A { input(4) dense(3) } train A { %s %s }"
                .formatted(component.kind().word(), component.signature().example());
        var compilation = NetCompiler.compile(List.of(new SourceFile("a.net", text)), CompilerOptions.defaults());
        assertThat(compilation.problems()).isEmpty();
        assertThat(compilation.classes().get(0).source())
                .contains(".%s(%s.of("
                        .formatted(component.kind().word(), component.type().name()));
    }

    @Test
    void severalValuesFollowOneAnother() {
        String text = """
                net A { input(4) dense(3) }
                train A { clip norm(1.0) value(0.5) normalize keep best last(2) validation 0.1 seed -5 }
                """;
        var compilation = NetCompiler.compile(List.of(new SourceFile("a.net", text)), CompilerOptions.defaults());
        assertThat(compilation.problems()).isEmpty();
        assertThat(compilation.classes().get(0).source())
                .contains(
                        ".validation(0.1)",
                        ".normalize(true)",
                        ".clip(ClipNorm.of(1.0), ClipValue.of(0.5))",
                        ".keep(KeepBest.of(), KeepLast.of(2))",
                        ".seed(-5L)");
        assertThat(compilation.networks().get(0).train())
                .hasToString("train validation=0.1 normalize clip=norm(max=1.0),value(max=0.5) keep=best,last(epochs=2)"
                        + " seed=-5");
    }

    @Test
    void aValidationPartIsAPart() {
        for (String part : List.of("0", "1", "-0.1")) {
            String text = "net A { input(4) dense(3) } train A { validation %s }".formatted(part);
            assertThat(NetCompiler.compile(List.of(new SourceFile("a.net", text)), CompilerOptions.defaults())
                            .problems())
                    .extracting("message")
                    .containsExactly("validation must be in (0, 1) but is " + part);
        }
    }

    @Test
    void listsAllKindsButLosses() {
        assertThat(components().stream().map(Component::kind).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(List.of(Kind.values()));
        assertThat(INTRODUCTIONS).doesNotContainKey(Kind.LOSS).hasSize(Kind.values().length - 1);
    }
}
