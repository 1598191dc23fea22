package org.netloom.compiler.registry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.builtin.BuiltInTraining;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.train.Loss;
import org.netloom.compiler.train.Optimizer;
import org.netloom.compiler.train.TrainProvider;

/**
 * The optimizers, the losses and the names of data that train sections can use: those of the language, and behind them those that others
 * add ({@link TrainProvider}).
 *
 * <p>As with {@link Layers}, others are looked for only where something asks for more than the language has. Any thread may
 * call it.
 */
public final class TrainWords {
    private static final Words LANGUAGE = Words.NONE.and(List.of(new BuiltInTraining()));
    private static final TrainWords ON_CLASS_PATH =
            new TrainWords(() -> Providers.onClassPath(TrainProvider.class, "words of train sections"));

    private final Supplier<List<TrainProvider>> others;
    private @Nullable Words all;

    /** A word, and who brings it. */
    private record Provided<T>(T word, TrainProvider by) {
        String where() {
            return by.getClass().getName();
        }
    }

    /** By their names. */
    private record Words(
            Map<String, Provided<Optimizer>> optimizers,
            Map<String, Provided<Loss>> losses,
            Map<String, Provided<String>> data) {
        static final Words NONE = new Words(Map.of(), Map.of(), Map.of());

        /** These and those of the providers, in their order. */
        Words and(List<TrainProvider> providers) {
            Words words =
                    new Words(new LinkedHashMap<>(optimizers), new LinkedHashMap<>(losses), new LinkedHashMap<>(data));
            providers.forEach(words::add);
            requireNoOtherName(words.optimizers(), Optimizer::signature, "an optimizer", "the optimizer");
            requireNoOtherName(words.losses(), Loss::signature, "a loss", "the loss");
            return words;
        }

        private void add(TrainProvider by) {
            add(Providers.of(by, "optimizers", by::optimizers), Optimizer::name, optimizers, "optimizers", by);
            add(Providers.of(by, "losses", by::losses), Loss::name, losses, "losses", by);
            add(Providers.of(by, "names of data", by::data), Function.identity(), data, "data", by);
        }

        private static <T> void add(
                List<T> words,
                Function<T, String> names,
                Map<String, Provided<T>> known,
                String what,
                TrainProvider by) {
            for (T word : words) {
                String name = names.apply(word);
                Provided<T> added = new Provided<>(word, by);
                Provided<T> first = known.putIfAbsent(name, added);
                if (first != null) {
                    throw new ProviderException(
                            "two %s on the class path are called '%s': %s and %s; take one of them off it"
                                    .formatted(what, name, first.where(), added.where()));
                }
            }
        }

        /** A synonym leads who knows it from elsewhere to one word; it cannot be the name of another. */
        private static <T> void requireNoOtherName(
                Map<String, Provided<T>> words, Function<T, Signature> signatures, String one, String other) {
            for (Provided<T> provided : words.values()) {
                Signature signature = signatures.apply(provided.word());
                for (String synonym : signature.synonyms()) {
                    Provided<T> named = words.get(synonym);
                    if (named != null) {
                        throw new ProviderException(
                                "'%s' is %s, of %s, and what others call %s '%s', of %s; take one of them off the class path"
                                        .formatted(
                                                synonym,
                                                one,
                                                named.where(),
                                                other,
                                                signature.name(),
                                                provided.where()));
                    }
                }
            }
        }
    }

    private TrainWords(Supplier<List<TrainProvider>> others) {
        this.others = others;
    }

    /** Those of the language and of all providers that {@link java.util.ServiceLoader} finds beside the compiler. */
    public static TrainWords onClassPath() {
        return ON_CLASS_PATH;
    }

    /** Those of the language and of these providers, in their order. */
    public static TrainWords of(List<TrainProvider> others) {
        List<TrainProvider> copy = List.copyOf(others);
        return new TrainWords(() -> copy);
    }

    private synchronized Words all() {
        Words known = all;
        if (known == null) {
            known = LANGUAGE.and(others.get());
            all = known;
        }
        return known;
    }

    /**
     * The optimizer of this name.
     *
     * @throws ProviderException if words of others do not go together, or cannot be loaded
     */
    public Optional<Optimizer> optimizer(String name) {
        Provided<Optimizer> inLanguage = LANGUAGE.optimizers().get(name);
        return Optional.ofNullable(inLanguage == null ? all().optimizers().get(name) : inLanguage)
                .map(Provided::word);
    }

    /**
     * All of them, those of the language in the order of the reference, and then the others.
     *
     * @throws ProviderException if words of others do not go together, or cannot be loaded
     */
    public List<Optimizer> optimizers() {
        return all().optimizers().values().stream().map(Provided::word).toList();
    }

    /**
     * The loss of this name.
     *
     * @throws ProviderException if words of others do not go together, or cannot be loaded
     */
    public Optional<Loss> loss(String name) {
        Provided<Loss> inLanguage = LANGUAGE.losses().get(name);
        return Optional.ofNullable(inLanguage == null ? all().losses().get(name) : inLanguage)
                .map(Provided::word);
    }

    /**
     * All losses, those of the language in the order of the reference, and then the others.
     *
     * @throws ProviderException if words of others do not go together, or cannot be loaded
     */
    public List<Loss> losses() {
        return all().losses().values().stream().map(Provided::word).toList();
    }

    /**
     * Whether this is a name of data.
     *
     * @throws ProviderException if words of others do not go together, or cannot be loaded
     */
    public boolean isData(String name) {
        return LANGUAGE.data().containsKey(name) || all().data().containsKey(name);
    }

    /**
     * All names of data, those of the language first.
     *
     * @throws ProviderException if words of others do not go together, or cannot be loaded
     */
    public List<String> data() {
        return List.copyOf(all().data().keySet());
    }
}
