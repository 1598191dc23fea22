package org.netloom.compiler.internal.builtin;

import static org.netloom.compiler.layer.Parameter.integer;
import static org.netloom.compiler.layer.Parameter.numbers;
import static org.netloom.compiler.layer.Parameter.real;
import static org.netloom.compiler.layer.Parameter.word;

import java.util.List;
import java.util.Optional;
import org.netloom.compiler.layer.Numbers;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.train.Component;
import org.netloom.compiler.train.Component.Kind;

/** The schedules of the learning rate, each listed once. Times are in epochs, and need not be whole. */
final class BuiltInSchedules {
    private static final Parameter<Double> WARMUP = real(
                    "warmup", "epochs in which the rate rises to its full size, step by step")
            .atLeast(0)
            .orElse(0.0)
            .alsoCalled("warmup_epochs")
            .named();
    private static final Parameter<Double> GAMMA =
            real("gamma", "what the rate is multiplied with").within(0, 1);
    private static final Parameter<Double> END = real("end", "part of the rate that is left at the end")
            .within(0, 1)
            .orElse(0.0)
            .alsoCalled("eta_min", "min", "alpha")
            .named();

    private static final Parameter<Numbers> AT = numbers("at", "epochs at which it changes, in ascending order")
            .moreThan(0)
            .alsoCalled("milestones");

    private static final Component CONSTANT = schedule(
            Signature.of("constant", "The same learning rate in all steps behind the warmup.")
                    .parameters(WARMUP)
                    .formula("rate = lr", "")
                    .example("constant(warmup=1)"),
            "ConstantRate");

    private static final Component STEP = schedule(
            Signature.of("step", "The rate is multiplied with gamma each time so many epochs are over.")
                    .parameters(
                            real("every", "epochs from one change to the next")
                                    .moreThan(0)
                                    .alsoCalled("step_size"),
                            GAMMA.orElse(0.1),
                            WARMUP)
                    .formula("rate = lr gamma^⌊t / every⌋", "PyTorch's StepLR")
                    .example("step(30, gamma=0.1)")
                    .alsoCalled("step_lr", "steplr"),
            "StepDecay");

    private static final Component MULTISTEP = schedule(
                    Signature.of("multistep", "The rate is multiplied with gamma at each of these epochs.")
                            .parameters(AT, GAMMA.orElse(0.1).named(), WARMUP)
                            .formula("rate = lr gamma^(number of epochs in at that are over)", "PyTorch's MultiStepLR")
                            .example("multistep((30, 60), gamma=0.2)")
                            .alsoCalled("multi_step", "multisteplr", "piecewise"),
                    "MultistepDecay")
            .where(arguments -> ascends(arguments.get(AT).values())
                    ? Optional.empty()
                    : Optional.of("the rate changes at epochs in ascending order, not at " + arguments.get(AT)));

    private static final Component EXPONENTIAL = schedule(
            Signature.of(
                            "exponential",
                            "In an epoch the rate comes down to its gamma-th part, evenly from step to step.")
                    .parameters(GAMMA, WARMUP)
                    .formula("rate = lr gamma^t", "PyTorch's ExponentialLR, which changes at the end of epochs")
                    .example("exponential(0.95)")
                    .alsoCalled("exponential_decay", "exponentiallr"),
            "ExponentialDecay");

    private static final Component POLYNOMIAL = schedule(
            Signature.of("polynomial", "The rate comes down by a power of the time that is left; by 1, on a line.")
                    .parameters(
                            real("power", "of the time that is left")
                                    .moreThan(0)
                                    .orElse(1.0),
                            END,
                            WARMUP)
                    .formula("rate = lr (end + (1 - end) (1 - t / T)^power)", "PyTorch's PolynomialLR")
                    .example("polynomial(power=2)")
                    .alsoCalled("linear", "polynomiallr", "poly"),
            "PolynomialDecay");

