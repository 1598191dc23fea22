package org.netloom.runtime.checkpoint;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.runtime.InferencePass;
import org.netloom.runtime.Network;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.engine.ThreadGuard;
import org.netloom.runtime.parameter.Parameter;
import org.netloom.runtime.parameter.Role;
import org.netloom.runtime.statistics.Estimator;

/** Parameters and nothing that computes: what a checkpoint sees of a network. */
final class TestNetwork extends Network {

    private TestNetwork(DataType type) {
        super(memoryOnly(type));
    }

    /** A conv of 3x2x3x3 with a bn and a dense layer. */
    static TestNetwork of(DataType type) {
        TestNetwork network = new TestNetwork(type);
        network.parameter("conv1.weight", Role.WEIGHT, 3, 2, 3, 3);
        network.parameter("bn1.weight", Role.GAMMA, 3);
        network.parameter("bn1.bias", Role.BETA, 3);
        network.movingStatistics("bn1", 3, Estimator.ema(0.9));
        network.parameter("dense1.weight", Role.WEIGHT, 5, 12);
        network.parameter("dense1.bias", Role.BIAS, 5);
        return network;
    }

    /** The same as other libraries keep it, with a bias of the conv. */
    static TestNetwork biased(DataType type) {
        TestNetwork network = of(type);
        network.parameter("conv1.bias", Role.BIAS, 3);
        return network;
    }

    /** A bn of three channels alone. */
    static TestNetwork estimating(Estimator estimator) {
        TestNetwork network = new TestNetwork(DataType.FLOAT);
        network.movingStatistics("bn1", 3, estimator);
        return network;
    }

    /** Another network: no bn, a smaller dense layer, and a second one. */
    static TestNetwork other(DataType type) {
        TestNetwork network = new TestNetwork(type);
        network.parameter("conv1.weight", Role.WEIGHT, 3, 2, 3, 3);
        network.parameter("dense1.weight", Role.WEIGHT, 4, 12);
        network.parameter("dense1.bias", Role.BIAS, 5);
        network.parameter("dense2.weight", Role.WEIGHT, 2, 4);
        return network;
    }

    /** One parameter of this size. */
    static TestNetwork wide(DataType type, long columns) {
        TestNetwork network = new TestNetwork(type);
        network.parameter("dense1.weight", Role.WEIGHT, 3, columns);
        return network;
    }

    /** Values that no two elements share, of both signs where they may have them, and many sizes. */
    TestNetwork randomized(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (Parameter parameter : parameters()) {
            INDArray value = parameter.value();
            for (long i = 0; i < value.length(); i++) {
                double drawn = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-6, 6));
                boolean anySign = parameter.role() != Role.MOVING_VARIANCE && parameter.role() != Role.ESTIMATOR;
                value.putScalar(i, anySign ? drawn : Math.abs(drawn));
            }
        }
        return this;
    }

    double[] values(String name) {
        return parameters().stream()
                .filter(parameter -> parameter.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value()
                .dup('c')
                .reshape(-1)
                .toDoubleVector();
    }

    @Override
    public String name() {
        return "TestNet";
    }

    @Override
    public List<Integer> inputShape() {
        return List.of(2, 4, 4);
    }

    @Override
    public List<Integer> outputShape() {
        return List.of(5);
    }

    @Override
    public TrainingPass training() {
        throw new UnsupportedOperationException();
    }

    @Override
    public InferencePass inference() {
        throw new UnsupportedOperationException();
    }

    private static Engine memoryOnly(DataType type) {
        ThreadGuard guard = new ThreadGuard("the memory");
        return (Engine) Proxy.newProxyInstance(
                Engine.class.getClassLoader(),
                new Class<?>[] {Engine.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "zeros" -> new NdArray(Nd4j.zeros(type, (long[]) arguments[0]));
                    case "dataType" -> type;
                    case "guard" -> guard;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
