package org.netloom.compiler.registry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.builtin.BuiltInLayers;
import org.netloom.compiler.layer.Layer;
import org.netloom.compiler.layer.LayerProvider;

/**
 * The layers that a compilation knows: those of the language, and behind them those that others add ({@link LayerProvider}).
 *
 * <p>Others are looked for only where something asks for more than the language has: to open every jar of a class path takes
 * longer than to check a net.
 */
public final class Layers {
    /** The words of the grammar and of expressions, which would hide a layer. */
    static final Set<String> WORDS = Set.of(
            "package", "import", "net", "block", "train", "repeat", "if", "else", "as", "from", "share", "and", "or",
            "not", "in", "true", "false");

    private static final Map<String, Provided> LANGUAGE = language();
    private static final Layers ON_CLASS_PATH = new Layers(() -> Providers.onClassPath(LayerProvider.class, "layers"));

    private final Supplier<List<LayerProvider>> others;
    private @Nullable Map<String, Provided> all;

    /** A layer, and who brings it. */
    private record Provided(Layer layer, LayerProvider by) {
        /** The class that somebody looks for who reads a message: the layer's own, or its provider's where many share one. */
        String where() {
            boolean shared = layer.getClass().getPackageName().equals(Layer.class.getPackageName());
            return (shared ? by : layer).getClass().getName();
        }
    }

    private Layers(Supplier<List<LayerProvider>> others) {
        this.others = others;
    }

    /** Those of the language and of all providers that {@link java.util.ServiceLoader} finds beside the compiler. */
    public static Layers onClassPath() {
        return ON_CLASS_PATH;
    }

    /** Those of the language and of these providers, in their order. */
    public static Layers of(List<LayerProvider> others) {
        List<LayerProvider> copy = List.copyOf(others);
        return new Layers(() -> copy);
    }

    private static Map<String, Provided> language() {
        Map<String, Provided> language = new LinkedHashMap<>();
        add(new BuiltInLayers(), language);
        return language;
    }

    private synchronized Map<String, Provided> all() {
        Map<String, Provided> known = all;
        if (known == null) {
            known = new LinkedHashMap<>(LANGUAGE);
            for (LayerProvider provider : others.get()) {
                add(provider, known);
            }
            for (Provided provided : known.values()) {
                requireNoOtherName(provided, known);
            }
            all = known;
        }
        return known;
    }

    private static void add(LayerProvider provider, Map<String, Provided> known) {
        List<Layer> layers = Providers.of(provider, "layers", () -> {
            List<Layer> made = provider.layers();
            made.forEach(Layer::signature);
            return made;
        });
        for (Layer layer : layers) {
            Provided added = new Provided(layer, provider);
            if (WORDS.contains(layer.name())) {
                throw new ProviderException("a layer cannot be called '%s', which is a word of the language: %s"
                        .formatted(layer.name(), added.where()));
            }
            if (Character.isDigit(layer.name().charAt(layer.name().length() - 1))) {
                throw new ProviderException("a layer cannot be called '%s', because ordinals follow its name: %s"
                        .formatted(layer.name(), added.where()));
            }
            Provided first = known.putIfAbsent(layer.name(), added);
            if (first != null) {
                throw new ProviderException(
                        "two layers on the class path are called '%s': %s and %s; take one of them off it"
                                .formatted(layer.name(), first.where(), added.where()));
            }
        }
    }

    /** A synonym leads who knows it from elsewhere to one layer; it cannot be the name of another. */
    private static void requireNoOtherName(Provided provided, Map<String, Provided> known) {
        for (String synonym : provided.layer().signature().synonyms()) {
            Provided named = known.get(synonym);
            if (named != null) {
                throw new ProviderException(
                        "'%s' is a layer, %s, and what others call the layer '%s', %s; take one of them off the class path"
                                .formatted(
                                        synonym, named.where(), provided.layer().name(), provided.where()));
            }
        }
    }

    /** The layer of the language that has this name. */
    public Optional<Layer> findInLanguage(String name) {
        return Optional.ofNullable(LANGUAGE.get(name)).map(Provided::layer);
    }

    /**
     * The layer of this name, the language's or another.
     *
     * @throws ProviderException if layers of others do not go together, or cannot be loaded
     */
    public Optional<Layer> find(String name) {
        return findInLanguage(name)
                .or(() -> Optional.ofNullable(all().get(name)).map(Provided::layer));
    }

    /**
     * All of them, those of the language in the order of the reference, and then the others.
     *
     * @throws ProviderException if layers of others do not go together, or cannot be loaded
     */
    public List<Layer> list() {
        return all().values().stream().map(Provided::layer).toList();
    }
}
