package org.netloom.compiler.internal.builtin;

import static org.netloom.compiler.layer.Parameter.flag;
import static org.netloom.compiler.layer.Parameter.integer;
import static org.netloom.compiler.layer.Parameter.real;
import static org.netloom.compiler.layer.Parameter.text;
import static org.netloom.compiler.layer.Parameter.word;

import java.util.List;
import java.util.Optional;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.train.Component;
import org.netloom.compiler.train.Component.Kind;

/** What a training does beside its steps, each listed once: it clips gradients, stops early, keeps checkpoints, averages, scales rates. */
final class BuiltInHabits {
    private static final Parameter<String> MONITOR = word(
                    "monitor", "what must become better", "validation_loss", "validation_accuracy", "train_loss")
            .orElse("validation_loss")
            .named();

    private static final Component NORM = Component.of(
            Kind.CLIP,
            Signature.of("norm", "All gradients are multiplied with one number, so that their norm is at most this.")
                    .parameters(real("max", "largest norm of all gradients together")
                            .moreThan(0)
                            .alsoCalled("max_norm"))
                    .formula("g = g min(1, max / (‖all g‖ + 1e-6))", "Pascanu et al., 2013; PyTorch's clip_grad_norm_")
                    .example("norm(1.0)")
                    .alsoCalled("clip_grad_norm", "clipnorm", "global_norm"),
            RuntimeNames.clip("ClipNorm"));

    private static final Component VALUE = Component.of(
            Kind.CLIP,
            Signature.of("value", "Each element of a gradient is brought into the range from -max to max.")
                    .parameters(real("max", "largest size of an element")
                            .moreThan(0)
                            .alsoCalled("clip_value"))
                    .formula("g = max(-max, min(g, max))", "PyTorch's clip_grad_value_")
                    .example("value(0.5)")
                    .alsoCalled("clip_grad_value", "clipvalue"),
            RuntimeNames.clip("ClipValue"));

    private static final Component PATIENCE = Component.of(
            Kind.STOP,
            Signature.of(
                            "patience",
                            "Training ends when so many epochs in a row have brought nothing, and goes back to the best one.")
                    .parameters(
                            integer("epochs", "that may bring nothing").atLeast(1),
                            MONITOR,
                            real("min_delta", "by how much the figure must be better to count")
                                    .atLeast(0)
                                    .orElse(0.0)
                                    .named())
                    .example("patience(5, monitor=validation_loss)")
                    .alsoCalled("early_stopping", "earlystopping"),
            RuntimeNames.train("Patience"));

    private static final Component BEST = Component.of(
            Kind.KEEP,
            Signature.of("best", "The checkpoint of the best epoch stays beside the last one: Net.best.safetensors.")
                    .parameters(MONITOR)
                    .example("best(monitor=validation_accuracy)")
                    .alsoCalled("save_best", "save_best_only"),
            RuntimeNames.train("KeepBest"));

    private static final Component LAST = Component.of(
            Kind.KEEP,
            Signature.of("last", "The checkpoints of the last epochs stay: Net.epoch-7.safetensors and those before.")
                    .parameters(integer("epochs", "how many").atLeast(1).alsoCalled("save_top_k", "max_to_keep"))
                    .example("last(3)")
                    .alsoCalled("latest"),
            RuntimeNames.train("KeepLast"));

    private static final Component EMA = Component.of(
            Kind.AVERAGE,
            Signature.of(
                            "ema",
                            "The exponential average of the parameters over all steps, from those behind the first one on.")
                    .parameters(
                            real("decay", "how much of the old average stays").below(0, 1),
                            flag(
                                            "warmup",
                                            "whether less of it stays at first: d = min(decay, (1 + t) / (10 + t)) at step t")
                                    .orElse(false)
                                    .named())
                    .formula(
                            "average = decay average + (1 - decay) p",
                            "PyTorch's AveragedModel with get_ema_multi_avg_fn")
                    .example("ema(0.999)")
                    .alsoCalled("exponential", "exponential_moving_average", "model_ema"),
            RuntimeNames.train("AverageEma"));

    private static final Component SWA = Component.of(
            Kind.AVERAGE,
            Signature.of("swa", "The mean of the parameters at the ends of epochs, from a part of training on.")
                    .parameters(real("start", "the part of training from which on they count")
                            .below(0, 1))
                    .formula(
                            "average = average + (p - average) / (n + 1)",
                            "Izmailov et al., 2018; PyTorch's AveragedModel")
                    .example("swa(0.75)")
                    .alsoCalled("stochastic_weight_averaging", "polyak"),
            RuntimeNames.train("AverageSwa"));

    private static final Parameter<String> LAYERS =
            text("layers", "the layers that it is for, a name or a pattern: \"conv*\"");
    private static final Parameter<Double> FACTOR =
            real("factor", "what their rate is multiplied with").atLeast(0);

    private static final Component SCALE = Component.of(
                    Kind.RATES,
                    Signature.of("scale", "The learning rate of some layers, the schedule included, times a factor.")
                            .parameters(LAYERS, FACTOR)
                            .formula("rate of the layer = factor lr(t)", "PyTorch's parameter groups")
                            .example("scale(\"dense*\", 0.1)")
                            .alsoCalled("lr_mult", "multiply", "group"),
                    RuntimeNames.clip("RateScale"))
            .where(arguments -> arguments.get(FACTOR) == 0
                    ? Optional.of("a rate times 0 moves nothing, and moving statistics go on: freeze \"%s\" instead"
                            .formatted(arguments.get(LAYERS)))
                    : Optional.empty());

    static final List<Component> ALL = List.of(NORM, VALUE, PATIENCE, BEST, LAST, EMA, SWA, SCALE);

    private BuiltInHabits() {}
}
