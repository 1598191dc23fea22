package org.netloom.benchmarks.netloom;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.benchmarks.measuring.Batches;
import org.netloom.benchmarks.measuring.Library;
import org.netloom.benchmarks.measuring.Net;
import org.netloom.benchmarks.measuring.Program;
import org.netloom.benchmarks.measuring.Workload;
import org.netloom.models.LeNetBn;
import org.netloom.models.Mlp;
import org.netloom.models.MobileNetV2;
import org.netloom.models.ResNet18;
import org.netloom.models.Vgg11;
import org.netloom.op.CrossEntropyLoss;
import org.netloom.op.Tensor;
import org.netloom.runtime.InferencePass;
import org.netloom.runtime.Network;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.Engines;
import org.netloom.runtime.engine.NativeVariant;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.init.Initializer;
import org.netloom.runtime.optim.Optimizer;
import org.netloom.runtime.optim.SgdConfig;

/** This project, on the engine that {@code --engine} names. */
public final class NetloomLibrary implements Library {
    private NetloomLibrary() {}

    public static void main(String[] arguments) {
        Program.main("netloom", new NetloomLibrary(), arguments);
    }

    @Override
    public Task prepare(Workload workload) {
        return new NetloomTask(workload);
    }

    /** The class that the compiler made of the network's file. */
    private static Network network(Net net, Engine engine) {
        Network network = switch (net) {
            case LENET_BN -> new LeNetBn(engine);
            case RESNET18 -> new ResNet18(engine);
            case VGG11 -> new Vgg11(engine);
            case MOBILENET_V2 -> new MobileNetV2(engine);
            case MLP -> new Mlp(engine);
        };
        network.initialize(Initializer.XAVIER_UNIFORM, 42);
        return network;
    }

    /** A network that trains, or one that infers. */
    static final class NetloomTask implements Task {
        private final Engine engine;
        private final Network network;
        private final Pass pass;
        private final List<INDArray> images = new ArrayList<>();
        private final List<int[]> classes = new ArrayList<>();

        /** What is repeated. */
        private interface Pass extends AutoCloseable {
            double step(int batch);

            @Override
            void close();
        }

        NetloomTask(Workload workload) {
            try {
                engine = Engines.create(
                        workload.engine().isEmpty() ? "auto" : workload.engine(), DataType.FLOAT, workload.threads());
            } catch (NetworkException e) {
                throw new UnsupportedOperationException(e.getMessage(), e);
            }
            network = NetloomLibrary.network(workload.net(), engine);
            Net net = workload.net();
            Batches batches = new Batches(workload);
            for (int i = 0; i < Batches.COUNT; i++) {
                images.add(Nd4j.createFromArray(batches.images(i))
                        .reshape(workload.batch(), net.channels(), net.size(), net.size()));
                classes.add(batches.classes(i));
            }
            pass = workload.kind().trains() ? new Training() : new Inference(workload);
        }

        Network network() {
            return network;
        }

        @Override
        public String description() {
            String variant = NativeVariant.choose();
            return "Netloom, engine %s, ND4J's build %s"
                    .formatted(engine.name(), variant.isEmpty() ? "plain" : variant.substring(1));
        }

        @Override
        public long parameters() {
            return network.parameters().stream()
                    .filter(parameter -> parameter.role().trained())
                    .mapToLong(parameter -> parameter.value().length())
                    .sum();
        }

        @Override
        public double step(int batch) {
            return pass.step(batch);
        }

        @Override
        public void close() {
            pass.close();
            network.close();
            images.forEach(INDArray::close);
            engine.close();
        }

        private final class Training implements Pass {
            private final TrainingPass training = network.training();
            private final Optimizer optimizer = training.optimizer(SgdConfig.of(LEARNING_RATE));
            private final CrossEntropyLoss.Kernel loss = engine.kernel(new CrossEntropyLoss());

            @Override
            public double step(int batch) {
                Tensor logits = training.forward(images.get(batch));
                double value = loss.compute(logits, classes.get(batch), training.outputGradient());
                training.backward(optimizer);
                return value;
            }

            @Override
            public void close() {
                optimizer.close();
                training.close();
            }
        }

        private final class Inference implements Pass {
            private final InferencePass inference = network.inference();
            private final INDArray output;

            Inference(Workload workload) {
                output = Nd4j.create(
                        DataType.FLOAT, workload.batch(), workload.net().classes());
            }

            @Override
            public double step(int batch) {
                engine.read(inference.forward(images.get(batch)), output);
                return output.getFloat(0);
            }

            @Override
            public void close() {
                inference.close();
                output.close();
            }
        }
    }
}
