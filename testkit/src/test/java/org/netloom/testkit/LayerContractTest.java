package org.netloom.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.netloom.compiler.internal.builtin.BuiltInLayers;
import org.netloom.compiler.internal.builtin.Dropout;
import org.netloom.compiler.internal.builtin.Embed;
import org.netloom.compiler.layer.Layer;
import org.netloom.compiler.registry.Layers;

/** The layers of the language keep the contract that the kit holds those of others to. */
@ParameterizedClass
@MethodSource("names")
class LayerContractTest extends LayerContract {
    @Parameter
    String name = "";

    static List<String> names() {
        List<String> names =
                new BuiltInLayers().layers().stream().map(Layer::name).toList();
        assertTrue(names.size() > 40, "the language has some forty layers");
        return names;
    }

    private Layer layer() {
        return Layers.onClassPath().find(name).orElseThrow();
    }

    @Override
    protected String name() {
        return name;
    }

    /** Tokens are no variables. */
    @Override
    protected boolean passesGradientsOn() {
        return !(layer() instanceof Embed);
    }

    @Override
    protected boolean differsInTraining() {
        return layer() instanceof Dropout;
    }
}
