package org.netloom.compiler.internal.emit;

import com.palantir.javapoet.ClassName;
import org.netloom.op.BatchStatistics;
import org.netloom.op.Tensor;

/** The classes that each generated class names, whatever its layers are. */
final class RuntimeClasses {
    private static final String RUNTIME = "org.netloom.runtime";

    static final ClassName NETWORK = ClassName.get(RUNTIME, "Network");
    static final ClassName TRAINING_PASS = ClassName.get(RUNTIME, "TrainingPass");
    static final ClassName INFERENCE_PASS = ClassName.get(RUNTIME, "InferencePass");
    static final ClassName CALIBRATION_PASS = ClassName.get(RUNTIME, "CalibrationPass");
    static final ClassName GENERATED = ClassName.get(RUNTIME, "Generated");
    static final ClassName ROLE = ClassName.get(RUNTIME + ".parameter", "Role");

    static final ClassName ENGINE = ClassName.get(RUNTIME + ".engine", "Engine");
    static final ClassName TENSOR = ClassName.get(Tensor.class);
    static final ClassName BATCH_STATISTICS = ClassName.get(BatchStatistics.class);
    static final ClassName NDARRAY = ClassName.get(RUNTIME + ".engine", "NdArray");
    static final ClassName INDARRAY = ClassName.get("org.nd4j.linalg.api.ndarray", "INDArray");

    static final ClassName TRAIN_CONFIG = ClassName.get(RUNTIME + ".train", "TrainConfig");
    static final ClassName RECALIBRATE_AT = ClassName.get(RUNTIME + ".train", "TrainConfig", "RecalibrateAt");

    private RuntimeClasses() {}
}
