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
import org.netloom.compiler.layer.JavaType;
import org.netloom.compiler.layer.Operand;
import org.netloom.compiler.lower.Line.Step;
import org.netloom.runtime.engine.BatchStatistics;
import org.netloom.runtime.engine.Tensor;
import org.netloom.runtime.op.FusedOp;

/** The compiler's roles of an operation are the parameters of its kernel's method, and its parts those of the operation. */
class EngineOperationTest {
    @ParameterizedTest
    @EnumSource
    void rolesAreTheParametersOfTheMethod(EngineOperation operation) throws ClassNotFoundException {
        List<Method> methods = Arrays.stream(Class.forName(operation.type().canonicalName() + "$Kernel")
                        .getMethods())
                .filter(method -> method.getName().equals(operation.method()))
                .toList();
        assertThat(methods).as(operation.described()).hasSize(1);
        assertThat(operation.roles()).isEqualTo(roles(methods.get(0)));
    }

    @ParameterizedTest
    @EnumSource
    void partsAreThoseOfTheOperation(EngineOperation operation) throws ClassNotFoundException {
        Class<?> type = Class.forName(operation.type().canonicalName());
        List<String> parts = FusedOp.class.isAssignableFrom(type)
                ? Arrays.stream(type.getRecordComponents())
                        .map(part -> part.getType().getName())
                        .toList()
                : List.of(type.getName());
        assertThat(operation.parts()).extracting(JavaType::canonicalName).isEqualTo(parts);
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
        throw new AssertionError("no role is " + type);
    }

    @Test
    void aStepWhoseOperandsDoNotFitCannotBeMade() {
        List<Operand.Operation> op = List.of(new Operand.Operation("softmax1"));
        Operand x = new Operand.Value("conv1");
        assertThat(new Step(EngineOperation.SOFTMAX, op, List.of(x, x)).get("y"))
                .isEqualTo(x);
        assertThatThrownBy(() -> new Step(EngineOperation.SOFTMAX, op, List.of(x)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Softmax.forward takes 2 operands, not 1");
        assertThatThrownBy(() -> new Step(EngineOperation.SOFTMAX, op, List.of(x, Operand.Absent.ABSENT)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("as its y");
        assertThatThrownBy(() -> new Step(EngineOperation.SOFTMAX, List.of(), List.of(x, x)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Softmax.forward takes 1 operations, not 0");
    }
}
