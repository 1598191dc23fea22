package org.netloom.runtime.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.op.CrossEntropyLoss;
import org.netloom.op.Tensor;
import org.netloom.runtime.InferencePass;
import org.netloom.runtime.Network;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.Engines;
import org.netloom.runtime.exception.ClosedException;
import org.netloom.runtime.exception.ConcurrentUseException;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.optim.AdamConfig;
import org.netloom.runtime.optim.Optimizer;

/** Many threads at one engine are refused or right, never wrong; threads with an engine each do not disturb one another. */
class ThreadsTest {
    private static final int THREADS = 100;
    private static final String BODY = "input(2, 6, 5) conv(4, 3) bn relu maxpool(2) flatten dense(8) sigmoid dense(3)";
    private static final Class<?> NET = Nets.compile(BODY);

    static Stream<String> engines() {
        return Stream.of("nd4j", "vector");
    }

    /** Each thread that calls nd4j's gets threads of its own from OpenMP, and a hundred times two would only be in each other's way. */
    private static Engine engine(String name) {
        return Engines.create(name, DataType.FLOAT, name.equals("nd4j") ? 1 : 2);
    }

    private static INDArray images(long seed, int examples) {
        float[] values = new float[examples * 60];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return Nd4j.createFromArray(values).reshape(examples, 2, 6, 5).dup('c');
    }

    private static float[] predict(InferencePass pass, INDArray x) {
        try (INDArray y = pass.predict(x)) {
            return y.data().asFloat();
        }
    }

    /** What went wrong in another thread is thrown here. */
    private static <T> List<T> run(List<Callable<T>> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> done : threads.invokeAll(work)) {
                results.add(done.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    /** A million calls, each of which is right or refused, of one example and of several. */
    @ParameterizedTest
    @MethodSource("engines")
    @Timeout(300)
    void aHundredThreadsAtOnePassAreRightOrRefused(String name) throws Exception {
        AtomicLong right = new AtomicLong();
        AtomicLong refused = new AtomicLong();
        ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
        try (Engine engine = engine(name);
                Network net = Nets.make(NET, engine, 1);
                InferencePass pass = net.inference()) {
            List<Callable<Boolean>> callers = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                INDArray x = images(t, 1 + t % 3);
                float[] expected = predict(pass, x);
                callers.add(() -> {
                    for (int i = 0; i < 1_000_000 / THREADS; i++) {
                        try {
                            float[] y = predict(pass, x);
                            if (Arrays.equals(y, expected)) {
                                right.incrementAndGet();
                            } else {
                                wrong.add(Arrays.toString(y) + " for " + Arrays.toString(expected));
                            }
                        } catch (ConcurrentUseException e) {
                            refused.incrementAndGet();
                        }
                    }
                    return true;
                });
            }
            run(callers);
        }
        assertThat(wrong).isEmpty();
        assertThat(right.get() + refused.get()).isEqualTo(1_000_000);
        assertThat(right).hasPositiveValue();
        assertThat(refused)
                .as("a test that does not meet anybody shows nothing")
                .hasPositiveValue();
    }

    @ParameterizedTest
    @MethodSource("engines")
    @Timeout(120)
    void withALockAllAreRight(String name) throws Exception {
        ReentrantLock lock = new ReentrantLock();
        try (Engine engine = engine(name);
                Network net = Nets.make(NET, engine, 1);
                InferencePass pass = net.inference()) {
            List<Callable<Boolean>> callers = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                INDArray x = images(t, 1 + t % 3);
                float[] expected = predict(pass, x);
                callers.add(() -> {
                    for (int i = 0; i < 100; i++) {
                        lock.lock();
                        try {
                            assertThat(predict(pass, x)).isEqualTo(expected);
                        } finally {
                            lock.unlock();
                        }
                    }
                    return true;
                });
            }
            run(callers);
        }
    }

    /** What twelve steps of training and a prediction come to. */
    private static List<Object> trained(String name, int threads, long seed) {
        try (Engine engine = Engines.create(name, DataType.FLOAT, threads);
                Network net = Nets.make(NET, engine, seed);
                TrainingPass training = net.training();
                InferencePass inference = net.inference();
                Optimizer optimizer = training.optimizer(AdamConfig.of(0.01));
                INDArray x = images(seed, 40)) {
            int[] labels = new SplittableRandom(seed).ints(40, 0, 3).toArray();
            List<Object> results = new ArrayList<>();
            for (int step = 0; step < 12; step++) {
                Tensor y = training.forward(x);
                results.add(engine.kernel(new CrossEntropyLoss()).compute(y, labels, training.outputGradient()));
                training.backward(optimizer);
                for (float value : predict(inference, x)) {
                    results.add(value);
                }
            }
            return results;
        }
    }

