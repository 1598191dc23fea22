package org.netloom.compiler.check;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.layer.Arguments;
import org.netloom.compiler.layer.Layer;
import org.netloom.compiler.syntax.NetFile;

/**
 * A net whose layers are looked up and whose arguments are checked, each by itself; shapes are not known yet.
 *
 * @param packageName of the Java class
 */
record ResolvedNet(NetFile.Net net, String packageName, List<Step> steps) {
    ResolvedNet {
        steps = List.copyOf(steps);
    }

    /**
     * One layer of the sequence.
     *
     * @param layer null where there is none of that name
     * @param arguments null where they were refused
     */
    record Step(
            NetFile.Call call,
            @Nullable Layer layer,
            @Nullable Arguments arguments) {
        boolean isInput() {
            return call.name().text().equals("input");
        }
    }
}
