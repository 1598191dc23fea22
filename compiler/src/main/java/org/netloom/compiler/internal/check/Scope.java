package org.netloom.compiler.internal.check;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.internal.syntax.NetFile;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;

/**
 * The names that {@code as} and {@code share} give between two braces. Inner braces see those of the outer ones; a block
 * sees none of where it is used.
 */
final class Scope {
    private final @Nullable Scope outer;
    private final Map<String, Named> names = new LinkedHashMap<>();

    /** What a name stands for. */
    static final class Named {
        private final NetFile.Name name;
        private final @Nullable Place place;
        private final @Nullable SharedLayers layers;
        private boolean used;

        private Named(NetFile.Name name, @Nullable Place place, @Nullable SharedLayers layers) {
            this.name = name;
            this.place = place;
            this.layers = layers;
        }

        /** The value, or null where it is not known. */
        @Nullable Place place() {
            return place;
        }

        /** The layers, or null where they are not known. */
        @Nullable SharedLayers layers() {
            return layers;
        }
    }

    /**
     * Layers whose weights can be shared.
     *
     * @param scope what the statements see
     * @param owners the nodes with weights that they became, in their order
     */
    record SharedLayers(List<NetFile.Statement> body, Scope scope, List<Node> owners) {}

    /** Names of two kinds: of values, and of shared layers. */
    enum Kind {
        VALUE("value"),
        LAYERS("shared layers");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    private final Map<String, Kind> kinds = new LinkedHashMap<>();

    Scope(@Nullable Scope outer) {
        this.outer = outer;
    }

    /** Gives a name to a value. */
    void name(NetFile.Name name, @Nullable Place place, Problems problems) {
        declare(Kind.VALUE, new Named(name, place, null), problems);
    }

    /** Gives a name to layers. */
    void share(NetFile.Name name, @Nullable SharedLayers layers, Problems problems) {
        declare(Kind.LAYERS, new Named(name, null, layers), problems);
    }

    private void declare(Kind kind, Named named, Problems problems) {
        String text = named.name.text();
        Named first = find(text);
        if (first != null) {
            problems.add(
                    Problem.error("name.twice", named.name.span(), "the name '%s' is given already".formatted(text))
                            .related(first.name.span(), "first given here"));
        }
        kinds.put(text, kind);
        names.put(text, named);
    }

    private @Nullable Named find(String text) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            Named named = scope.names.get(text);
            if (named != null) {
                return named;
            }
        }
        return null;
    }

    private @Nullable Kind kind(String text) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            Kind kind = scope.kinds.get(text);
            if (kind != null) {
                return kind;
            }
        }
        return null;
    }

    /** What a name of this kind stands for, or null where it stands for nothing, which is reported. */
    @Nullable Named use(Kind wanted, NetFile.Name name, Problems problems) {
        Named named = find(name.text());
        Kind kind = kind(name.text());
        if (named != null && kind == wanted) {
            named.used = true;
            return named;
        }
        if (named != null && kind != null) {
            named.used = true;
            problems.add(Problem.error(
                            "name.other-kind",
                            name.span(),
                            "'%s' is the name of %s".formatted(name.text(), kind == Kind.VALUE ? "a value" : kind.text))
                    .help(
                            kind == Kind.VALUE
                                    ? "from %s goes on from it".formatted(name.text())
                                    : "share %s uses them".formatted(name.text()))
                    .related(named.name.span(), "named here"));
            return null;
        }
        TreeSet<String> known = new TreeSet<>();
        for (Scope scope = this; scope != null; scope = scope.outer) {
            scope.kinds.forEach((text, its) -> {
                if (its == wanted) {
                    known.add(text);
                }
            });
        }
        String way = wanted == Kind.VALUE
                ? "as %s after a layer gives its output this name".formatted(name.text())
                : "share %s { … } makes them".formatted(name.text());
        problems.add(Problem.error(
                        "name.unknown",
                        name.span(),
                        wanted == Kind.VALUE
                                ? "no value is called '%s' here".formatted(name.text())
                                : "no shared layers are called '%s' here".formatted(name.text()))
                .help(Suggestions.didYouMean(
                        Suggestions.nearest(name.text(), known),
                        known.isEmpty() ? way : "there is " + String.join(", ", known))));
        return null;
    }

    /** Warns of the names that nobody used. */
    void reportUnused(Problems problems) {
        names.forEach((text, named) -> {
            if (!named.used) {
                boolean value = kinds.get(text) == Kind.VALUE;
                problems.add(Problem.warning(
                                "name.unused",
                                named.name.span(),
                                value
                                        ? "the value '%s' is used nowhere".formatted(text)
                                        : "the layers '%s' are shared with nobody".formatted(text))
                        .help(
                                value
                                        ? "from %s goes on from it".formatted(text)
                                        : "share %s further on uses them again".formatted(text)));
            }
        });
    }
}
