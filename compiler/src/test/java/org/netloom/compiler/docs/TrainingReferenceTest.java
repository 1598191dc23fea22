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
            what moving statistics know in full precision, the parameters of the best epoch where `stop` may go back to them, those
            that training goes on with where `average` stands for them, and where training stood. Order of the data and random
            numbers follow from seed, epoch and step. Data, network and settings must be the same; what differs is named. The
            number of `epochs` may grow, unless a schedule or `swa` goes by it. A training that `stop` has taken back to an earlier
            epoch has ended. `--log` goes on behind what is there. The metrics of the epoch at hand are of the batches after the
            stop; its loss is of all.

            In Java: `TrainOptions.defaults().withCheckpoints(directory).withResume(file)`, and `Trainer.stop()` from any thread.

            ## Freezing

            `freeze "conv*" bn1` leaves layers as they are: no step, no weight decay, and no part of the norm that `clip norm` goes
            by. A name is a checkpoint's, `conv1` of `conv1.weight`; in quotes `*` stands for any characters. `train --freeze
            'conv*'` adds to what the file says, and may be given several times. A name that no layer with parameters has is
            refused, and so is freezing all. In Java: `TrainConfig.builder().freeze("conv*", "bn1")`.

            The moving statistics of a frozen bn stay, too: no batch goes into them, they do not follow weights, and nothing
            estimates them afresh. In training it goes on to normalize by the batch, as PyTorch's layer does whose parameters need
            no gradient. Keras's `trainable = False` normalizes by the moving statistics in training: that is
            [`bn(frozen=true)`](layers.md#bn) in the net, beside `freeze` for γ and β. The gradients of frozen layers are computed
            all the same, so that a step takes as long as without.

            ## Another head

            `train --transfer-from F.safetensors` begins with what fits of another net's checkpoint, by name and shape, and leaves
            the rest as it was initialized. Say a net was trained on a hundred classes, and there are few examples of ten others:

            ```
            net LeNetBn {
              input(1, 28, 28)
              conv(6, 5)  bn relu maxpool(2)
              conv(16, 5) bn relu maxpool(2)
              flatten dense(120) relu dense(84) relu dense(10)
            }
            train LeNetBn { freeze "conv*" "bn*" rates scale("dense3", 10) optimizer sgd(0.01) epochs 5 }
            ```

            ```
            netloom train ten.net --data ten/ --transfer-from hundred.safetensors
            taken over: conv1, bn1, conv2, bn2, dense1, dense2 (14 of 16 arrays)
            begin afresh: dense3.weight [10, 84] (checkpoint: [100, 84]), dense3.bias [10] (checkpoint: [100])
            ```

            The new `dense3` learns ten times as fast as the dense layers before it, and the convolutions stay. A second training,
            `--init-from checkpoints/LeNetBn.safetensors` without `freeze` and at a small rate, moves all of it. What images were
            brought to, their mean and deviation, comes from the checkpoint where the input has the same shape; a table's columns
            are standardized afresh, and classes are those of the new data. A checkpoint of which nothing fits is refused, and of
            `--init-from`, `--resume` and `--transfer-from` there can be one. `netloom diff` says beforehand what carries over. In
            Java `Checkpoint.transfer(network, file)` returns what was taken.

            ## Logs and pictures

            `train --log run.jsonl` writes a JSON object on a line for each step and after each epoch, as soon as it is over:

            ```
            {"step":80,"epoch":1,"loss":0.1584…,"learning_rate":1.0,"gradient_norm":0.4994…,"images_per_second":12801.2…}
            {"epoch":1,"step":80,"train":{"loss":0.5618…,"accuracy":0.8438…},"validation":{"loss":0.1364…,"accuracy":0.9721…,…},…}
            ```

            Numbers have all digits of a double, and what is no number is null. The loss of a step is the mean over its batch, and
            `gradient_norm` the 2-norm of all gradients together, before `clip`. `images_per_second` of a step is since its epoch
            began. The line of an epoch also has `seconds` and `checkpoint`. `validation` is of the test part where the data have no
            validation part.

            `netloom plot` draws logs over one another, as SVG or PNG:

            ```
            netloom plot sgd.jsonl adam.jsonl -o curves.svg
            ```

            Thin lines are of training, bold ones of validation; the loss of many steps is drawn as means of neighbors. There is a
            panel for the loss (`--log-scale`: logarithmic), one for the metric that says most, and one for the learning rate where
            it changes. The log of a training that was killed and went on is drawn as the training that it became.

            `train --tensorboard DIR` writes an event file for TensorBoard (`tensorboard --logdir DIR`): `loss/train`,
            `learning_rate`, `gradient_norm` and `images_per_second` of each step, `loss/validation`, `accuracy/train`,
            `accuracy/validation` and the other metrics of each epoch. Give each training a directory of its own; one that goes on
            (`--resume`) takes the same.

            In Java: `TrainingLog`, `TensorBoardLog` and other listeners, several by `TrainListener.all`; `LoggedRun.read` and
            `TrainingCurves`. A listener gets the norm of the gradients where its `needsGradientNorm` says so. Each gradient is
            measured in the backward pass, while a cache has it: 15 µs of a step of LeNet, which takes some 10 ms.

            ## Several seeds

            How much of an accuracy is chance? `train --seeds 5` trains five times, with `seed`, `seed + 1` and so on, on the same
            data, each into a directory of its own (`checkpoints/seed-42`), and ends with the mean and the standard deviation (of a
            sample, over n - 1):

            ```
            seed 42     test loss 0.0367, accuracy 99.32 %
            seed 43     test loss 0.0396, accuracy 99.19 %
            seed 44     test loss 0.0322, accuracy 99.54 %
            seed 45     test loss 0.0318, accuracy 99.49 %
            seed 46     test loss 0.0352, accuracy 99.46 %
            mean of 5   test loss 0.0351 ± 0.0032, accuracy 99.40 % ± 0.14 %
            ```

            Each is the training that `--seed` gives by itself, bit for bit. `--log run.jsonl` writes `run-42.jsonl` and so on, and
            `--tensorboard DIR` into `DIR/seed-42`. After Ctrl-C the mean is of those that are done. `--json` has each report in
            `runs`, and `mean` and `standard_deviation` of each figure. In Java: `SeedRuns`.

            ## Settings on the command line

            `netloom train FILE --set NAME=VALUE` gives any setting of the train section, as the file would have it, in the place of
            the section's own or beside it; the file need not have a section:

            ```
            netloom train lenet_bn.net --set 'optimizer=adam(lr = 0.001)' --set 'schedule=cosine(warmup = 1)' --set normalize
            ```

            `--lr`, `--batch`, `--epochs`, `--seed` and the other options of their own stand above both. A mistake is shown as one in
            a file is, at its place in `--set`. `netloom eval FILE --set loss=…` measures by another loss than the file's; the line
            `try next` behind a training has what that one was given. In Java: `CompilerOptions.withSettings`.

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
            "Which checkpoints stay beside the one of the last epoch: `keep best last(3)`.",
            Kind.AVERAGE,
            """
            Which average of the parameters is measured and kept: `average ema(0.999)`. Training goes on with the parameters \
            themselves, to the same bits as without. After each epoch the averages take their place: evaluation, `stop`, `keep` and \
            the checkpoint are of them, under the usual names, so that `eval` and `predict` use them. The checkpoint keeps what \
            training goes on with beside them. Only what training moves is averaged. The moving statistics of a bn belong to other \
            weights, and so they are estimated afresh for the averages before each evaluation and checkpoint, whatever \
            `recalibrate_at` says; a net with bn refuses `recalibrate 0` here. Before the first parameters count, evaluation is of \
            the parameters themselves.""",
            Kind.RATES,
            """
            Learning rates by layer: `rates scale("conv*", 0.1) scale("dense3", 2)`. The first that names a layer counts, and the \
            rate of a layer that none names is the optimizer's.""",
            Kind.AUGMENT,
            """
            How examples are changed each time that the net learns from them: `augment { shift(2) rotate(10) erase(6) }`, in this \
            order. What becomes of an example follows from seed, epoch and example, for any number of threads; the work is done \
            in the background. Validation, test and recalibration see examples as they are. shift, flip, rotate, scale, shear and \
            crop that follow one another are one map, by which an image is resampled once, bilinearly; whole shifts and flips \
            leave pixels as they are. Where data are normalized, black is what 0 has become. mixup and cutmix come last; where \
            both stand, each batch takes one of them. The loss of a mixed example is the mean of those of both classes, by their \
            parts, and its accuracy that of the class with the larger part; numbers that are targets are mixed themselves. \
            `netloom data SPEC --augment FILE.net --picture sheet.png` shows what comes of it.""",
            Kind.METRIC,
            """
            What a training tells after each epoch beside the loss and the accuracy, or the rmse of numbers: `metrics top(3) f1 \
            confusion`. `netloom eval` and `--json` have all that suit the outputs, whatever the section says.""",
            Kind.INIT,
            """
            How weights begin: `init kaiming_uniform` for all of a net, `dense(10, init=normal(0.01))` for the weight of one \
            conv, conv_transpose, dense or embed, whatever the section says. A net that says nothing has xavier_uniform. Biases \
            begin at 0, tables of embed normal with deviation 1. `bn(gamma=0)` begins with a scale of 0: as the last bn of a \
            residual branch it lets the branch add nothing at first (Goyal et al., 2017).""");

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
        for (Kind kind : List.of(
                Kind.OPTIMIZER,
                Kind.SCHEDULE,
                Kind.CLIP,
                Kind.AVERAGE,
                Kind.RATES,
                Kind.STOP,
                Kind.KEEP,
                Kind.AUGMENT,
                Kind.METRIC,
                Kind.INIT)) {
            page.append("\n## %s%s\n\n"
                    .formatted(
                            kind.plural().substring(0, 1).toUpperCase(java.util.Locale.ROOT),
                            kind.plural().substring(1)));
            page.append(wrapped(INTRODUCTIONS.get(kind))).append('\n');
            of(kind).forEach(component -> page.append(section(component)));
        }
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
                + "\nExample: `%s`. In Java: `%s`.\n"
                        .formatted(
                                component.kind().written(signature.example()),
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
        String text = "net A { input(4) dense(3) } train A { %s }"
                .formatted(component.kind().written(component.signature().example()));
        var compilation = NetCompiler.compile(List.of(new SourceFile("a.net", text)), CompilerOptions.defaults());
        assertThat(compilation.problems()).isEmpty();
        assertThat(compilation.classes().get(0).source())
                .contains(".%s(%s.of("
                        .formatted(component.kind().word(), component.type().name()));
    }

    @Test
    void severalValuesFollowOneAnother() {
        String text = """
                net A { input(4) dense(4) relu dense(3) }
                train A {
                  clip norm(1.0) value(0.5) normalize keep best last(2) validation 0.1 seed -5
                  freeze dense1 "*1" rates scale("dense*", 0.5) scale(dense2, 2) average ema(0.9, warmup=true)
                }
                """;
        var compilation = NetCompiler.compile(List.of(new SourceFile("a.net", text)), CompilerOptions.defaults());
        assertThat(compilation.problems()).isEmpty();
        assertThat(compilation.classes().get(0).source())
                .contains(
                        ".validation(0.1)",
                        ".normalize(true)",
                        ".clip(ClipNorm.of(1.0), ClipValue.of(0.5))",
                        ".keep(KeepBest.of(), KeepLast.of(2))",
                        ".average(AverageEma.of(0.9).withWarmup(true))",
                        ".freeze(\"dense1\", \"*1\")",
                        ".rates(RateScale.of(\"dense*\", 0.5), RateScale.of(\"dense2\", 2.0))",
                        ".seed(-5L)");
        assertThat(compilation.networks().get(0).train())
                .hasToString("train validation=0.1 normalize clip=norm(max=1.0),value(max=0.5) keep=best,last(epochs=2)"
                        + " average=ema(decay=0.9, warmup=true) freeze=dense1,*1"
                        + " rates=scale(layers=dense*, factor=0.5),scale(layers=dense2, factor=2.0) seed=-5");
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