    private static final Component COSINE = schedule(
            Signature.of("cosine", "The rate comes down by half a wave of the cosine; with restarts, several times.")
                    .parameters(
                            END,
                            real("restart", "epochs of the first wave; without, one wave to the end")
                                    .moreThan(0)
                                    .orNothing()
                                    .alsoCalled("t_0", "first_decay_steps")
                                    .named(),
                            real("longer", "how many times longer each wave is than the one before")
                                    .atLeast(1)
                                    .orElse(1.0)
                                    .alsoCalled("t_mult")
                                    .named(),
                            WARMUP)
                    .formula(
                            "rate = lr (end + (1 - end) (1 + cos(π t / T)) / 2)",
                            "Loshchilov and Hutter, 2017, SGDR; PyTorch's CosineAnnealingLR and CosineAnnealingWarmRestarts")
                    .example("cosine(warmup=2)")
                    .alsoCalled("cosine_annealing", "cosineannealinglr", "sgdr", "cosine_decay"),
            "CosineDecay");

    private static final Component ONE_CYCLE = schedule(
            Signature.of(
                            "one_cycle",
                            "The rate rises from a small part to its full size, and comes down to next to nothing.")
                    .parameters(
                            real("rise", "part of the time in which it rises")
                                    .within(0, 1)
                                    .orElse(0.3)
                                    .alsoCalled("pct_start")
                                    .named(),
                            real("divide", "how many times smaller it begins")
                                    .atLeast(1)
                                    .orElse(25.0)
                                    .alsoCalled("div_factor")
                                    .named(),
                            real("divide_end", "how many times smaller than at the beginning it ends")
                                    .atLeast(1)
                                    .orElse(1e4)
                                    .alsoCalled("final_div_factor")
                                    .named())
                    .formula("""
                            rise: from lr / divide to lr, by half a wave of the cosine
                            then: from lr to lr / (divide divide_end), likewise""", "Smith and Topin, 2018, Super-convergence; PyTorch's OneCycleLR without its momentum")
                    .example("one_cycle(rise=0.25)")
                    .alsoCalled("onecycle", "onecyclelr", "super_convergence"),
            "OneCycle");

    private static final Component PLATEAU = schedule(
            Signature.of("plateau", "The rate is multiplied with a factor when epochs bring nothing any more.")
                    .parameters(
                            real("factor", "what the rate is multiplied with")
                                    .within(0, 1)
                                    .orElse(0.1)
                                    .alsoCalled("gamma"),
                            integer("patience", "epochs that may bring nothing")
                                    .atLeast(0)
                                    .orElse(10)
                                    .named(),
                            real("threshold", "part by which the monitored figure must be better to count")
                                    .atLeast(0)
                                    .orElse(1e-4)
                                    .alsoCalled("min_delta")
                                    .named(),
                            word("monitor", "what must become better", "validation_loss", "train_loss")
                                    .orElse("validation_loss")
                                    .named(),
                            WARMUP)
                    .formula(
                            "rate = factor rate, where patience + 1 epochs in a row had no loss below (1 - threshold) best",
                            "PyTorch's ReduceLROnPlateau")
                    .example("plateau(0.5, patience=3)")
                    .alsoCalled("reduce_on_plateau", "reducelronplateau"),
            "Plateau");

    static final List<Component> ALL =
            List.of(CONSTANT, STEP, MULTISTEP, EXPONENTIAL, POLYNOMIAL, COSINE, ONE_CYCLE, PLATEAU);

    private BuiltInSchedules() {}

    private static boolean ascends(List<Double> numbers) {
        for (int i = 1; i < numbers.size(); i++) {
            if (numbers.get(i) <= numbers.get(i - 1)) {
                return false;
            }
        }
        return true;
    }

    private static Component schedule(Signature signature, String type) {
        return Component.of(Kind.SCHEDULE, signature, RuntimeNames.schedule(type));
    }
}
