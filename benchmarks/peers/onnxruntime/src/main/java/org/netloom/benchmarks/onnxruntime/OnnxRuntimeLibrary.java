package org.netloom.benchmarks.onnxruntime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.benchmarks.measuring.Batches;
import org.netloom.benchmarks.measuring.Kind;
import org.netloom.benchmarks.measuring.Library;
import org.netloom.benchmarks.measuring.Net;
import org.netloom.benchmarks.measuring.Program;
import org.netloom.benchmarks.measuring.Workload;
import org.netloom.models.LeNetBn;
import org.netloom.op.CrossEntropyLoss;
import org.netloom.runtime.InferencePass;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.Engines;
import org.netloom.runtime.init.Initializer;
import org.netloom.runtime.optim.Optimizer;
import org.netloom.runtime.optim.SgdConfig;

/**
 * ONNX Runtime, one image at a time. The model is made of a network that this project has trained for some steps, and its
 * outputs are compared with this project's before any time is taken.
 */
public final class OnnxRuntimeLibrary implements Library {
    /** After which the moving statistics are no longer 0 and 1. */
    private static final int TRAINING_STEPS = 32;

    private static final int TRAINING_BATCH = 64;

    /** Of logits around 1, summed up in float in two orders. */
    private static final double TOLERANCE = 1e-5;

    OnnxRuntimeLibrary() {}

    public static void main(String[] arguments) {
        Program.main("onnxruntime", new OnnxRuntimeLibrary(), arguments);
    }

    @Override
    public Task prepare(Workload workload) {
        if (workload.net() != Net.LENET_BN || workload.kind() != Kind.LATENCY || workload.batch() != 1) {
            throw new UnsupportedOperationException(
                    "ONNX Runtime is measured by the latency of lenet_bn at batch 1 alone");
        }
        try {
            return new OnnxTask(workload);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime does not take the model", e);
        }
    }

    private static final class OnnxTask implements Task {
        private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
        private final OrtSession session;
        private final List<Map<String, OnnxTensor>> inputs = new ArrayList<>();
        private final FloatBuffer output = direct(10);
        private final OnnxTensor pinned;
        private final Map<String, OnnxTensor> outputs;
        private final long parameters;

        OnnxTask(Workload workload) throws OrtException {
            Batches batches = new Batches(workload);
            for (int i = 0; i < Batches.COUNT; i++) {
                FloatBuffer image = direct(28 * 28).put(batches.images(i)).rewind();
                inputs.add(Map.of(
                        OnnxModel.INPUT, OnnxTensor.createTensor(environment, image, new long[] {1, 1, 28, 28})));
            }
            pinned = OnnxTensor.createTensor(environment, output, new long[] {1, 10});
            try (Engine engine = Engines.create("nd4j", DataType.FLOAT, workload.threads());
                    LeNetBn net = new LeNetBn(engine)) {
                train(net, engine, workload);
                parameters = net.parameters().stream()
                        .filter(parameter -> parameter.role().trained())
                        .mapToLong(parameter -> parameter.value().length())
                        .sum();
                OnnxModel model = FoldedLeNet.of(net);
                session = environment.createSession(model.toByteArray(), options(workload.threads()));
                outputs = Map.of(model.output(), pinned);
                compare(net, batches);
            }
        }

        private static OrtSession.SessionOptions options(int threads) throws OrtException {
            OrtSession.SessionOptions options = new OrtSession.SessionOptions();
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            return options;
        }

        private static void train(LeNetBn net, Engine engine, Workload workload) {
            net.initialize(Initializer.XAVIER_UNIFORM, 42);
            Batches batches = new Batches(
                    new Workload(Net.LENET_BN, Kind.TRAINING, TRAINING_BATCH, workload.threads(), 0, 0, ""));
            try (TrainingPass training = net.training();
                    Optimizer optimizer = training.optimizer(SgdConfig.of(LEARNING_RATE))) {
                CrossEntropyLoss.Kernel loss = engine.kernel(new CrossEntropyLoss());
                for (int i = 0; i < TRAINING_STEPS; i++) {
                    try (INDArray images = Nd4j.createFromArray(batches.images(i % Batches.COUNT))
                            .reshape(TRAINING_BATCH, 1, 28, 28)) {
                        loss.compute(
                                training.forward(images),
                                batches.classes(i % Batches.COUNT),
                                training.outputGradient());
                    }
                    training.backward();
                    optimizer.step();
                }
            }
        }

        private void compare(LeNetBn net, Batches batches) throws OrtException {
            try (InferencePass inference = net.inference()) {
                for (int i = 0; i < Batches.COUNT; i++) {
                    run(i);
                    try (INDArray image =
                                    Nd4j.createFromArray(batches.images(i)).reshape(1, 1, 28, 28);
                            INDArray wanted = inference.predict(image)) {
                        for (int k = 0; k < 10; k++) {
                            double difference = Math.abs(wanted.getDouble(0, k) - output.get(k));
                            if (!(difference <= TOLERANCE)) {
                                throw new IllegalStateException(
                                        "output %s of image %s is %s here and %s in ONNX Runtime"
                                                .formatted(k, i, wanted.getDouble(0, k), output.get(k)));
                            }
                        }
                    }
                }
            }
        }

        /** Into memory that is there already: faster than a new tensor for each answer. */
        private void run(int image) throws OrtException {
            session.run(inputs.get(image), Set.of(), outputs).close();
        }

        @Override
        public String description() {
            return "ONNX Runtime " + environment.getVersion() + ", batch normalization folded, pinned output";
        }

        @Override
        public long parameters() {
            return parameters;
        }

        @Override
        public double step(int batch) {
            try {
                run(batch);
            } catch (OrtException e) {
                throw new IllegalStateException(e);
            }
            return output.get(0);
        }

        @Override
        public void close() {
            try {
                session.close();
            } catch (OrtException e) {
                throw new IllegalStateException(e);
            }
            inputs.forEach(input -> input.values().forEach(OnnxTensor::close));
            pinned.close();
        }

        private static FloatBuffer direct(int floats) {
            return ByteBuffer.allocateDirect(floats * Float.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
        }
    }
}
