package org.netloom.benchmarks.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.netloom.benchmarks.measuring.Library;
import org.netloom.benchmarks.measuring.Workload;

/** ONNX Runtime reads what is written, and computes what it should. */
class OnnxModelTest {
    /** [1,1,4,4] by a 3×3 of ones and a bias: 2×2 sums, the largest of them, and a line through it. */
    @Test
    void everyOperationIsRead() throws Exception {
        float[] ones = {1, 1, 1, 1, 1, 1, 1, 1, 1};
        OnnxModel model = new OnnxModel(new long[] {1, 1, 4, 4}, new long[] {1, 2})
                .conv(ones, new long[] {1, 1, 3, 3}, new float[] {-90})
                .maxPool(2)
                .sigmoid()
                .flatten()
                .dense(new float[] {2, 4}, new long[] {2, 1}, new float[] {0.5f, -1});
        float[][][][] image = {{{{0, 1, 2, 3}, {4, 5, 6, 7}, {8, 9, 10, 11}, {12, 13, 14, 15}}}};
        // The largest window has 5, 6, 7, 9, 10, 11, 13, 14 and 15: 90 in all.
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(model.toByteArray());
                OnnxTensor input = OnnxTensor.createTensor(environment, image);
                OrtSession.Result result = session.run(Map.of(OnnxModel.INPUT, input))) {
            float[][] output = (float[][]) result.get(0).getValue();
            assertThat(session.getOutputNames()).containsExactly(model.output());
            assertThat(output[0][0]).isCloseTo(1.5f, within(1e-6f));
            assertThat(output[0][1]).isCloseTo(1, within(1e-6f));
        }
    }

    /** Making the task compares both libraries' outputs. */
    @Test
    void leNetComputesTheSameInBoth() {
        Workload workload = Workload.of(List.of("lenet_bn", "latency", "--threads", "1"));
        try (Library.Task task = new OnnxRuntimeLibrary().prepare(workload)) {
            assertThat(task.parameters()).isEqualTo(44_652);
            assertThat(task.step(0)).isNotEqualTo(task.step(1));
        }
    }
}
