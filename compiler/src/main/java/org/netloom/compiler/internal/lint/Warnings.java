package org.netloom.compiler.internal.lint;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.check.Suggestions;
import org.netloom.compiler.options.CompilerOptions;

/** The ids of all warnings. */
public final class Warnings {
    private static final List<String> IDS = List.of(
            "block.unused",
            "import.unused",
            "layer.activation-before-loss",
            "layer.bias-canceled",
            "layer.bn-after-activation",
            "layer.decay-small",
            "layer.dropout-at-end",
            "layer.dropout-before-bn",
            "layer.dropout-large",
            "layer.eps-large",
            "layer.linear-twice",
            "layer.no-effect",
            "layer.norm-of-one-value",
            "layer.slope-large",
            "layer.softmax-before-loss",
            "name.unused",
            "parameter.unused",
            "shape.channels-last",
            "shape.pixels-skipped",
            "shape.rows-unused",
            "shape.windows-of-padding",
            "syntax.allows-error",
            "syntax.allows-nothing",
            "syntax.unknown-directive",
            "train.lr-large",
            "train.nothing-to-train",
            "train.one-class",
            "train.unknown-data",
            "train.weight-decay-large");

    private Warnings() {}

    public static List<String> ids() {
        return IDS;
    }

    /** Why this cannot be one of {@link CompilerOptions#warningsAsErrors}, in one sentence, or null where it can. */
    public static @Nullable String refusal(String id) {
        if (id.equals(CompilerOptions.ALL) || IDS.contains(id)) {
            return null;
        }
        String way = Suggestions.didYouMean(Suggestions.nearest(id, IDS), "the warnings are " + String.join(", ", IDS));
        return "there is no warning '%s': %s".formatted(id, way);
    }
}
