package org.netloom.compiler.internal.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.builtin.Stats;
import org.netloom.compiler.internal.ir.TrainChoices;
import org.netloom.compiler.internal.ir.TrainPlan;
import org.netloom.compiler.internal.syntax.NetFile;
import org.netloom.compiler.internal.syntax.NetParser;
import org.netloom.compiler.internal.train.TrainKey;
import org.netloom.compiler.layer.Arguments;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.registry.TrainWords;
import org.netloom.compiler.source.SourceFile;
import org.netloom.compiler.source.Span;
import org.netloom.compiler.train.Component;
import org.netloom.compiler.train.Component.Kind;

/** Checks a train section: it becomes a {@link TrainPlan} of what it says. */
final class TrainCheck {
    private static final List<String> KEYS =
            Arrays.stream(TrainKey.values()).map(TrainKey::word).toList();
    /** What a value of a setting is called, where not as the setting. */
    private static final Map<String, String> SINGULAR = Map.of("recalibrate_at", "time to recalibrate");

    private static final Set<String> OPTIMIZER_ARGUMENTS =
            Set.of("lr", "learning_rate", "momentum", "weight_decay", "nesterov");
    private static final Parameter<Double> VALIDATION = Parameter.real(
                    "validation", "which part of the training data guides training instead")
            .between(0, 1);
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

    /** The option of the command, in the place of a file's name. */
    private static final String SET = "--set";

    private static final int LONGEST_PATH = 4_096;

    /** Names with their parameters; where they are longer, names alone. */
    private static final int LONGEST_LIST = 500;

    private static final Environment NO_NAMES = Environment.empty("a train section");

    private final TrainWords words;
    private final Problems problems;

    private TrainCheck(TrainWords words, Problems problems) {
        this.words = words;
        this.problems = problems;
    }

    /** What the section says, without the settings that were refused. */
    static TrainPlan check(NetFile.Train train, TrainWords words, Problems problems) {
        return new TrainCheck(words, problems).check(train.settings());
    }

    /**
     * What settings say that a caller gives above those of the sections, by name and text, without those that were refused:
     * problems are in a text {@code --set}.
     */
    static TrainPlan check(Map<String, String> given, TrainWords words, Problems problems) {
        List<NetFile.Setting> settings = new ArrayList<>();
        given.forEach((name, value) -> {
            SourceFile text = new SourceFile(SET, value.isEmpty() ? name : name + "=" + value);
            NetFile.Setting setting = NetParser.parseSetting(text, problems);
            if (setting != null) {
                settings.add(setting);
            }
        });
        return new TrainCheck(words, problems).check(settings);
    }

    private TrainPlan check(List<NetFile.Setting> all) {
        Map<String, Span> seen = new HashMap<>();
        Map<TrainKey, List<Object>> settings = new EnumMap<>(TrainKey.class);
        for (NetFile.Setting setting : all) {
            NetFile.Name name = setting.key();
            TrainKey key = TrainKey.of(name.text());
            Span first = seen.putIfAbsent(name.text(), name.span());
            if (first != null) {
                problems.add(Problem.error("train.key-twice", name.span(), "'%s' is set twice".formatted(name.text()))
                        .related(first, "first set here"));
            } else if (key == null) {
                reportUnknown(name);
            } else {
                List<NetFile.Value> given = setting.values().stream()
                        .flatMap(value -> steps(key, value))
                        .toList();
                List<Object> values = given.stream()
                        .map(value -> value(key, value))
                        .flatMap(Optional::stream)
                        .toList();
                if (values.size() == given.size()) {
                    settings.put(key, values);
                }
            }
        }
        return new TrainPlan(settings);
    }

    /** The calls of a value in braces, which are values of their own; otherwise the value. */
    private Stream<NetFile.Value> steps(TrainKey key, NetFile.Value given) {
        if (key.arity() != TrainKey.Values.BRACES) {
            return Stream.of(given);
        }
        if (given instanceof NetFile.Calls calls) {
            return calls.calls().stream().map(call -> call);
        }
        problems.add(Problem.error("train.no-braces", given.span(), "'%s' takes calls in braces".formatted(key.word()))
                .help("%s { %s }".formatted(key.word(), CallText.of((NetFile.Expression) given))));
        return Stream.of();
    }

