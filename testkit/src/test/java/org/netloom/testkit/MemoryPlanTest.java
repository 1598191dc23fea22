package org.netloom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.internal.explain.Explain;
import org.netloom.compiler.internal.lower.Lowering;
import org.netloom.compiler.internal.lower.MemoryPlan;
import org.netloom.compiler.internal.lower.MemoryPlan.Lifetime;
import org.netloom.compiler.layer.Operand;
import org.netloom.compiler.options.Optimizations;
import org.netloom.runtime.Network;
import org.netloom.runtime.engine.Buffers;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.internal.nd4j.Nd4jEngine;

/** Tensors that share memory are never alive together, and networks compute the same bits with it. */
class MemoryPlanTest {
    private static final Optimizations SHARED = Optimizations.NONE.withShare(true);

    static final List<String> NETWORKS = List.of(
            "lenet_bn",
            "resnet18 size=32",
            "unet size=16",
            "input(6,5) layernorm lstm(4) attention(2) dense(3) tanh gru(3) dropout mean dense(2)",
            "input(12) embed(20,8) positions add { attention(2) | id } layernorm dense(4) flatten dense(3)",
            "input(2,8,8) share s { conv(2,3,pad=1) bn relu } share s repeat 2 { add { share s | conv(2,1) | id } } "
                    + "tanh as m concat { id | maxpool(3,stride=1,pad=1) | from m } flatten dense(5) dropout reshape(5) dense(3)");

    static List<String> networks() {
        return NETWORKS;
    }

    @ParameterizedTest
    @MethodSource("networks")
    void trainsToTheSameBits(String text) {
        try (Engine engine = new Nd4jEngine(DataType.FLOAT)) {
            Map<String, double[]> alone = Trained.bits(Trained.compile(text, Optimizations.NONE), engine);
            Map<String, double[]> shared = Trained.bits(Trained.compile(text, SHARED), engine);
            assertThat(shared.keySet()).isEqualTo(alone.keySet());
            alone.forEach(
                    (name, values) -> assertThat(shared.get(name)).as(name).isEqualTo(values));
        }
    }

    /** Random layers, merges and skips, with everything that is optimized against nothing of it. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void randomNetworksTrainToTheSameBits(long seed) {
        String text = random(new SplittableRandom(seed));
        try (Engine engine = new Nd4jEngine(DataType.DOUBLE)) {
            Map<String, double[]> plain = Trained.bits(Trained.compile(text, Optimizations.NONE), engine);
            Map<String, double[]> optimized = Trained.bits(Trained.compile(text, Optimizations.ALL), engine);
            // Inference pools before functions that round; FusionTest bounds what that makes of it.
            plain.keySet().removeIf(name -> name.startsWith("predicted"));
            plain.forEach((name, values) ->
                    assertThat(optimized.get(name)).as("%s: %s", text, name).isEqualTo(values));
        }
    }

    private static String random(SplittableRandom random) {
        StringBuilder body = new StringBuilder("input(2,8,8) ");
        for (int i = 0; i < 7; i++) {
            body.append(
                    switch (random.nextInt(9)) {
                        case 0 -> String.format(Locale.ROOT, "conv(%d,3,pad=1) bn relu ", random.nextInt(1, 5));
                        case 1 -> "add { conv(3,3,pad=1) bn sigmoid | conv(3,1) } tanh ";
                        case 2 ->
                            String.format(
                                    Locale.ROOT, "bn as v%d gelu conv(2,3,pad=1) relu concat { id | from v%d } ", i, i);
                        case 3 -> "concat { conv(2,1) tanh | id | add { id | relu | id } } ";
                        case 4 -> "conv(3,1) bn tanh maxpool(2,stride=1,pad=1) maxpool(2,stride=1) ";
                        case 5 -> "dropout(0.3) leaky_relu ";
                        case 6 ->
                            String.format(
                                    Locale.ROOT, "conv(2,1) share s%d { conv(2,3,pad=1) bn sigmoid } share s%d ", i, i);
                        case 7 -> "layernorm pad(1) conv(2,3) elu ";
                        default -> "conv_transpose(2,3,pad=1) groupnorm(1) silu ";
                    });
        }
        return body + "flatten dense(6) bn relu reshape(2,3) flatten dense(3)";
    }

    /** What the plans say is what the passes ask their buffers for. */
    @ParameterizedTest
    @MethodSource("networks")
    void thePlanIsWhatIsTaken(String text) {
        for (Optimizations optimizations : List.of(SHARED, Optimizations.ALL)) {
            Compilation compilation = Trained.compile(text, optimizations);
            org.netloom.compiler.internal.ir.Network known =
                    compilation.networks().get(0);
            Asked asked = new Asked();
            try (Engine engine = new Nd4jEngine(DataType.FLOAT);
                    Network network = Compiled.make(compilation, asked.watching(engine))) {
                network.training().close();
                MemoryPlan training = Lowering.training(known, optimizations).memory();
                assertThat(asked.numbers()).isEqualTo(training.touched() + training.between());
                asked.forget();
                network.inference().close();
                MemoryPlan inference = Lowering.inference(known, optimizations).memory();
                assertThat(asked.numbers()).isEqualTo(inference.touched() + inference.between());
                if (optimizations.equals(Optimizations.ALL)) {
                    // At a batch that makes kilobytes of it.
                    double kilobytes = 4 * 50 * asked.numbers() / 1e3;
                    assertThat(Explain.table(known, 50))
                            .contains(String.format(
                                    Locale.ROOT,
                                    kilobytes < 1e3 ? "values take %.1f kB (not " : "values take %.1f MB (not ",
                                    kilobytes < 1e3 ? kilobytes : kilobytes / 1e3));
                }
                assertThat(training.touched() + training.between()).isLessThan(training.alone());
                assertThat(inference.touched() + inference.between()).isLessThan(inference.alone());
            }
        }
    }

