package org.netloom.compiler.internal.check;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.builtin.Stats;
import org.netloom.compiler.internal.ir.TrainChoices;
import org.netloom.compiler.internal.ir.TrainPlan;
import org.netloom.compiler.internal.syntax.NetFile;
import org.netloom.compiler.layer.Arguments;
import org.netloom.compiler.layer.Option;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.registry.TrainWords;
import org.netloom.compiler.source.Span;
import org.netloom.compiler.train.Loss;
import org.netloom.compiler.train.Optimizer;

/** Checks a train section: it becomes a {@link TrainPlan} of what it says. */
final class TrainCheck {
    private static final List<String> KEYS = List.of(
            "data", "loss", "optimizer", "init", "batch", "epochs", "seed", "recalibrate", "recalibrate_at", "stats");
    private static final Map<String, List<String>> SYNONYMS = Map.of(
            "batch", List.of("batch_size", "minibatch"),
            "data", List.of("dataset"),
            "loss", List.of("criterion", "objective"),
            "init", List.of("initializer", "initialization", "initialization"));
    /** What a value of a setting is called, where not as the setting. */
    private static final Map<String, String> SINGULAR =
            Map.of("init", "initialization", "recalibrate_at", "time to recalibrate");

    private static final Set<String> OPTIMIZER_ARGUMENTS =
            Set.of("lr", "learning_rate", "momentum", "weight_decay", "nesterov");
    private static final Parameter<Integer> BATCH =
            Parameter.integer("batch", "examples in a step").atLeast(1);
    private static final Parameter<Integer> EPOCHS =
            Parameter.integer("epochs", "times through the training data").atLeast(1);
    private static final Parameter<Long> SEED = Parameter.longInteger("seed", "of weights, shuffling and dropout");

    private static final Parameter<Integer> RECALIBRATE = Parameter.integer(
                    "recalibrate", "from how many examples the moving statistics are estimated afresh")
            .atLeast(0);

    private static final String OF_OTHERS =
            " of others comes in a jar: on NETLOOM_CLASS_PATH for the command, as a dependency of the Maven plugin";

    private static final int LONGEST_PATH = 4_096;

    private static final Environment NO_NAMES = Environment.empty("a train section");

    private final TrainWords words;
    private final Problems problems;
    private @Nullable String data;
    private TrainPlan.@Nullable LossPlan loss;
    private TrainPlan.@Nullable OptimizerPlan optimizer;
    private @Nullable String init;
    private @Nullable Integer batch;
    private @Nullable Integer epochs;
    private @Nullable Long seed;
    private @Nullable Integer recalibrate;
    private @Nullable String recalibrateAt;
    private @Nullable Option stats;

    private TrainCheck(TrainWords words, Problems problems) {
        this.words = words;
        this.problems = problems;
    }

    /** What the section says, without the settings that were refused. */
    static TrainPlan check(NetFile.Train train, TrainWords words, Problems problems) {
        return new TrainCheck(words, problems).check(train);
    }

    private TrainPlan check(NetFile.Train train) {
        Map<String, Span> seen = new HashMap<>();
        for (NetFile.Setting setting : train.settings()) {
            NetFile.Name key = setting.key();
            Span first = seen.putIfAbsent(key.text(), key.span());
            if (first != null) {
                problems.add(Problem.error("train.key-twice", key.span(), "'%s' is set twice".formatted(key.text()))
                        .related(first, "first set here"));
            } else {
                take(key, setting.value());
            }
        }
        return new TrainPlan(
                data,
                loss,
                optimizer,
                init,
                new TrainPlan.Schedule(batch, epochs, seed),
                new TrainPlan.Statistics(recalibrate, recalibrateAt, stats));
    }

    private void take(NetFile.Name key, NetFile.Expression value) {
        switch (key.text()) {
            case "data" -> data = data(value);
            case "loss" -> loss = loss(value);
            case "optimizer" -> optimizer = optimizer(value);
            case "init" -> init = choice("init", TrainChoices.INITIALIZERS, value);
            case "batch" -> batch = value(BATCH, value);
            case "epochs" -> epochs = value(EPOCHS, value);
            case "seed" -> seed = value(SEED, value);
            case "recalibrate" -> recalibrate = value(RECALIBRATE, value);
            case "recalibrate_at" -> recalibrateAt = choice("recalibrate_at", TrainChoices.RECALIBRATION_TIMES, value);
            case "stats" -> stats = value(Stats.STATS, value);
            default -> reportUnknown(key);
        }
    }