    /** Also where engines of several numbers of threads, and of both kinds, compute side by side. */
    @ParameterizedTest
    @ValueSource(
            strings = {"nd4j 1 nd4j 1", "nd4j 2 nd4j 2", "vector 1 vector 1", "vector 2 vector 2", "nd4j 1 vector 2"})
    @Timeout(120)
    void threadsWithAnEngineEachGetTheBitsThatTheyGetAlone(String pair) throws Exception {
        String[] words = pair.split(" ");
        List<Callable<List<Object>>> work = new ArrayList<>();
        List<List<Object>> alone = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            String name = words[t % 2 * 2];
            int threads = Integer.parseInt(words[t % 2 * 2 + 1]);
            long seed = t;
            work.add(() -> trained(name, threads, seed));
            alone.add(trained(name, threads, seed));
        }
        for (int round = 0; round < 3; round++) {
            assertThat(run(work)).isEqualTo(alone);
        }
    }

    /** Each call in another thread than the one before, one after the other. */
    @ParameterizedTest
    @MethodSource("engines")
    void anEngineMayGoFromThreadToThread(String name) throws Exception {
        List<Object> expected = trained(name, name.equals("nd4j") ? 1 : 2, 3);
        List<Object> results = new ArrayList<>();
        INDArray x = images(3, 40);
        int[] labels = new SplittableRandom(3).ints(40, 0, 3).toArray();
        ExecutorService[] threads = {
            Executors.newSingleThreadExecutor(),
            Executors.newSingleThreadExecutor(),
            Executors.newSingleThreadExecutor()
        };
        try (Engine engine = threads[0].submit(() -> engine(name)).get();
                Network net = threads[1].submit(() -> Nets.make(NET, engine, 3)).get();
                TrainingPass training = threads[2].submit(net::training).get();
                InferencePass inference = threads[0].submit(net::inference).get();
                Optimizer optimizer = threads[1]
                        .submit(() -> training.optimizer(AdamConfig.of(0.01)))
                        .get()) {
            for (int step = 0; step < 12; step++) {
                Tensor y = threads[step % 3].submit(() -> training.forward(x)).get();
                results.add(threads[(step + 1) % 3]
                        .submit(() ->
                                engine.kernel(new CrossEntropyLoss()).compute(y, labels, training.outputGradient()))
                        .get());
                threads[(step + 2) % 3]
                        .submit(() -> training.backward(optimizer))
                        .get();
                for (float value :
                        threads[step % 3].submit(() -> predict(inference, x)).get()) {
                    results.add(value);
                }
            }
        } finally {
            for (ExecutorService thread : threads) {
                thread.shutdownNow();
            }
        }
        assertThat(results).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void afterAFailureAnotherThreadMayGoOn(String name) throws Exception {
        try (Engine engine = engine(name);
                Network net = Nets.make(NET, engine, 1);
                InferencePass pass = net.inference();
                INDArray x = images(1, 2)) {
            float[] expected = predict(pass, x);
            assertThatThrownBy(() -> pass.predict(Nd4j.zeros(DataType.FLOAT, 2, 3)))
                    .isInstanceOf(NetworkException.class);
            assertThatThrownBy(() -> engine.read(pass.forward(x), Nd4j.zeros(DataType.FLOAT, 5, 5)))
                    .isInstanceOf(NetworkException.class);
            assertThat(run(List.of(() -> predict(pass, x))).get(0)).isEqualTo(expected);
        }
    }

    /** Whoever closes while others compute is refused or done, and never the end of the virtual machine. */
    @ParameterizedTest
    @MethodSource("engines")
    @Timeout(120)
    void closingWhileOthersComputeIsRefusedOrDone(String name) throws Exception {
        for (int round = 0; round < 15; round++) {
            int what = round % 3;
            try (Engine engine = engine(name);
                    Network net = Nets.make(NET, engine, 1);
                    InferencePass pass = net.inference();
                    INDArray x = images(1, 2)) {
                float[] expected = predict(pass, x);
                CountDownLatch computing = new CountDownLatch(1);
                AtomicBoolean closed = new AtomicBoolean();
                Callable<Boolean> caller = () -> {
                    while (true) {
                        try {
                            assertThat(predict(pass, x)).isEqualTo(expected);
                            computing.countDown();
                        } catch (ConcurrentUseException e) {
                            Thread.onSpinWait(); // the other is closing
                        } catch (ClosedException e) {
                            return true;
                        }
                    }
                };
                AutoCloseable closing = List.of(engine, net, pass).get(what);
                Callable<Boolean> closer = () -> {
                    computing.await();
                    while (!closed.get()) {
                        try {
                            closing.close();
                            closed.set(true);
                        } catch (ConcurrentUseException e) {
                            Thread.onSpinWait();
                        }
                    }
                    return true;
                };
                assertThat(run(List.of(caller, closer))).containsExactly(true, true);
            }
        }
    }
}
