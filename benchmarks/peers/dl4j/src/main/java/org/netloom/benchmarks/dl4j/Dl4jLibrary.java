package org.netloom.benchmarks.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.netloom.benchmarks.measuring.Batches;
import org.netloom.benchmarks.measuring.Library;
import org.netloom.benchmarks.measuring.Net;
import org.netloom.benchmarks.measuring.Program;
import org.netloom.benchmarks.measuring.Workload;
import org.netloom.runtime.engine.NativeVariant;

/** Deeplearning4j, on the same choice of ND4J's builds as this project. */
public final class Dl4jLibrary implements Library {
    private Dl4jLibrary() {}

    public static void main(String[] arguments) {
        Program.main("dl4j", new Dl4jLibrary(), arguments);
    }

    @Override
    public Task prepare(Workload workload) {
        if (!workload.engine().isEmpty()) {
            throw new UnsupportedOperationException("DL4J has no engines to choose from: " + workload.engine());
        }
        return new Dl4jTask(workload, NativeVariant.choose());
    }

    private static final class Dl4jTask implements Task {
        private final Workload workload;
        private final String variant;
        private final ComputationGraph net;
        private final List<INDArray[]> images = new ArrayList<>();
        private final List<INDArray[]> classes = new ArrayList<>();

        Dl4jTask(Workload workload, String variant) {
            this.workload = workload;
            this.variant = variant;
            Nd4j.getExecutioner(); // loads the library that the next line asks for
            NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(workload.threads());
            net = new ComputationGraph(Dl4jNets.of(workload.net(), LEARNING_RATE));
            net.init();
            Net shape = workload.net();
            Batches batches = new Batches(workload);
            for (int i = 0; i < Batches.COUNT; i++) {
                images.add(new INDArray[] {
                    Nd4j.createFromArray(batches.images(i))
                            .reshape(workload.batch(), shape.channels(), shape.size(), shape.size())
                });
                classes.add(new INDArray[] {oneHot(batches.classes(i), shape.classes())});
            }
        }

        private static INDArray oneHot(int[] classes, int count) {
            INDArray rows = Nd4j.zeros(DataType.FLOAT, classes.length, count);
            for (int i = 0; i < classes.length; i++) {
                rows.putScalar(i, classes[i], 1);
            }
            return rows;
        }

        @Override
        public String description() {
            return "DL4J 1.0.0-M2.1, ND4J's build " + (variant.isEmpty() ? "plain" : variant.substring(1));
        }

        /** DL4J counts the moving statistics of batch normalization as parameters, too. */
        @Override
        public long parameters() {
            return net.paramTable().entrySet().stream()
                    .filter(entry -> !entry.getKey().endsWith("_mean")
                            && !entry.getKey().endsWith("_var")
                            && !entry.getKey().endsWith("_log10stdev"))
                    .mapToLong(entry -> entry.getValue().length())
                    .sum();
        }

        @Override
        public double step(int batch) {
            if (workload.kind().trains()) {
                net.fit(images.get(batch), classes.get(batch));
                return net.score();
            }
            return net.outputSingle(false, images.get(batch)).getFloat(0);
        }

        @Override
        public void close() {
            net.close();
        }
    }
}
