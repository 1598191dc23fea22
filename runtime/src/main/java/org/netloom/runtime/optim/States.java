package org.netloom.runtime.optim;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.runtime.TrainingPass.Gradient;

/** Arrays that an optimizer keeps for each parameter. */
final class States {
    private States() {}

    /** Zeros of each gradient's shape and type, which the optimizer closes. */
    static List<INDArray> zeros(List<Gradient> gradients) {
        return gradients.stream()
                .map(gradient -> Nd4j.create(
                        gradient.value().dataType(), gradient.value().shape()))
                .toList();
    }
}
