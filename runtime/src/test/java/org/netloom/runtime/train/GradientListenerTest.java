package org.netloom.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import nets.TinyNet;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.internal.nd4j.Nd4jEngine;
import org.netloom.runtime.optim.SgdConfig;

/** Parameters change in the backward pass, but for a listener that looks at gradients not before it has. */
class GradientListenerTest {
    private static final DataSplit DATA = Stripes.split(100, 60);
    private static final double RATE = 0.5;

    /** Looks at the first parameter, and at its gradient before it changes. */
    private static final class Looking implements GradientListener {
        private final TinyNet net;
        private double[] parameter;
        private double[] gradient = {};
        private int looks;

        Looking(TinyNet net) {
            this.net = net;
            this.parameter = parameter();
        }

        private double[] parameter() {
            return net.conv1().weight().values().dup('c').data().asDouble();
        }

        @Override
        public void backward(TrainingPass pass) {
            looks++;
            assertThat(parameter()).isEqualTo(parameter);
            gradient = pass.gradients().get(0).value().values().dup('c').data().asDouble();
        }

        @Override
        public void step(Step step) {
            assertThat(looks).isEqualTo((int) step.step());
            for (int i = 0; i < parameter.length; i++) {
                parameter[i] -= RATE * gradient[i];
            }
            // A multiplication and a subtraction of doubles below 1.
            assertThat(parameter()).containsExactly(parameter, within(1e-15));
            parameter = parameter();
        }
    }

    /** Hears of steps and epochs alone. */
    private static final class Hearing implements TrainListener {
        private final List<Double> losses = new ArrayList<>();
        private int epochs;

        @Override
        public void step(Step step) {
            losses.add(step.loss());
        }

        @Override
        public void epoch(Epoch epoch) {
            epochs++;
        }
    }

    /** Notes the calls of an engine's kernels. */
    private record Noting(Engine engine, List<String> calls) {
        Engine proxy() {
            return (Engine) noting(Engine.class, engine);
        }

        private Object noting(Class<?> type, Object target) {
            return Proxy.newProxyInstance(
                    Engine.class.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                        if (Set.of("update", "backward").contains(method.getName())) {
                            calls.add(method.getName());
                        }
                        try {
                            Object result = method.invoke(target, arguments);
                            return method.getName().equals("kernel")
                                    ? noting(result.getClass().getInterfaces()[0], result)
                                    : result;
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }

    private static void train(TinyNet net, TrainListener listener) {
        TrainConfig config = TinyNet.trainConfig().toBuilder()
                .optimizer(SgdConfig.of(RATE))
                .epochs(2)
                .build();
        net.initialize(config.init(), config.seed());
        TrainOptions options = TrainOptions.defaults().withListener(listener);
        new Trainer(net, config, DATA, options).train();
    }

    @Test
    void seesGradientsAndTheParametersThatTheyBelongTo() {
        try (Engine engine = new Nd4jEngine(DataType.DOUBLE);
                TinyNet net = new TinyNet(engine)) {
            Hearing alone = new Hearing();
            train(net, alone);
            double[] expected = net.conv1().weight().values().dup('c').data().asDouble();

            // As training starts.
            net.initialize(TinyNet.trainConfig().init(), TinyNet.trainConfig().seed());
            Looking looking = new Looking(net);
            Hearing hearing = new Hearing();
            train(net, TrainListener.all(TrainListener.all(TrainListener.NONE, looking), hearing));
            assertThat(looking.looks).isEqualTo(14);
            assertThat(hearing.losses).isEqualTo(alone.losses);
            assertThat(hearing.epochs).isEqualTo(2);
            assertThat(looking.parameter).isEqualTo(expected);
        }
    }

    /** The calls of the last step, from its first one in the backward pass. */
    private static List<String> lastStep(boolean looking) {
        List<String> calls = new ArrayList<>();
        try (Engine engine = new Nd4jEngine(DataType.DOUBLE);
                TinyNet net = new TinyNet(new Noting(engine, calls).proxy())) {
            TrainListener listener = new Hearing();
            if (looking) {
                GradientListener looker = pass -> calls.add("look");
                listener = TrainListener.all(listener, looker);
            }
            train(net, listener);
        }
        int length = looking ? 12 : 11; // six ways back, five parameters, a look
        return calls.subList(calls.size() - length, calls.size());
    }

    @Test
    void parametersChangeOnTheBackwardPassUnlessSomebodyLooks() {
        assertThat(lastStep(false))
                .containsExactly(
                        // dense1 and its two parameters, dropout1, maxpool1 and sigmoid1, bn1 and conv1
                        "backward",
                        "update",
                        "update",
                        "backward",
                        "backward",
                        "backward",
                        "backward",
                        "update",
                        "update",
                        "backward",
                        "update");
    }

    @Test
    void nothingChangesBeforeSomebodyHasLooked() {
        assertThat(lastStep(true))
                .containsExactly(
                        "backward",
                        "backward",
                        "backward",
                        "backward",
                        "backward",
                        "backward",
                        "look",
                        "update",
                        "update",
                        "update",
                        "update",
                        "update");
    }
}