    /** Counts the numbers for each example that an engine's buffers are asked for. */
    private static final class Asked {
        private final Map<Integer, Long> slots = new HashMap<>();
        private long alone;

        Engine watching(Engine engine) {
            return proxy(
                    Engine.class,
                    engine,
                    (name, arguments, result) ->
                            result instanceof Buffers buffers ? proxy(Buffers.class, buffers, this::count) : result);
        }

        private Object count(String name, Object[] arguments, Object result) {
            if (name.equals("tensor")) {
                alone += size((int[]) arguments[0]);
            } else if (name.equals("shared")) {
                slots.merge((Integer) arguments[0], size((int[]) arguments[1]), Math::max);
            }
            return result;
        }

        private static long size(int[] shape) {
            long size = 1;
            for (int dim : shape) {
                size *= dim;
            }
            return size;
        }

        long numbers() {
            return alone + slots.values().stream().mapToLong(Long::longValue).sum();
        }

        void forget() {
            slots.clear();
            alone = 0;
        }

        private interface Watcher {
            Object seen(String method, Object[] arguments, Object result);
        }

        private static <T> T proxy(Class<T> type, T target, Watcher watcher) {
            return type.cast(Proxy.newProxyInstance(
                    type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                        try {
                            return watcher.seen(method.getName(), arguments, method.invoke(target, arguments));
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void noTwoThatAreAliveTogetherShare(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int calls = random.nextInt(1, 60);
        List<Lifetime> tensors = new ArrayList<>();
        for (int i = 0; i < random.nextInt(1, 120); i++) {
            int from = random.nextInt(calls);
            tensors.add(new Lifetime(
                    new Operand.Value("t" + i),
                    random.nextInt(1, 50),
                    random.nextInt(4) == 0,
                    from,
                    random.nextInt(from, Math.min(calls, from + 12))));
        }
        MemoryPlan plan = MemoryPlan.of(tensors);
        Map<Integer, Long> sizes = new HashMap<>();
        long sum = 0;
        for (Lifetime a : tensors) {
            OptionalInt slot = plan.slot(a.tensor());
            if (slot.isEmpty()) {
                sum += a.size();
                continue;
            }
            sizes.merge(slot.getAsInt(), a.size(), Math::max);
            for (Lifetime b : tensors) {
                if (!a.tensor().equals(b.tensor()) && plan.slot(b.tensor()).equals(slot)) {
                    assertThat(a.to() < b.from() || b.to() < a.from())
                            .as("%s and %s in slot %s", a, b, slot)
                            .isTrue();
                    assertThat(a.between()).isEqualTo(b.between());
                }
            }
        }
        sum += sizes.values().stream().mapToLong(Long::longValue).sum();
        assertThat(plan.touched() + plan.between()).isEqualTo(sum);
        // No plan can be below what is alive at one call.
        for (int call = 0; call < calls; call++) {
            int now = call;
            long alive = tensors.stream()
                    .filter(tensor -> tensor.from() <= now && now <= tensor.to())
                    .mapToLong(Lifetime::size)
                    .sum();
            assertThat(sum).isGreaterThanOrEqualTo(alive);
        }
        assertThat(plan.alone())
                .isEqualTo(tensors.stream().mapToLong(Lifetime::size).sum());
    }
}
