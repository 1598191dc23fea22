package org.netloom.runtime.engine;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.netloom.op.Tensor;

/** A class of the records in which kernels take several operands as one, {@link org.netloom.op.Attention.Kept}. */
final class OperandRecord {
    private static final ClassValue<OperandRecord> KNOWN = new ClassValue<>() {
        @Override
        protected OperandRecord computeValue(Class<?> type) {
            return new OperandRecord(type);
        }
    };

    private final List<Method> accessors;
    private final Constructor<?> constructor;

    private OperandRecord(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        accessors = Arrays.stream(components).map(RecordComponent::getAccessor).toList();
        try {
            constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e); // every record has it
        }
    }

    /** The tensors of a record, in its order. */
    static List<Tensor> tensors(Record operands) throws ReflectiveOperationException {
        List<Tensor> tensors = new ArrayList<>();
        for (Method accessor : KNOWN.get(operands.getClass()).accessors) {
            if (accessor.invoke(operands) instanceof Tensor tensor) {
                tensors.add(tensor);
            }
        }
        return tensors;
    }

    /** A record of the same with other tensors. */
    static Object with(UnaryOperator<Tensor> standIn, Record operands) throws ReflectiveOperationException {
        OperandRecord type = KNOWN.get(operands.getClass());
        @Nullable Object[] others = new Object[type.accessors.size()];
        for (int i = 0; i < others.length; i++) {
            Object operand = type.accessors.get(i).invoke(operands);
            others[i] = operand instanceof Tensor tensor ? standIn.apply(tensor) : operand;
        }
        return type.constructor.newInstance(others);
    }
}
