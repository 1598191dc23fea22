package org.netloom.compiler.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.compiler.layer.EngineOperation;
import org.netloom.compiler.layer.EngineOperation.Kind;
import org.netloom.compiler.layer.EngineOperation.Role;
import org.netloom.compiler.layer.Operand;
import org.netloom.compiler.lower.Line.Step;
import org.netloom.runtime.engine.BatchStatistics;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.Tensor;

/** The compiler's roles of an operation are the parameters of the engine's method. */
class EngineOperationTest {
    @ParameterizedTest
    @EnumSource
    void rolesAreTheParametersOfTheMethod(EngineOperation operation) {
        List<Method> methods = Arrays.stream(Engine.class.getMethods())
                .filter(method -> method.getName().equals(operation.method()))
                .toList();
        assertThat(methods).as(operation.method()).hasSize(1);
        assertThat(operation.roles()).isEqualTo(roles(methods.get(0)));
    }

    private static List<Role> roles(Method method) {
        List<Role> roles = new ArrayList<>();
        for (int i = 0; i < method.getParameterCount(); i++) {
            AnnotatedType type = method.getAnnotatedParameterTypes()[i];
            String name = method.getParameters()[i].getName();
            roles.add(new Role(name, kind(method.getParameterTypes()[i]), type.isAnnotationPresent(Nullable.class)));
        }
        return roles;
    }

    private static Kind kind(Class<?> type) {
        if (type == Tensor.class) {
            return Kind.TENSOR;
        }
        if (type == INDArray.class) {
            return Kind.ARRAY;
        }
        if (type == BatchStatistics.class) {
            return Kind.STATISTICS;
        }
        if (type == long.class) {
            return Kind.SEED;
        }
        if (type == int.class) {
            return Kind.NUMBER;
        }
        assertThat(type.getPackageName()).isEqualTo("org.netloom.runtime.op");
        return Kind.OPERATION;
    }

    @Test
    void aStepWhoseOperandsDoNotFitCannotBeMade() {
        Operand op = new Operand.Operation("softmax1");
        Operand x = new Operand.Value("conv1");
        assertThat(new Step(EngineOperation.SOFTMAX, List.of(op, x, x)).get("y"))
                .isEqualTo(x);
        assertThatThrownBy(() -> new Step(EngineOperation.SOFTMAX, List.of(op, x)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("softmax takes 3 operands, not 2");
        assertThatThrownBy(() -> new Step(EngineOperation.SOFTMAX, List.of(op, x, Operand.Absent.ABSENT)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("as its y");
        assertThatThrownBy(() -> new Step(EngineOperation.SOFTMAX, List.of(x, op, x)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("as its op");
    }
}
