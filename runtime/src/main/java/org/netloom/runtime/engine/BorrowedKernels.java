package org.netloom.runtime.engine;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.op.Op;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.ThreadGuard.Turn;

/**
 * Kernels of another engine for the tensors of this one. A call copies each of its tensors to the other engine and back, those
 * that it only reads included: nothing says which it writes. Parameters, and all else that is no tensor, go as they are; a
 * record of operands goes as another one of the copies.
 *
 * <p>The same numbers as the other engine's, but for copies of everything, and some garbage, in each call: for what an
 * engine need not be fast at, or not yet.
 */
final class BorrowedKernels implements AutoCloseable {
    private final Engine owner;
    private final Engine lender;
    private final Buffers buffers;
    /** The tensors of the other engine by the shape of an example; those of one call differ. */
    private final Map<List<Integer>, List<Copy>> copies = new HashMap<>();

    /**
     * @param owner whose tensors come in
     * @param lender whose kernels compute; closed with this
     */
    BorrowedKernels(Engine owner, Engine lender) {
        this.owner = owner;
        this.lender = lender;
        this.buffers = lender.buffers();
    }

    /** A tensor of the other engine, and the array that values pass through. */
    private static final class Copy {
        private final Tensor tensor;
        private @Nullable INDArray values;

        Copy(Tensor tensor) {
            this.tensor = tensor;
        }

        /** [N, …] for this many examples. */
        INDArray values(Engine engine, int examples) {
            INDArray present = values;
            if (present == null || present.size(0) != examples) {
                close();
                long[] shape = new long[tensor.shape().size() + 1];
                shape[0] = examples;
                for (int i = 1; i < shape.length; i++) {
                    shape[i] = tensor.shape().get(i - 1);
                }
                present = Nd4j.createUninitialized(engine.dataType(), shape);
                values = present;
            }
            return present;
        }

        void close() {
            if (values != null) {
                values.close();
                values = null;
            }
        }
    }

    /** A tensor of this engine and what stands for it in a call. */
    private record Lent(Tensor own, Copy copy) {}

    /** The other engine's kernel, for tensors of this one. */
    Object kernel(Op<?> op) {
        Object kernel = lender.kernel(op);
        Class<?>[] interfaces = interfaces(kernel.getClass());
        return Proxy.newProxyInstance(interfaces[0].getClassLoader(), interfaces, new Calls(kernel));
    }

    private static Class<?>[] interfaces(Class<?> kernel) {
        Set<Class<?>> all = new LinkedHashSet<>();
        for (@Nullable Class<?> type = kernel; type != null; type = type.getSuperclass()) {
            all.addAll(Arrays.asList(type.getInterfaces()));
        }
        return all.toArray(new Class<?>[0]);
    }

    /** Calls one kernel. */
    private final class Calls implements InvocationHandler {
        private final Object kernel;

        Calls(Object kernel) {
            this.kernel = kernel;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            @Nullable Object[] given = arguments == null ? new Object[0] : arguments;
            if (method.getDeclaringClass() == Object.class) {
                return method.getName().equals("equals") ? (Object) (proxy == given[0]) : method.invoke(kernel, given);
            }
            try (Turn turn = owner.guard().enter()) {
                List<Lent> lent = lend(given);
                @Nullable Object[] theirs = given.clone();
                for (int i = 0; i < theirs.length; i++) {
                    theirs[i] = standIn(theirs[i], lent);
                }
                Object result = method.invoke(kernel, theirs);
                lent.forEach(BorrowedKernels.this::giveBack);
                return result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }

    private List<Lent> lend(@Nullable Object[] arguments) throws ReflectiveOperationException {
        List<Lent> lent = new ArrayList<>();
        Map<List<Integer>, Integer> used = new HashMap<>();
        for (Tensor own : tensors(arguments)) {
            int number = used.merge(own.shape(), 1, Integer::sum);
            lent.add(new Lent(own, copy(own.shape(), number - 1)));
        }
        if (!lent.isEmpty()) {
            buffers.batch(lent.get(0).own().batch());
        }
        for (Lent each : lent) {
            INDArray values = each.copy().values(lender, each.own().batch());
            owner.read(each.own(), values);
            lender.write(values, each.copy().tensor);
        }
        return lent;
    }

    /**
     * Each tensor once, however often it is named: what a call computes in place is in place there, too.
     *
     * <p>Those of records come first, and go back first. One that the call leaves alone may have its memory together with
     * an output, which then goes back behind it.
     */
    private static List<Tensor> tensors(@Nullable Object[] arguments) throws ReflectiveOperationException {
        List<Tensor> tensors = new ArrayList<>();
        for (Object argument : arguments) {
            if (argument instanceof Record operands) {
                OperandRecord.tensors(operands).forEach(tensor -> addLast(tensor, tensors));
            }
        }
        for (Object argument : arguments) {
            if (argument instanceof Tensor tensor) {
                addLast(tensor, tensors);
            }
        }
        return tensors;
    }

    private static void addLast(Tensor tensor, List<Tensor> tensors) {
        tensors.removeIf(other -> other == tensor);
        tensors.add(tensor);
    }

    private Copy copy(List<Integer> shape, int number) {
        List<Copy> ofShape = copies.computeIfAbsent(shape, key -> new ArrayList<>());
        if (ofShape.size() == number) {
            ofShape.add(new Copy(
                    buffers.tensor(shape.stream().mapToInt(Integer::intValue).toArray())));
        }
        return ofShape.get(number);
    }

    private static @Nullable Object standIn(@Nullable Object argument, List<Lent> lent)
            throws ReflectiveOperationException {
        if (argument instanceof Record operands) {
            return OperandRecord.with(tensor -> standIn(tensor, lent), operands);
        }
        return argument instanceof Tensor tensor ? standIn(tensor, lent) : argument;
    }

    private static Tensor standIn(Tensor own, List<Lent> lent) {
        return lent.stream()
                .filter(each -> each.own() == own)
                .findFirst()
                .orElseThrow()
                .copy()
                .tensor;
    }

    private void giveBack(Lent each) {
        INDArray values = each.copy().values(lender, each.own().batch());
        lender.read(each.copy().tensor, values);
        owner.write(values, each.own());
    }

    @Override
    public void close() {
        copies.values().forEach(ofShape -> ofShape.forEach(Copy::close));
        buffers.close();
        lender.close();
    }
}
