package org.netloom.compiler.internal.check;

import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;
import org.netloom.compiler.internal.syntax.NetFile;
import org.netloom.compiler.layer.Layer;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.registry.Layers;

/** The layers by the names that a file gives them, and what is said of a name that none has. */
final class LayerNames {
    private static final String OF_OTHERS =
            "; a layer of others comes in a jar: on NETLOOM_CLASS_PATH for the command, as a dependency of the Maven plugin";

    private final Layers layers;
    private boolean toldOfOthers;

    LayerNames(Layers layers) {
        this.layers = layers;
    }

    /** The layer of the language that has this name, which nothing else can have. */
    Optional<Layer> findInLanguage(String name) {
        return layers.findInLanguage(name);
    }

    /** The layer of this name, the language's or that of others. */
    Optional<Layer> find(String name) {
        return layers.find(name);
    }

    /**
     * That neither a layer nor a block has this name. The first message without a suggestion says where layers of others
     * come from.
     *
     * @param blocks the names of those that the file can use
     */
    Problem unknown(NetFile.Name name, Collection<String> blocks) {
        Optional<String> nearest = Suggestions.nearest(name.text(), blocks)
                .or(() -> Suggestions.nearest(
                        name.text(),
                        layers.list(),
                        Layer::name,
                        layer -> layer.signature().synonyms()));
        return Problem.error("layer.unknown", name.span(), "there is no layer '%s'".formatted(name.text()))
                .help(nearest.map("did you mean '%s'?"::formatted).orElseGet(() -> all(blocks)));
    }

    private String all(Collection<String> blocks) {
        String all = layers.list().stream().map(Layer::name).collect(Collectors.joining(", "));
        String inFile = blocks.isEmpty() ? "" : ", and the blocks " + String.join(", ", blocks);
        String elsewhere = toldOfOthers ? "" : OF_OTHERS;
        toldOfOthers = true;
        return "the layers are " + all + inFile + elsewhere;
    }
}
