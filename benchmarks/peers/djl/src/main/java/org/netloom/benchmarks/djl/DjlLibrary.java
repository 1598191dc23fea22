package org.netloom.benchmarks.djl;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.List;
import org.netloom.benchmarks.measuring.Batches;
import org.netloom.benchmarks.measuring.Library;
import org.netloom.benchmarks.measuring.Program;
import org.netloom.benchmarks.measuring.Workload;

/**
 * DJL with PyTorch's native library, on CPU.
 *
 * <p>DJL has no switch for PyTorch's memory format. But PyTorch takes it from an array's strides, so that images and
 * weights made as [N,H,W,C] and transposed are {@code channels_last} to it, and all that follows is: {@code --engine
 * channels_last}. It is not the default, because PyTorch 2.7.1 computes some convolutions wrongly in it: one of one pixel
 * and stride 2 from [16,256,2,2] to [16,512,1,1] was off by 28 where {@code nchw} was off by 5e-5, from a sum in double.
 * resnet18 at 32×32 has that convolution. Its time can be taken all the same.
 */
public final class DjlLibrary implements Library {
    DjlLibrary() {}

    public static void main(String[] arguments) {
        Program.main("djl", new DjlLibrary(), arguments);
    }

    @Override
    public Task prepare(Workload workload) {
        boolean channelsLast = switch (workload.engine()) {
            case "", "nchw" -> false;
            case "channels_last" -> true;
            default ->
                throw new UnsupportedOperationException(
                        "DJL has no engine '%s' here: nchw or channels_last".formatted(workload.engine()));
        };
        // PyTorch reads them when it loads.
        System.setProperty("ai.djl.pytorch.num_threads", String.valueOf(workload.threads()));
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        return new DjlTask(workload, channelsLast);
    }

    private static final class DjlTask implements Task {
        private final Workload workload;
        private final boolean channelsLast;
        private final Model model;
        private final Trainer trainer;
        private final Loss loss = Loss.softmaxCrossEntropyLoss();
        private final List<NDArray> images = new ArrayList<>();
        private final List<NDArray> classes = new ArrayList<>();

        DjlTask(Workload workload, boolean channelsLast) {
            this.workload = workload;
            this.channelsLast = channelsLast;
            model = Model.newInstance(workload.net().key(), Device.cpu());
            model.setBlock(DjlNets.of(workload.net()));
            trainer = model.newTrainer(new DefaultTrainingConfig(loss)
                    .optDevices(new Device[] {Device.cpu()})
                    .optOptimizer(Optimizer.sgd()
                            .setLearningRateTracker(Tracker.fixed((float) LEARNING_RATE))
                            .build()));
            int size = workload.net().size();
            Shape shape = new Shape(workload.batch(), workload.net().channels(), size, size);
            trainer.initialize(shape);
            Batches batches = new Batches(workload);
            for (int i = 0; i < Batches.COUNT; i++) {
                images.add(formatted(trainer.getManager().create(batches.images(i), shape)));
                classes.add(trainer.getManager().create(batches.classes(i)));
            }
            // What PyTorch starts with is to keep everything for a backward pass, without a gradient collector, too.
            JniUtils.setGradMode(false);
            if (channelsLast) {
                parameterList().stream()
                        .filter(parameter -> parameter.getArray().getShape().dimension() == 4)
                        .forEach(DjlTask::channelsLast);
            }
        }

        private static void channelsLast(Parameter parameter) {
            NDArray array = parameter.getArray();
            array.intern(formatted(array, true));
            array.setRequiresGradient(true);
        }

        private NDArray formatted(NDArray array) {
            return formatted(array, channelsLast);
        }

        /** The same values; with the channels last in memory, if that is wanted. */
        private static NDArray formatted(NDArray array, boolean channelsLast) {
            if (!channelsLast) {
                return array;
            }
            Shape s = array.getShape();
            try (NDArray turned = array.transpose(0, 2, 3, 1)) {
                // As an array of its own, row-major: a transposed view keeps the memory as it is.
                return array.getManager()
                        .create(turned.toFloatArray(), new Shape(s.get(0), s.get(2), s.get(3), s.get(1)))
                        .transpose(0, 3, 1, 2);
            }
        }

        private List<Parameter> parameterList() {
            return model.getBlock().getParameters().stream().map(Pair::getValue).toList();
        }

        @Override
        public String description() {
            Engine engine = Engine.getInstance();
            return "DJL %s, %s %s, eager, %s"
                    .formatted(
                            Engine.getDjlVersion(),
                            engine.getEngineName(),
                            engine.getVersion(),
                            channelsLast ? "channels_last" : "nchw");
        }

        @Override
        public long parameters() {
            return parameterList().stream()
                    .filter(Parameter::requiresGradient)
                    .mapToLong(parameter -> parameter.getArray().size())
                    .sum();
        }

        @Override
        public double step(int batch) {
            return workload.kind().trains() ? train(batch) : infer(batch);
        }

        private double train(int batch) {
            try (NDManager step = trainer.getManager().newSubManager()) {
                double value;
                try (GradientCollector gradients = trainer.newGradientCollector()) {
                    NDList logits = trainer.forward(of(step, images.get(batch)));
                    NDArray mean = loss.evaluate(of(step, classes.get(batch)), logits);
                    gradients.backward(mean);
                    value = mean.getFloat();
                }
                trainer.step();
                return value;
            }
        }

        /** No gradients; dropout and statistics as in inference. */
        private double infer(int batch) {
            try (NDManager step = trainer.getManager().newSubManager()) {
                return trainer.evaluate(of(step, images.get(batch))).head().getFloat(0, 0);
            }
        }

        /** Lends an array to a step: what DJL computes from it belongs to the same manager, and is freed with it. */
        private static NDList of(NDManager step, NDArray array) {
            array.tempAttach(step);
            return new NDList(array);
        }

        @Override
        public void close() {
            trainer.close();
            model.close();
        }
    }
}
