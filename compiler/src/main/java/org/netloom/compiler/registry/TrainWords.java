package org.netloom.compiler.registry;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.builtin.BuiltInTraining;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.train.Component;
import org.netloom.compiler.train.Component.Kind;
import org.netloom.compiler.train.TrainProvider;

/**
 * The components and the names of data that train sections can use: those of the language, and behind them those that
 * others add ({@link TrainProvider}).
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
    private record Words(Map<Kind, Map<String, Provided<Component>>> components, Map<String, Provided<String>> data) {
        static final Words NONE = new Words(Map.of(), Map.of());

        /** These and those of the providers, in their order. */
        Words and(List<TrainProvider> providers) {
            Words words = new Words(new EnumMap<>(Kind.class), new LinkedHashMap<>(data));
            for (Kind kind : Kind.values()) {
                words.components.put(kind, new LinkedHashMap<>(of(kind)));
            }
            providers.forEach(words::add);
            for (Kind kind : Kind.values()) {
                requireNoOtherName(words.of(kind), kind);
            }
            return words;
        }

        Map<String, Provided<Component>> of(Kind kind) {
            return components.getOrDefault(kind, Map.of());
        }

        private void add(TrainProvider by) {
            for (Component component : Providers.of(by, "components", by::components)) {
                Kind kind = component.kind();
                add(component.name(), component, of(kind), kind.plural(), by);
            }
            for (String name : Providers.of(by, "names of data", by::data)) {
                add(name, name, data, "data", by);
            }
        }

        private static <T> void add(
                String name, T word, Map<String, Provided<T>> known, String what, TrainProvider by) {
            Provided<T> added = new Provided<>(word, by);
            Provided<T> first = known.putIfAbsent(name, added);
            if (first != null) {
                throw new ProviderException(
                        "two %s on the class path are called '%s': %s and %s; take one of them off it"
                                .formatted(what, name, first.where(), added.where()));
            }
        }

        /** A synonym leads who knows it from elsewhere to one word; it cannot be the name of another. */
        private static void requireNoOtherName(Map<String, Provided<Component>> words, Kind kind) {
            for (Provided<Component> provided : words.values()) {
                Signature signature = provided.word().signature();
                for (String synonym : signature.synonyms()) {
                    Provided<Component> named = words.get(synonym);
                    if (named != null) {
                        throw new ProviderException(
                                "'%s' is %s, of %s, and what others call the %s '%s', of %s; take one of them off the class path"
                                        .formatted(
                                                synonym,
                                                kind.withArticle(),
                                                named.where(),
                                                kind.noun(),
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
     * The component of this kind and name.
     *
     * @throws ProviderException if words of others do not go together, or cannot be loaded
     */
    public Optional<Component> component(Kind kind, String name) {
        Provided<Component> inLanguage = LANGUAGE.of(kind).get(name);
        return Optional.ofNullable(inLanguage == null ? all().of(kind).get(name) : inLanguage)
                .map(Provided::word);
    }

    /**
     * All components of a kind, those of the language in the order of the reference, and then the others.
     *
     * @throws ProviderException if words of others do not go together, or cannot be loaded
     */
    public List<Component> components(Kind kind) {
        return all().of(kind).values().stream().map(Provided::word).toList();
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