    /** What a value of a setting comes to; nothing where it was refused. */
    private Optional<Object> value(TrainKey key, NetFile.Value given) {
        if (!(given instanceof NetFile.Expression value)) {
            problems.add(
                    Problem.error("train.braces", given.span(), "'%s' takes no calls in braces".formatted(key.word()))
                            .help("write what it takes behind it, without braces"));
            return Optional.empty();
        }
        return Optional.ofNullable(
                switch (key) {
                    case DATA -> data(value);
                    case VALIDATION -> value(VALIDATION, value);
                    case LOSS -> component(Kind.LOSS, value);
                    case OPTIMIZER -> component(Kind.OPTIMIZER, value);
                    case SCHEDULE -> component(Kind.SCHEDULE, value);
                    case CLIP -> component(Kind.CLIP, value);
                    case STOP -> component(Kind.STOP, value);
                    case KEEP -> component(Kind.KEEP, value);
                    case AUGMENT -> component(Kind.AUGMENT, value);
                    case METRICS -> component(Kind.METRIC, value);
                    case AVERAGE -> component(Kind.AVERAGE, value);
                    case FREEZE -> layers(value);
                    case RATES -> component(Kind.RATES, value);
                    case INIT -> component(Kind.INIT, value);
                    case BATCH -> value(BATCH, value);
                    case EPOCHS -> value(EPOCHS, value);
                    case SEED -> value(SEED, value);
                    case RECALIBRATE -> value(RECALIBRATE, value);
                    case RECALIBRATE_AT -> choice("recalibrate_at", TrainChoices.RECALIBRATION_TIMES, value);
                    case STATS -> value(Stats.STATS, value);
                    // Has no value, so that none comes here.
                    case NORMALIZE -> null;
                });
    }

    private void reportUnknown(NetFile.Name key) {
        String fallback = "its settings are " + String.join(", ", KEYS);
        Optional<String> nearest =
                Suggestions.nearest(key.text(), List.of(TrainKey.values()), TrainKey::word, TrainKey::synonyms);
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
        String name = CallText.text(value);
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

    private @Nullable String layers(NetFile.Expression value) {
        String pattern = CallText.text(value);
        if (pattern == null) {
            problems.add(Problem.error(
                            "train.layers",
                            value.span(),
                            "freeze takes names of layers but is given %s".formatted(CallText.of(value)))
                    .help("write freeze conv1, or a pattern in quotes: freeze \"conv*\""));
        }
        return pattern;
    }

    private @Nullable String choice(String key, List<String> choices, NetFile.Expression value) {
        String name = value instanceof NetFile.TextLiteral ? null : CallText.text(value);
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

    private TrainPlan.@Nullable Part component(Kind kind, NetFile.Expression value) {
        Optional<Component> known = words.component(kind, called(value));
        if (value instanceof NetFile.Call call && known.isPresent()) {
            Arguments arguments = ArgumentCheck.check(known.get().signature(), call, NO_NAMES, problems);
            if (arguments == null) {
                return null;
            }
            Optional<String> contradiction = known.get().contradiction(arguments);
            contradiction.ifPresent(
                    sentence -> problems.add(Problem.error("train.contradiction", value.span(), sentence)));
            return contradiction.isPresent() ? null : new TrainPlan.Part(known.get(), arguments);
        }
        reportUnknown(kind, value);
        return null;
    }

    private static String called(NetFile.Expression value) {
        return value instanceof NetFile.Call call ? call.name().text() : CallText.of(value);
    }

    private void reportUnknown(Kind kind, NetFile.Expression value) {
        String name = called(value);
        List<Signature> all =
                words.components(kind).stream().map(Component::signature).toList();
        Optional<String> nearest = Suggestions.nearest(name, all, Signature::name, Signature::synonyms);
        String signatures = all.stream().map(Signature::toString).collect(Collectors.joining(", "));
        String fallback = signatures.length() <= LONGEST_LIST
                ? signatures
                : all.stream().map(Signature::name).collect(Collectors.joining(", "));
        problems.add(Problem.error(
                        "train.unknown-" + kind.word(),
                        value.span(),
                        "there is no %s '%s'".formatted(kind.noun(), name))
                .help(Suggestions.didYouMean(
                        nearest, "there is %s; %s%s".formatted(fallback, kind.withArticle(), OF_OTHERS))));
    }
}
