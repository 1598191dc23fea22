package org.netloom.runtime.internal.vector;

import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.netloom.op.Tensor;

/** Arguments that nobody has to look at: a call is refused before. */
final class Nothing {
    private Nothing() {}

    /** Null, or the least that a parameter of this type takes. */
    static @Nullable Object of(Class<?> type) {
        if (type == int.class) {
            return 1;
        }
        if (type == long.class) {
            return 1L;
        }
        if (type == double.class) {
            return 1.0;
        }
        if (type.isRecord()) {
            return record(type);
        }
        return type == long[].class ? new long[] {1} : type == int[].class ? new int[] {1} : null;
    }

    /** A record of operands is always there, and kernels made of others hand on the tensors in it. */
    private static Object record(Class<?> type) {
        Class<?>[] components = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        @Nullable Object[] values = Arrays.stream(components)
                .map(component -> component == Tensor.class ? tensor() : of(component))
                .toArray();
        try {
            return type.getDeclaredConstructor(components).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object tensor() {
        return Proxy.newProxyInstance(
                Nothing.class.getClassLoader(), new Class<?>[] {Tensor.class}, (self, method, arguments) -> {
                    throw new AssertionError(method + " of nothing");
                });
    }
}
