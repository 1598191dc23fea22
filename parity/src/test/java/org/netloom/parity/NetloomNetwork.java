package org.netloom.parity;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.compiler.Compilation.GeneratedClass;
import org.netloom.compiler.load.InMemoryJava;
import org.netloom.op.CrossEntropyLoss;
import org.netloom.op.MeanSquaredErrorLoss;
import org.netloom.op.Tensor;
import org.netloom.runtime.InferencePass;
import org.netloom.runtime.Network;
import org.netloom.runtime.TracedPass;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.Engines;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.optim.Optimizer;
import org.netloom.runtime.parameter.Gradient;
import org.netloom.runtime.parameter.Parameter;
import org.netloom.runtime.train.TrainConfig;

/** The generated class of a network, on the nd4j engine. */
final class NetloomNetwork implements AutoCloseable {
    private final Engine engine;
    private final Network network;
    private final TrainingPass training;
    private final InferencePass inference;
    private final Optimizer optimizer;

    /** @param slower what the learning rate is divided by */
    NetloomNetwork(GeneratedClass generated, DataType type, double slower) {
        engine = Engines.create("nd4j", type, Runtime.getRuntime().availableProcessors());
        try {
            Class<?> loaded = InMemoryJava.load(List.of(generated), NetloomNetwork.class.getClassLoader())
                    .get(generated.qualifiedName());
            network = (Network) loaded.getConstructor(Engine.class).newInstance(engine);
            TrainConfig config = (TrainConfig) loaded.getMethod("trainConfig").invoke(null);
            training = network.training();
            inference = network.inference();
            optimizer = training.optimizer(
                    config.optimizer().withLearningRate(config.optimizer().learningRate() / slower));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(generated.qualifiedName() + " cannot be made", e);
        }
    }

    List<Parameter> parameterList() {
        return network.parameters();
    }

    /** Takes the values of all parameters in. */
    void load(Map<String, double[]> values) {
        for (Parameter parameter : network.parameters()) {
            try (INDArray array =
                    array(values.get(parameter.name()), parameter.value().shape())) {
                parameter.value().assign(array);
            }
        }
    }

    /** Forward in training mode and backward. */
    Step step(double[] x, int examples, Objective objective, double[] target) {
        try (INDArray input = array(x, batched(network.inputShape(), examples))) {
            Tensor y = training.forward(input);
            Map<String, double[]> outputs = outputs(training);
            double loss = differentiate(y, objective, target);
            training.backward();
            Map<String, double[]> gradients = new LinkedHashMap<>();
            for (Gradient gradient : training.gradients()) {
                gradients.put(
                        gradient.parameter().name(), values(gradient.value().values()));
            }
            return new Step(outputs, loss, gradients, Map.of());
        }
    }

    /** Moves the parameters by the gradients of the last {@link #step}. */
    void update() {
        optimizer.step();
    }

    /** Moves the parameters by these gradients. */
    void update(Map<String, double[]> gradients) {
        for (Gradient gradient : training.gradients()) {
            INDArray value = gradient.value().values();
            try (INDArray array = array(gradients.get(gradient.parameter().name()), value.shape())) {
                value.assign(array);
            }
        }
        optimizer.step();
    }

    /** The output in inference mode, by the name of the last layer: what the others put out is gone by then. */
    Map<String, double[]> infer(double[] x, int examples) {
        try (INDArray input = array(x, batched(network.inputShape(), examples))) {
            List<TracedPass.LayerOutput> layers = training.layerOutputs();
            return Map.of(layers.get(layers.size() - 1).site().layer(), values(inference.forward(input)));
        }
    }

    /** All parameters as they stand. */
    Map<String, double[]> parameters() {
        Map<String, double[]> values = new LinkedHashMap<>();
        network.parameters().forEach(parameter -> values.put(parameter.name(), values(parameter.value())));
        return values;
    }

    @Override
    public void close() {
        optimizer.close();
        training.close();
        inference.close();
        network.close();
        engine.close();
    }

    private double differentiate(Tensor y, Objective objective, double[] target) {
        Tensor dy = training.outputGradient();
        return switch (objective) {
            case CROSS_ENTROPY -> {
                int[] labels = new int[target.length];
                for (int i = 0; i < labels.length; i++) {
                    labels[i] = (int) target[i];
                }
                yield engine.kernel(new CrossEntropyLoss()).compute(y, labels, dy);
            }
            case MSE -> {
                try (NdArray wanted = new NdArray(array(target, batched(y.shape(), y.batch())))) {
                    yield engine.kernel(new MeanSquaredErrorLoss()).compute(y, wanted, dy);
                }
            }
            case PROJECTION -> {
                double[] output = values(y);
                double sum = 0;
                for (int i = 0; i < output.length; i++) {
                    sum += output[i] * target[i];
                }
                try (INDArray factors = array(target, batched(y.shape(), y.batch()))) {
                    engine.write(factors, dy);
                }
                yield sum;
            }
        };
    }

    private Map<String, double[]> outputs(TracedPass pass) {
        Map<String, double[]> outputs = new LinkedHashMap<>();
        for (TracedPass.LayerOutput output : pass.layerOutputs()) {
            try (INDArray values = pass.copy(output.value())) {
                outputs.put(output.site().layer(), values(values));
            }
        }
        return outputs;
    }

    private double[] values(Tensor tensor) {
        try (INDArray array = Nd4j.create(engine.dataType(), batched(tensor.shape(), tensor.batch()))) {
            engine.read(tensor, array);
            return values(array);
        }
    }

    private static double[] values(INDArray array) {
        try (INDArray copy = Nd4j.create(DataType.DOUBLE, array.shape())) {
            copy.assign(array);
            return copy.data().asDouble();
        }
    }

    private static INDArray array(double[] values, long[] shape) {
        return Nd4j.createFromArray(values).reshape(shape);
    }

    private static long[] batched(List<Integer> shape, int examples) {
        long[] all = new long[shape.size() + 1];
        all[0] = examples;
        for (int i = 0; i < shape.size(); i++) {
            all[i + 1] = shape.get(i);
        }
        return all;
    }
}
