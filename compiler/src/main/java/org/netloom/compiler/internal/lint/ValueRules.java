package org.netloom.compiler.internal.lint;

import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.builtin.BatchNorm;
import org.netloom.compiler.internal.builtin.BuiltInOptimizers;
import org.netloom.compiler.internal.builtin.Dropout;
import org.netloom.compiler.internal.builtin.GroupNorm;
import org.netloom.compiler.internal.builtin.LayerNorm;
import org.netloom.compiler.internal.builtin.LeakyRelu;
import org.netloom.compiler.internal.builtin.Stats;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.internal.ir.TrainPlan;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.source.Span;

/** Numbers that are allowed, and that hardly anybody means. */
final class ValueRules {
    /** What is normalized has a variance of about 1; Keras' default, the largest in use, is 1e-3. */
    private static final double LARGE_EPS = 0.1;

    /** Below, the moving statistics are those of the last batch or two. */
    private static final double SMALL_DECAY = 0.5;

    private static final double LARGE_DROPOUT = 0.9;

    /** Adam moves each parameter by about the learning rate, and fresh weights are about 0.1. */
    private static final double LARGE_ADAM_RATE = 0.1;

    /** LeNet with sigmoids and batch normalization takes 1. */
    private static final double LARGE_SGD_RATE = 10;

    private static final double LARGE_WEIGHT_DECAY = 0.1;

    private ValueRules() {}

    /** {@code bn(eps=6)}: what is left of the differences between the variances? */
    static Stream<Problem> largeEps(Network network) {
        return network.nodes().stream().flatMap(node -> {
            Parameter<Double> eps = eps(node);
            return eps == null || node.arguments().get(eps) <= LARGE_EPS
                    ? Stream.empty()
                    : Stream.of(Problem.warning(
                                    "layer.eps-large",
                                    Lint.place(node, eps),
                                    "%s adds %s to variances that are about 1, and so hardly normalizes"
                                            .formatted(
                                                    node.name(),
                                                    node.arguments().get(eps)))
                            .help("eps only keeps from dividing by 0: 1e-5 is usual"));
        });
    }

    private static @Nullable Parameter<Double> eps(Node node) {
        if (node.layer() instanceof BatchNorm) {
            return BatchNorm.EPS;
        }
        return node.layer() instanceof LayerNorm
                ? LayerNorm.EPS
                : node.layer() instanceof GroupNorm ? GroupNorm.EPS : null;
    }

    /** Libraries differ in whose weight the momentum is, the old value's or the batch's. */
    static Stream<Problem> smallDecay(Network network) {
        return Lint.of(network, BatchNorm.class).flatMap(bn -> {
            Double keeps = Stats.keeps(bn.arguments());
            if (keeps == null || keeps >= SMALL_DECAY || bn.arguments().get(BatchNorm.FROZEN)) {
                return Stream.empty();
            }
            boolean torch = Stats.asPyTorch(bn.arguments());
            return Stream.of(Problem.warning(
                            "layer.decay-small",
                            Lint.place(bn, bn.arguments().given(Stats.STATS) ? Stats.STATS : Stats.DECAY),
                            "%s keeps %s of its moving statistics from batch to batch, so that they are those of the last few"
                                    .formatted(bn.name(), percent(keeps)))
                    .help(
                            torch
                                    ? "momentum is the batch's weight here: Keras' momentum=0.9 is pytorch(0.1)"
                                    : "decay is the old value's weight: PyTorch's momentum=0.1 is decay=0.9"));
        });
    }

    /** Some libraries ask what to keep, most what to drop. */
    static Stream<Problem> largeDropout(Network network) {
        return Lint.of(network, Dropout.class)
                .filter(dropout -> dropout.arguments().get(Dropout.P) >= LARGE_DROPOUT)
                .map(dropout -> {
                    double p = dropout.arguments().get(Dropout.P);
                    return Problem.warning(
                                    "layer.dropout-large",
                                    Lint.place(dropout, Dropout.P),
                                    "%s drops %s of what comes in".formatted(dropout.name(), percent(p)))
                            .help("p is what is dropped, not what is kept: dropout(%s) keeps %s"
                                    .formatted(rounded(1 - p), percent(p)));
                });
    }

    static Stream<Problem> largeSlope(Network network) {
        return Lint.of(network, LeakyRelu.class)
                .filter(relu -> relu.arguments().get(LeakyRelu.SLOPE) >= 1)
                .map(relu -> Problem.warning(
                                "layer.slope-large",
                                Lint.place(relu, LeakyRelu.SLOPE),
                                "%s is as steep below 0 as above, or steeper".formatted(relu.name()))
                        .help("0.01 is usual, and 0.2 in generative networks"));
    }

    static Stream<Problem> largeRate(Network network) {
        return Stream.ofNullable(network.train().optimizer()).flatMap(plan -> {
            boolean adam = BuiltInOptimizers.STEPS_OF_THE_RATE.contains(plan.component());
            if (!adam && plan.component() != BuiltInOptimizers.SGD) {
                return Stream.empty();
            }
            double rate = plan.arguments().get(BuiltInOptimizers.LEARNING_RATE);
            if (adam ? rate < LARGE_ADAM_RATE : rate <= LARGE_SGD_RATE) {
                return Stream.empty();
            }
            return Stream.of(Problem.warning(
                            "train.lr-large",
                            place(network, plan, BuiltInOptimizers.LEARNING_RATE),
                            adam
                                    ? "%s moves each parameter by about lr in a step, and %s is as much as most weights are"
                                            .formatted(plan.component().name(), rate)
                                    : "a learning rate of %s makes most networks diverge".formatted(rate))
                    .help(adam ? rounded(usualRate(plan)) + " is usual" : "0.01 to 1 are usual"));
        });
    }

    private static double usualRate(TrainPlan.Part plan) {
        return plan.component()
                .signature()
                .parameter(BuiltInOptimizers.LEARNING_RATE.name())
                .map(rate -> (Double) rate.defaultValue())
                .orElseThrow();
    }

    static Stream<Problem> largeWeightDecay(Network network) {
        return optimizer(network)
                .filter(plan -> plan.arguments().get(BuiltInOptimizers.WEIGHT_DECAY) > LARGE_WEIGHT_DECAY)
                .map(plan -> Problem.warning(
                                "train.weight-decay-large",
                                place(network, plan, BuiltInOptimizers.WEIGHT_DECAY),
                                "weight_decay=%s draws the weights to 0 more than most losses draw them elsewhere"
                                        .formatted(plan.arguments().get(BuiltInOptimizers.WEIGHT_DECAY)))
                        .help("1e-4 is usual"));
    }

    /** One of the language's own: which constants are usual for those of others, nobody here knows. */
    private static Stream<TrainPlan.Part> optimizer(Network network) {
        return Stream.ofNullable(network.train().optimizer())
                .filter(plan ->
                        plan.component() == BuiltInOptimizers.SGD || plan.component() == BuiltInOptimizers.ADAM);
    }

    private static Span place(Network network, TrainPlan.Part plan, Parameter<?> parameter) {
        Span place = plan.arguments().place(parameter);
        return place == null ? network.span() : place;
    }

    /** {@code 99 %}, {@code 0.5 %}. */
    private static String percent(double share) {
        return rounded(100 * share) + " %";
    }

    private static String rounded(double value) {
        String text = String.format(Locale.ROOT, "%.4f", value);
        return text.replaceAll("\\.?0+$", "");
    }
}
