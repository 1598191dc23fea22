package org.netloom.compiler.internal.emit;

import static org.assertj.core.api.Assertions.assertThat;

import com.palantir.javapoet.TypeSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.netloom.compiler.Nets;
import org.netloom.compiler.internal.lower.Line.Step;
import org.netloom.compiler.layer.Operand;
import org.netloom.compiler.load.Javac;
import org.netloom.op.Activation;
import org.netloom.op.BatchNorm;
import org.netloom.op.BatchNormActivation;

/** What goes into a kernel as one is made once, with the pass. */
class GroupCodeTest {
    private static final Operand NONE = Operand.Absent.ABSENT;
    private static final Operand X = new Operand.Value("conv1");
    private static final Operand NORMALIZED = new Operand.Value("bn1");
    private static final Operand D_NORMALIZED = new Operand.Gradient("bn1");
    private static final Operand Y = new Operand.Value("relu1");
    private static final Operand BATCH = new Operand.BatchStatistics("bn1", "Batch");
    private static final Operand GAMMA = new Operand.Weight("bn1", "gamma");

    private static Step fused(String method, Operand... operands) {
        List<Operand.Operation> parts = List.of(new Operand.Operation("bn1"), new Operand.Operation("relu1"));
        return new Step(BatchNormActivation.class, method, parts, List.of(operands));
    }

    private static Step norm(Operand gamma, Operand beta) {
        return new Step(
                BatchNorm.class,
                "forward",
                List.of(new Operand.Operation("bn1")),
                Arrays.asList(X, gamma, beta, BATCH, NORMALIZED));
    }

    private static List<String> declared(GroupCode groups) {
        Fields fields = new Fields("Buffers", 1);
        groups.declare(fields);
        TypeSpec.Builder type = TypeSpec.classBuilder("Pass");
        fields.declare(type);
        List<String> lines = new ArrayList<>();
        type.build().fieldSpecs().forEach(field -> {
            String value = field.initializer().toString();
            lines.add(field.name() + (value.isEmpty() ? "" : " = " + value.replace("org.netloom.op.", "")));
        });
        fields.assignments()
                .toString()
                .lines()
                .map(line -> line.replace("org.netloom.op.", ""))
                .forEach(lines::add);
        return lines;
    }

    @Test
    void whatStepsOfANodeNameOfOneRecordIsOne() {
        Step forward = fused("forward", X, GAMMA, NONE, BATCH, NORMALIZED, NONE, Y);
        Operand dy = new Operand.Gradient("relu1");
        Operand dGamma = new Operand.WeightGradient("bn1", "gamma");
        Step backward = fused("backward", X, GAMMA, NONE, BATCH, NORMALIZED, D_NORMALIZED, Y, dy, NONE, dGamma, NONE);
        GroupCode groups = new GroupCode(List.of(forward, backward), Set.of());
        assertThat(groups.arguments(forward))
                .containsExactly("conv1Out", "bn1Affine", "bn1Batch", "bn1Between", "relu1Out");
        assertThat(groups.arguments(backward))
                .containsExactly(
                        "conv1Out", "bn1Affine", "bn1Batch", "bn1Between", "relu1Out", "dRelu1", "null", "dBn1Affine");
        assertThat(declared(groups))
                .containsExactly(
                        "bn1Affine",
                        "bn1Between = new BatchNormActivation.Between(bn1Out, dBn1)",
                        "dBn1Affine",
                        "bn1Affine = new BatchNorm.Affine(net.bn1.gamma(), null);",
                        "dBn1Affine = new BatchNorm.Affine(dBn1Gamma, null);");
    }

    /** A layer whose gradients nobody asks for: its parameters must not stand where they would go. */
    @Test
    void parametersAreNotWhereGradientsGo() {
        Operand dy = new Operand.Gradient("relu1");
        Step backward = fused("backward", X, GAMMA, NONE, BATCH, NORMALIZED, D_NORMALIZED, Y, dy, NONE, NONE, NONE);
        assertThat(declared(new GroupCode(List.of(backward), Set.of())))
                .contains("dBn1Affine = new BatchNorm.Affine(null, null)");
    }

    @Test
    void whatDiffersAreTwo() {
        Step one = norm(GAMMA, NONE);
        Step other = norm(new Operand.Weight("bn2", "gamma"), NONE);
        Step more = norm(GAMMA, new Operand.Weight("bn1", "beta"));
        GroupCode groups = new GroupCode(List.of(one, other, more), Set.of("bn1Affine2"));
        assertThat(groups.arguments(one)).contains("bn1Affine");
        assertThat(groups.arguments(other)).contains("bn1Affine3");
        assertThat(groups.arguments(more)).contains("bn1Affine");
        assertThat(declared(groups))
                .contains(
                        "bn1Affine = new BatchNorm.Affine(net.bn1.gamma(), net.bn1.beta());",
                        "bn1Affine3 = new BatchNorm.Affine(net.bn2.gamma(), null);");
    }

    @Test
    void stepsWithoutRecordsMakeNone() {
        Step relu = new Step(Activation.class, "forward", List.of(new Operand.Operation("relu1")), List.of(X, Y));
        GroupCode groups = new GroupCode(List.of(relu), Set.of());
        assertThat(groups.arguments(relu)).containsExactly("conv1Out", "relu1Out");
        assertThat(declared(groups)).isEmpty();
    }

    /** Also where there are so many that methods assign the fields. */
    @Test
    void sharedAndFrozenOnesCompile() {
        String body =
                "input(3,4,4) share s { conv(3,3,pad=1) bn relu } share s bn(frozen=true) bn(scale=false) sigmoid "
                        + "bn(scale=false, center=false) " + "bn relu ".repeat(120) + "flatten dense(2)";
        var classes = Nets.compileBody(body).classes();
        assertThat(classes.get(0).source())
                .contains(
                        "bn2Affine = new BatchNorm.Affine(net.bn1.gamma(), net.bn1.beta());",
                        "dBn2Affine = new BatchNorm.Affine(dBn2Gamma, dBn2Beta);",
                        "bn4Affine = new BatchNorm.Affine(null, net.bn4.beta());");
        Javac.loadWithoutWarnings(classes);
    }
}
