package org.netloom.compiler.internal.emit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.Nets;
import org.netloom.compiler.internal.builtin.BuiltInLayers;
import org.netloom.compiler.load.Javac;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.source.SourceFile;

/** Generated Java compiles against the runtime, without a warning, whatever the net is called. */
class GeneratedJavaTest {
    @Test
    void everyLayersExampleCompilesWithoutWarnings() {
        String text = new BuiltInLayers()
                .layers().stream()
                        .map(layer -> "net Of_%s { %s }"
                                .formatted(layer.name(), layer.signature().example()))
                        .collect(Collectors.joining("\n"));
        Compilation compilation = Nets.compile(text);
        assertThat(compilation.classes()).hasSize(new BuiltInLayers().layers().size());
        Javac.loadWithoutWarnings(compilation.classes());
    }

    @Test
    void netsMayBeCalledLikeWhatTheirClassesUse() {
        List<String> names = List.of(
                "Network Tensor Engine List Generated Conv2d Dense BatchNorm Parameter Site INDArray NdArray TrainingPass",
                "InferencePass ConvWeights TrainConfig Loss SgdConfig Pass Role Builder net input conv1 dConv1",
                "CONV2 x nets Exception System Layer Op $ A_b Ünï Other");
        String body = "{ input(1,6,6) conv(2,3) bn relu flatten dropout dense(3) }";
        String text = Arrays.stream(String.join(" ", names).split(" "))
                .map(name -> "net %s %s train %s { optimizer sgd(lr=1) loss mse init xavier_normal }"
                        .formatted(name, body, name))
                .collect(Collectors.joining("\n"));
        Compilation compilation = Nets.compile(text);
        assertThat(compilation.problems()).extracting(Problem::id).containsOnly("layer.bias-dropped");
        Javac.loadWithoutWarnings(compilation.classes());
    }

    @Test
    void filesAndCommentsMaySayAnything() {
        String text = """
                /** Ends \\u002a\\u002f the comment, {@code x} & <b>
                 * $L $T %s
                 */
                net A { input(4) dense(3) }
                train A { data "\\\\u0022 \\" $S" }
                """;
        SourceFile file = new SourceFile("dir/a*/\\u000a$T\n\".net", text);
        Compilation compilation = NetCompiler.compile(List.of(file), CompilerOptions.defaults());
        assertThat(compilation.problems()).isEmpty();
        Javac.loadWithoutWarnings(compilation.classes());
    }

    @Test
    void theSameTextGivesTheSameJava() {
        String text = "net A { input(1,8,8) conv(4,3) bn relu flatten dense(3) } train A { batch 3 }";
        assertThat(Nets.compile(text).classes()).isEqualTo(Nets.compile(text).classes());
    }

    @Test
    void nothingOfThisMachineIsInTheJava() {
        SourceFile file = new SourceFile("/somewhere/secret/a.net", "net A { input(4) dense(3) }");
        String source = NetCompiler.compile(List.of(file), CompilerOptions.defaults())
                .classes()
                .get(0)
                .source();
        assertThat(source).doesNotContain("secret").contains("a.net:1:18");
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 1_500})
    void deepNetworksCompile(int layers) {
        String[] kinds = {"conv(3,3,pad=1)", "bn", "relu", "dropout"};
        String body = IntStream.range(0, layers - 3)
                .mapToObj(i -> kinds[i % kinds.length])
                .collect(Collectors.joining(" "));
        Compilation compilation = Nets.compileBody("input(3,4,4) " + body + " flatten dense(2)");
        Javac.loadWithoutWarnings(compilation.classes());
    }

    @Test
    void deeperNetworksAreRefused() {
        String body = String.join(" ", Collections.nCopies(1_501, "relu"));
        assertThat(Nets.problems("net A { input(4) " + body + " }")).containsExactly("net.too-deep");
    }

    @Test
    void inferenceLeavesOutWhatOnlyTrainingDoes() {
        String source = Nets.compileBody("input(4) dropout dense(3) dropout(0.1)")
                .classes()
                .get(0)
                .source();
        String inference = source.substring(source.indexOf("class Inference"));
        assertThat(inference).doesNotContain("dropout1").contains("dense1.forward(input,", "return dense1Out;");
    }

    @Test
    void namesAnAlgorithmOnlyWhereTheNetChoosesOne() {
        String source = Nets.compileBody(
                        "input(1,8,8) conv(4, 3, algorithm=winograd4) conv(4, 3, algorithm=auto) conv(4, 3)")
                .classes()
                .get(0)
                .source();
        assertThat(source)
                .contains("Conv2d.of(\"conv1\", \"test.net:1:25\", 3, 3).algorithm(Conv2d.Algorithm.WINOGRAD4)")
                .containsOnlyOnce("lgorithm(");
    }

    @Test
    void gradientsThatNobodyNeedsAreNotComputed() {
        String source = Nets.compileBody("input(1,8,8) relu maxpool(2) flatten dense(3)")
                .classes()
                .get(0)
                .source();
        assertThat(source)
                .contains(
                        "dense1.backward(flatten1Out, net.dense1.weight(), dDense1, null, dDense1Weight, dDense1Bias);")
                .doesNotContain("relu1.backward", "maxpool1.backward", "dFlatten1", "dMaxpool1", "dRelu1");
    }
}
