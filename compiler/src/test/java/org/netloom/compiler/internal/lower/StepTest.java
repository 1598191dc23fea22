package org.netloom.compiler.internal.lower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.netloom.compiler.internal.lower.Line.Step;
import org.netloom.compiler.layer.Operand;
import org.netloom.op.BatchNorm;
import org.netloom.op.BatchNormActivation;
import org.netloom.op.Conv2d;
import org.netloom.op.Softmax;

/** A step whose operands do not fit cannot be made. */
class StepTest {
    private static final List<Operand.Operation> OP = List.of(new Operand.Operation("softmax1"));
    private static final Operand X = new Operand.Value("conv1");
    private static final Operand WEIGHT = new Operand.Weight("conv1", "weight");

    @Test
    void operandsHaveRoles() {
        Step step = new Step(Softmax.class, "forward", OP, List.of(X, new Operand.Value("softmax1")));
        assertThat(step.get("y")).isEqualTo(new Operand.Value("softmax1"));
        assertThat(step.calls(Softmax.class, "forward")).isTrue();
        assertThat(step.calls(Softmax.class, "backward")).isFalse();
        assertThatThrownBy(() -> step.get("weight")).hasMessage("Softmax.forward has no weight");
    }

    @Test
    void asManyAsTheMethodTakes() {
        assertThatThrownBy(() -> new Step(Softmax.class, "forward", OP, List.of(X)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Softmax.forward takes 2 operands, not 1");
    }

    @Test
    void ofTheKindThatTheMethodTakes() {
        assertThatThrownBy(() -> new Step(Softmax.class, "forward", OP, List.of(X, Operand.Absent.ABSENT)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("as its y");
        assertThatThrownBy(() -> new Step(Softmax.class, "forward", OP, List.of(WEIGHT, X)))
                .hasMessageContaining("as its x");
        assertThatThrownBy(() -> new Step(Conv2d.class, "forward", OP, List.of(X, X, WEIGHT, X)))
                .hasMessageContaining("as its weight");
        assertThat(new Step(Conv2d.class, "forward", OP, List.of(X, WEIGHT, Operand.Absent.ABSENT, X)).get("bias"))
                .isEqualTo(Operand.Absent.ABSENT);
    }

    @Test
    void componentsOfARecordAreRolesOfTheirOwn() {
        Operand.Operation bn = new Operand.Operation("bn1");
        Operand gamma = new Operand.Weight("bn1", "gamma");
        Operand batch = new Operand.BatchStatistics("bn1", "Batch");
        List<Operand> operands = List.of(X, gamma, Operand.Absent.ABSENT, batch, new Operand.Value("bn1"));
        Step step = new Step(BatchNorm.class, "forward", List.of(bn), operands);
        assertThat(step.get("gamma")).isEqualTo(gamma);
        assertThat(step.get("beta")).isEqualTo(Operand.Absent.ABSENT);
        assertThatThrownBy(() -> step.get("affine")).hasMessage("BatchNorm.forward has no affine");
        assertThatThrownBy(() -> new Step(
                        BatchNorm.class, "forward", List.of(bn), List.of(X, X, gamma, batch, new Operand.Value("bn1"))))
                .hasMessageContaining("as its gamma");
    }

    @Test
    void ofAsManyOperationsAsAreComputed() {
        assertThatThrownBy(() -> new Step(Softmax.class, "forward", List.of(), List.of(X, X)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Softmax.forward takes 1 operations, not 0");
        assertThatThrownBy(() -> new Step(BatchNormActivation.class, "forward", OP, List.of()))
                .hasMessageContaining("BatchNormActivation.forward takes 2 operations, not 1");
    }

    @Test
    void aMethodThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> new Step(Softmax.class, "infer", OP, List.of(X, X)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Softmax.Kernel has no method infer: it has backward, forward");
    }
}
