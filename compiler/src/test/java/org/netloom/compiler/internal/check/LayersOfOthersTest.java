package org.netloom.compiler.internal.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.internal.builtin.BuiltInLayers;
import org.netloom.compiler.layer.Code;
import org.netloom.compiler.layer.Constant;
import org.netloom.compiler.layer.Layer;
import org.netloom.compiler.layer.LayerProvider;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.registry.Layers;
import org.netloom.compiler.registry.ProviderException;
import org.netloom.compiler.source.SourceFile;

/** Layers of others stand beside those of the language, each of a name of its own. */
class LayersOfOthersTest {

    /** The identity under any name. */
    private record Renamed(Signature signature) implements Operator {
        static Renamed of(String name, String... synonyms) {
            return new Renamed(Signature.of(name, "What comes in.").alsoCalled(synonyms));
        }

        @Override
        public Shape shape(ShapeRule rule) {
            return rule.in();
        }

        @Override
        public long flops(Use use) {
            return 0;
        }

        @Override
        public boolean reshapes() {
            return true;
        }

        @Override
        public Constant constant(Use use) {
            return Constant.site();
        }

        @Override
        public void forward(Code code) {
            // The memory is the input's.
        }

        @Override
        public void backward(Code code) {
            // The memory is the input's.
        }
    }

    private static Layers with(Layer... others) {
        return Layers.of(List.of(() -> List.of(others)));
    }

    private static Compilation compile(Layers layers, String text) {
        return NetCompiler.compile(
                List.of(new SourceFile("test.net", text)),
                CompilerOptions.defaults().withLayers(layers));
    }

    @Test
    void theLanguageIsOnTheClassPathInTheOrderOfTheReference() {
        assertThat(Layers.onClassPath().list()).isEqualTo(new BuiltInLayers().layers());
    }

    @Test
    void aLayerOfOthersIsAWordLikeTheLanguages() {
        Layers layers = with(Renamed.of("passthrough", "through"));
        Compilation compilation = compile(layers, "net A { input(4) passthrough dense(3) passthrough }");
        assertThat(compilation.problems()).isEmpty();
        assertThat(compilation.classes().get(0).source()).contains("passthrough2");
        assertThat(help(compile(layers, "net A { input(4) pasthrough dense(3) }")))
                .isEqualTo("did you mean 'passthrough'?");
        assertThat(help(compile(layers, "net A { input(4) Through dense(3) }")))
                .isEqualTo("did you mean 'passthrough'?");
        assertThat(help(compile(layers, "net A { input(4) transformer }")))
                .startsWith("the layers are input, conv,")
                .contains("add, concat, passthrough; a layer of others comes in a jar: on NETLOOM_CLASS_PATH");
    }

    /** A jar takes no name from a net that uses it already. */
    @Test
    void aBlockHidesALayerOfOthers() {
        Compilation compilation = compile(
                with(Renamed.of("passthrough")), "block passthrough { dense(3) } net A { input(4) passthrough }");
        assertThat(compilation.problems()).isEmpty();
        assertThat(compilation.networks().get(0).nodes())
                .extracting(node -> node.layer().name())
                .containsExactly("dense");
    }

    @Test
    void saysOnceWhereLayersOfOthersComeFrom() {
        List<Problem> problems = compile(
                        with(), "net A { input(4) transformer dense(3) mamba } net B { input(3) transformer }")
                .problems();
        assertThat(problems).hasSize(3);
        assertThat(problems.get(0).help()).contains("NETLOOM_CLASS_PATH", "dependency of the Maven plugin");
        assertThat(problems.subList(1, 3))
                .allSatisfy(problem ->
                        assertThat(problem.help()).startsWith("the layers are ").doesNotContain("NETLOOM_CLASS_PATH"));
    }

    private static String help(Compilation compilation) {
        return String.valueOf(compilation.problems().get(0).help());
    }

    @Test
    void refusesANameThatTwoLayersHave() {
        String renamed = Renamed.class.getName();
        assertThatThrownBy(() -> with(Renamed.of("relu")).list())
                .isInstanceOf(ProviderException.class)
                .hasMessage(
                        "two layers on the class path are called 'relu': org.netloom.compiler.internal.builtin.Relu and "
                                + renamed + "; take one of them off it");
        // What silu is called elsewhere, and the other way round.
        assertThatThrownBy(() -> with(Renamed.of("swish")).list())
                .isInstanceOf(ProviderException.class)
                .hasMessage(
                        "'swish' is a layer, %s, and what others call the layer 'silu', %s; take one of them off the class path"
                                .formatted(renamed, "org.netloom.compiler.internal.builtin.Silu"));
        assertThatThrownBy(() -> with(Renamed.of("passthrough", "conv")).list())
                .isInstanceOf(ProviderException.class)
                .hasMessage(
                        "'conv' is a layer, %s, and what others call the layer 'passthrough', %s; take one of them off the class path"
                                .formatted("org.netloom.compiler.internal.builtin.Conv", renamed));
        assertThatThrownBy(() -> with(Renamed.of("block")).list())
                .isInstanceOf(ProviderException.class)
                .hasMessageStartingWith("a layer cannot be called 'block', which is a word of the language: ");
        assertThatThrownBy(() -> with(Renamed.of("swish2")).list())
                .isInstanceOf(ProviderException.class)
                .hasMessageStartingWith("a layer cannot be called 'swish2', because ordinals follow its name: ");
    }

    @Test
    void namesTheProviderThatFails() {
        LayerProvider broken = () -> {
            throw new IllegalStateException("no today");
        };
        assertThatThrownBy(() -> Layers.of(List.of(broken)).list())
                .isInstanceOf(ProviderException.class)
                .hasMessage("the layers of %s cannot be made: java.lang.IllegalStateException: no today"
                        .formatted(broken.getClass().getName()));
    }
}
