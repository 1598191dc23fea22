package org.netloom.compiler.layer;

import com.palantir.javapoet.ClassName;
import java.util.List;

/** The classes of the runtime that generated code names. The compiler knows them by name only. */
public final class RuntimeNames {
    private static final String RUNTIME = "org.netloom.runtime";
    private static final String ARRAYS = "org.nd4j";

    /** The packages that all of these are in, directly or below: no net can be there. */
    public static final List<String> LIBRARIES = List.of(RUNTIME, ARRAYS);

    public static final ClassName NETWORK = ClassName.get(RUNTIME, "Network");
    public static final ClassName TRAINING_PASS = ClassName.get(RUNTIME, "TrainingPass");
    public static final ClassName INFERENCE_PASS = ClassName.get(RUNTIME, "InferencePass");
    public static final ClassName CALIBRATION_PASS = ClassName.get(RUNTIME, "CalibrationPass");
    public static final ClassName GENERATED = ClassName.get(RUNTIME, "Generated");
    public static final ClassName ROLE = ClassName.get(RUNTIME, "Parameter", "Role");

    public static final ClassName ENGINE = ClassName.get(RUNTIME + ".engine", "Engine");
    public static final ClassName TENSOR = ClassName.get(RUNTIME + ".engine", "Tensor");
    public static final ClassName BATCH_STATISTICS = ClassName.get(RUNTIME + ".engine", "BatchStatistics");
    public static final ClassName INDARRAY = ClassName.get(ARRAYS + ".linalg.api.ndarray", "INDArray");

    public static final ClassName SITE = op("Site");
    public static final ClassName CONV2D = op("Conv2d");
    public static final ClassName CONV_ALGORITHM = ClassName.get(RUNTIME + ".op", "Conv2d", "Algorithm");
    public static final ClassName DENSE = op("Dense");
    public static final ClassName BATCH_NORM = op("BatchNorm");
    public static final ClassName ACTIVATION = op("Activation");
    public static final ClassName FUNCTION = ClassName.get(RUNTIME + ".op", "Activation", "Function");
    public static final ClassName POOL2D = op("Pool2d");
    public static final ClassName POOL_KIND = ClassName.get(RUNTIME + ".op", "Pool2d", "Kind");
    public static final ClassName DROPOUT = op("Dropout");
    public static final ClassName SOFTMAX = op("Softmax");
    public static final ClassName LAYER_NORM = op("LayerNorm");
    public static final ClassName GROUP_NORM = op("GroupNorm");
    public static final ClassName PAD2D = op("Pad2d");
    public static final ClassName UPSAMPLE2D = op("Upsample2d");
    public static final ClassName UPSAMPLE_MODE = ClassName.get(RUNTIME + ".op", "Upsample2d", "Mode");
    public static final ClassName CONV_TRANSPOSE2D = op("ConvTranspose2d");

    public static final ClassName EMBEDDING = op("Embedding");
    public static final ClassName RECURRENT = op("Recurrent");
    public static final ClassName CELL = ClassName.get(RUNTIME + ".op", "Recurrent", "Cell");
    public static final ClassName ATTENTION = op("Attention");
    public static final ClassName POSITIONS = op("Positions");
    public static final ClassName CLASS_TOKEN = op("ClassToken");
    public static final ClassName SEQUENCE_POOL = op("SequencePool");
    public static final ClassName SEQUENCE_POOL_KIND = ClassName.get(RUNTIME + ".op", "SequencePool", "Kind");
    public static final ClassName TOKENS = op("Tokens");

    public static final ClassName CONV_WEIGHTS = weights("ConvWeights");
    public static final ClassName DENSE_WEIGHTS = weights("DenseWeights");
    public static final ClassName BATCH_NORM_WEIGHTS = weights("BatchNormWeights");
    public static final ClassName ESTIMATOR = ClassName.get(RUNTIME + ".statistics", "Estimator");
    public static final ClassName RECURRENT_WEIGHTS = weights("RecurrentWeights");
    public static final ClassName TABLE_WEIGHTS = weights("TableWeights");
    public static final ClassName ATTENTION_WEIGHTS = weights("AttentionWeights");
    public static final ClassName NORM_WEIGHTS = weights("NormWeights");

    public static final ClassName TRAIN_CONFIG = ClassName.get(RUNTIME + ".train", "TrainConfig");
    public static final ClassName RECALIBRATE_AT = ClassName.get(RUNTIME + ".train", "TrainConfig", "RecalibrateAt");
    public static final ClassName LOSS = ClassName.get(RUNTIME + ".train", "Loss");
    public static final ClassName INITIALIZER = ClassName.get(RUNTIME + ".init", "Initializer");
    public static final ClassName SGD_CONFIG = ClassName.get(RUNTIME + ".optim", "SgdConfig");

    public static final ClassName ADAM_CONFIG = ClassName.get(RUNTIME + ".optim", "AdamConfig");

    private RuntimeNames() {}

    private static ClassName op(String name) {
        return ClassName.get(RUNTIME + ".op", name);
    }

    private static ClassName weights(String name) {
        return ClassName.get(RUNTIME + ".weights", name);
    }
}
