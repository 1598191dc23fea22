package org.netloom.compiler.internal.builtin;

import static org.netloom.compiler.layer.Parameter.integer;
import static org.netloom.compiler.layer.Parameter.real;
import static org.netloom.compiler.layer.Parameter.word;

import java.util.List;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.train.Component;
import org.netloom.compiler.train.Component.Kind;

/** What a training does beside its steps, each listed once: it clips gradients, stops early, keeps checkpoints. */
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

    static final List<Component> ALL = List.of(NORM, VALUE, PATIENCE, BEST, LAST);

    private BuiltInHabits() {}
}