    private void reportUnknown(NetFile.Name key) {
        String fallback = "its settings are " + String.join(", ", KEYS);
        Optional<String> nearest = Suggestions.nearest(
                key.text(), KEYS, Function.identity(), known -> SYNONYMS.getOrDefault(known, List.of()));
        String help = OPTIMIZER_ARGUMENTS.contains(key.text())
                ? "it belongs to the optimizer: optimizer sgd(lr = 0.1, momentum = 0.9)"
                : Suggestions.didYouMean(nearest, fallback);
        problems.add(Problem.error(
                        "train.unknown-key", key.span(), "a train section has no setting '%s'".formatted(key.text()))
                .help(help));
    }

    private <T> @Nullable T value(Parameter<T> parameter, NetFile.Expression value) {
        return parameter.type().cast(ArgumentCheck.value(parameter, value, NO_NAMES, problems));
    }

    private @Nullable String data(NetFile.Expression value) {
        String name = value instanceof NetFile.TextLiteral text ? text.value() : bareName(value);
        if (name == null) {
            problems.add(Problem.error(
                            "train.data",
                            value.span(),
                            "data must be a name or a path but is %s".formatted(CallText.of(value)))
                    .help("write data mnist, or a path in quotes: data \"../mnist\""));
        } else if (name.length() > LONGEST_PATH) {
            problems.add(Problem.error(
                    "train.data",
                    value.span(),
                    String.format(
                            Locale.ROOT,
                            "data can have %,d characters, which no path of a file has more of, but this has %,d",
                            LONGEST_PATH,
                            name.length())));
            return null;
        } else if (!(value instanceof NetFile.TextLiteral) && !words.isData(name)) {
            problems.add(Problem.warning(
                            "train.unknown-data", value.span(), "there are no data called '%s'".formatted(name))
                    .help(Suggestions.didYouMean(
                            Suggestions.nearest(name, words.data()),
                            "there are %s; a path stands in quotes: data \"%s\""
                                    .formatted(String.join(", ", words.data()), name))));
        }
        return name;
    }

    private @Nullable String choice(String key, List<String> choices, NetFile.Expression value) {
        String name = bareName(value);
        if (name != null && choices.contains(name)) {
            return name;
        }
        problems.add(Problem.error(
                        "train.unknown-" + key.replace('_', '-'),
                        value.span(),
                        "there is no %s '%s'".formatted(SINGULAR.getOrDefault(key, key), CallText.of(value)))
                .help(Suggestions.didYouMean(
                        Suggestions.nearest(CallText.of(value), choices), "there are " + String.join(", ", choices))));
        return null;
    }

    private TrainPlan.@Nullable LossPlan loss(NetFile.Expression value) {
        Optional<Loss> known = words.loss(called(value));
        if (value instanceof NetFile.Call call && known.isPresent()) {
            Arguments arguments = ArgumentCheck.check(known.get().signature(), call, NO_NAMES, problems);
            return arguments == null ? null : new TrainPlan.LossPlan(known.get(), arguments);
        }
        reportUnknown("loss", value, words.losses(), Loss::signature);
        return null;
    }

    private TrainPlan.@Nullable OptimizerPlan optimizer(NetFile.Expression value) {
        Optional<Optimizer> known = words.optimizer(called(value));
        if (value instanceof NetFile.Call call && known.isPresent()) {
            Arguments arguments = ArgumentCheck.check(known.get().signature(), call, NO_NAMES, problems);
            return arguments == null ? null : new TrainPlan.OptimizerPlan(known.get(), arguments);
        }
        reportUnknown("optimizer", value, words.optimizers(), Optimizer::signature);
        return null;
    }

    private static String called(NetFile.Expression value) {
        return value instanceof NetFile.Call call ? call.name().text() : CallText.of(value);
    }

    /** @param what {@code loss} or {@code optimizer} */
    private <T> void reportUnknown(
            String what, NetFile.Expression value, List<T> all, Function<T, Signature> signatures) {
        String name = called(value);
        Optional<String> nearest = Suggestions.nearest(
                name,
                all,
                word -> signatures.apply(word).name(),
                word -> signatures.apply(word).synonyms());
        String fallback = all.stream().map(signatures).map(Signature::toString).collect(Collectors.joining(", "));
        problems.add(Problem.error("train.unknown-" + what, value.span(), "there is no %s '%s'".formatted(what, name))
                .help(Suggestions.didYouMean(
                        nearest,
                        "there is " + fallback + "; " + (what.startsWith("o") ? "an " : "a ") + what + OF_OTHERS)));
    }

    private static @Nullable String bareName(NetFile.Expression value) {
        return value instanceof NetFile.Call call && !call.parentheses()
                ? call.name().text()
                : null;
    }
}
