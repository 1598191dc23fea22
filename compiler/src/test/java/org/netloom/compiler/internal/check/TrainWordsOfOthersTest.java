package org.netloom.compiler.internal.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.internal.builtin.BuiltInTraining;
import org.netloom.compiler.layer.JavaType;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.registry.ProviderException;
import org.netloom.compiler.registry.TrainWords;
import org.netloom.compiler.source.SourceFile;
import org.netloom.compiler.train.Component;
import org.netloom.compiler.train.Component.Kind;
import org.netloom.compiler.train.TrainProvider;

/** Optimizers and names of data of others stand beside those of the language, each of a name of its own. */
class TrainWordsOfOthersTest {
    private static final Parameter<Double> LR =
            Parameter.real("lr", "size of a step").moreThan(0);
    private static final Signature LOOKAHEAD = Signature.of("lookahead", "Looks ahead.")
            .parameters(
                    LR,
                    Parameter.integer("steps", "how far").atLeast(1).orElse(5),
                    Parameter.word("outer", "how the slow weights move", "mean", "last")
                            .orElse("last")
                            .named(),
                    Parameter.longInteger("first_seed", "of what is drawn")
                            .orElse(1L)
                            .named(),
                    Parameter.flag("slow", "whether it is slow").orNothing().named())
            .alsoCalled("look_ahead");

    private record Words(List<Component> components, List<String> data) implements TrainProvider {}

    private static Component optimizer(Signature signature) {
        return Component.of(Kind.OPTIMIZER, signature, new JavaType("org.example", "LookaheadConfig"));
    }

    private static TrainWords with(Component... optimizers) {
        return TrainWords.of(List.of(new Words(List.of(optimizers), List.of("letters"))));
    }

    private static Compilation compile(TrainWords words, String settings) {
        return NetCompiler.compile(
                List.of(new SourceFile("test.net", "net A { input(4) dense(3) } train A { " + settings + " }")),
                CompilerOptions.defaults().withTrainWords(words));
    }

    private static String help(Compilation compilation) {
        return String.valueOf(compilation.problems().get(0).help());
    }

    private static String source(String settings) {
        Compilation compilation = compile(with(optimizer(LOOKAHEAD)), settings);
        assertThat(compilation.problems()).isEmpty();
        return compilation.classes().get(0).source();
    }

    @Test
    void theLanguageIsOnTheClassPathInTheOrderOfTheReference() {
        assertThat(Arrays.stream(Kind.values()).flatMap(kind -> TrainWords.onClassPath().components(kind).stream()))
                .containsExactlyInAnyOrderElementsOf(new BuiltInTraining().components());
        assertThat(TrainWords.onClassPath().data()).isEqualTo(new BuiltInTraining().data());
    }

    @Test
    void anOptimizerOfOthersIsAWordLikeTheLanguages() {
        assertThat(source("optimizer lookahead(lr = 100)"))
                .contains("import org.example.LookaheadConfig;", ".optimizer(LookaheadConfig.of(100.0, 5))\n");
        assertThat(source("optimizer lookahead(0.5, steps = 2, first_seed = 7, slow = true)"))
                .contains(".optimizer(LookaheadConfig.of(0.5, 2).withFirstSeed(7L).withSlow(true))\n");
        assertThat(source(
                        "optimizer lookahead(0.0000005, 2, outer = mean, first_seed = 1000000000000000, slow = false)"))
                .contains(
                        "                .optimizer(LookaheadConfig.of(5.0E-7, 2)\n",
                        "                        .withOuter(\"mean\")\n",
                        "                        .withFirstSeed(1000000000000000L)\n",
                        "                        .withSlow(false))\n");
    }

    @Test
    void itsArgumentsAreChecked() {
        TrainWords words = with(optimizer(LOOKAHEAD));
        assertThat(compile(words, "optimizer lookahead(lr = 0)").problems())
                .extracting("message")
                .containsExactly("lr must be more than 0 but is 0");
        assertThat(help(compile(words, "optimizer lookahead(lr = 1, sloww = true)")))
                .isEqualTo("did you mean 'slow'?");
        assertThat(help(compile(words, "optimizer lokahead(lr = 1)"))).isEqualTo("did you mean 'lookahead'?");
        assertThat(help(compile(words, "optimizer Look_Ahead(lr = 1)"))).isEqualTo("did you mean 'lookahead'?");
        assertThat(help(compile(words, "optimizer shampoo(lr = 1)")))
                .startsWith("there is sgd, adam, adamw, ")
                .contains(", lamb, lookahead; an optimizer of others comes in a jar:");
    }

    @Test
    void aNameOfDataOfOthersIsNoWarning() {
        assertThat(compile(with(), "data letters").problems()).isEmpty();
        assertThat(help(compile(with(), "data leters"))).isEqualTo("did you mean 'letters'?");
        assertThat(help(compile(with(), "data numbers")))
                .startsWith("there are glyphs, mnist, fashion_mnist, cifar10, cifar100, letters; ");
    }

    @Test
    void refusesANameThatTwoHave() {
        String words = Words.class.getName();
        String language = BuiltInTraining.class.getName();
        TrainWords twoAdams = with(optimizer(Signature.of("adam", "Another.")));
        assertThatThrownBy(() -> twoAdams.components(Kind.OPTIMIZER))
                .isInstanceOf(ProviderException.class)
                .hasMessage("two optimizers on the class path are called 'adam': %s and %s; take one of them off it"
                        .formatted(language, words));
        // Who asks for the language's own words hears nothing of it.
        assertThat(compile(twoAdams, "optimizer adam() data mnist").problems()).isEmpty();
        TrainWords synonym = with(optimizer(Signature.of("signs", "Another.").alsoCalled("sgd")));
        assertThatThrownBy(() -> synonym.components(Kind.OPTIMIZER))
                .isInstanceOf(ProviderException.class)
                .hasMessage(
                        "'sgd' is an optimizer, of %s, and what others call the optimizer 'signs', of %s; take one of them off the class path"
                                .formatted(language, words));
        TrainWords glyphs = TrainWords.of(List.of(new Words(List.of(), List.of("glyphs"))));
        assertThatThrownBy(glyphs::data)
                .isInstanceOf(ProviderException.class)
                .hasMessage("two data on the class path are called 'glyphs': %s and %s; take one of them off it"
                        .formatted(language, words));
    }

    @Test
    void refusesParametersThatNoConfigurationTakes() {
        Signature signs = Signature.of("signs", "Signs.");
        assertThatThrownBy(() -> optimizer(signs.parameters(Parameter.pair("betas", "two"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "betas of the optimizer signs is an integer or a pair (height, width); an optimizer takes numbers, true or false, and words");
        assertThatThrownBy(() -> optimizer(signs.parameters(LR.orNothing())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("lr of the optimizer signs may have no value, and so goes by name only");
    }

    @Test
    void namesTheProviderThatFails() {
        TrainProvider broken = new TrainProvider() {
            @Override
            public List<Component> components() {
                throw new IllegalStateException("not today");
            }
        };
        assertThatThrownBy(() -> TrainWords.of(List.of(broken)).components(Kind.OPTIMIZER))
                .isInstanceOf(ProviderException.class)
                .hasMessage("the components of %s cannot be made: java.lang.IllegalStateException: not today"
                        .formatted(broken.getClass().getName()));
    }
}
