package org.example.small;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.runtime.InferencePass;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.Engines;

/** Asks the net. */
public final class Answers {
    private Answers() {}

    /** What a net with new weights makes of ones: three numbers. */
    public static double[] ofOnes() {
        try (Engine engine = Engines.create("nd4j", DataType.FLOAT, 1);
                Small net = new Small(engine);
                InferencePass inference = net.inference();
                INDArray ones = Nd4j.ones(DataType.FLOAT, 1, 4);
                INDArray answer = inference.predict(ones)) {
            return answer.ravel().toDoubleVector();
        }
    }
}
