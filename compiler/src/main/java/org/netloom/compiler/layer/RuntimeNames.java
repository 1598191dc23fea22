package org.netloom.compiler.layer;

import java.util.List;
import java.util.Map;

/** The classes of the runtime that layers name. The compiler knows them by name only. */
public final class RuntimeNames {
    private static final String RUNTIME = "org.netloom.runtime";
    private static final String ARRAYS = "org.nd4j";

    /** The packages that all of these are in, directly or below: no net can be there. */
    public static final List<String> LIBRARIES = List.of(RUNTIME, ARRAYS);

    public static final JavaType SITE = op("Site");
    public static final JavaType CONV2D = op("Conv2d");
    public static final JavaType CONV_ALGORITHM = new JavaType(RUNTIME + ".op", "Conv2d.Algorithm");
    public static final JavaType DENSE = op("Dense");
    public static final JavaType BATCH_NORM = op("BatchNorm");
    public static final JavaType ACTIVATION = op("Activation");
    public static final JavaType FUNCTION = new JavaType(RUNTIME + ".op", "Activation.Function");
    public static final JavaType POOL2D = op("Pool2d");
    public static final JavaType POOL_KIND = new JavaType(RUNTIME + ".op", "Pool2d.Kind");
    public static final JavaType DROPOUT = op("Dropout");
    public static final JavaType SOFTMAX = op("Softmax");
    public static final JavaType LAYER_NORM = op("LayerNorm");
    public static final JavaType GROUP_NORM = op("GroupNorm");
    public static final JavaType PAD2D = op("Pad2d");
    public static final JavaType UPSAMPLE2D = op("Upsample2d");
    public static final JavaType UPSAMPLE_MODE = new JavaType(RUNTIME + ".op", "Upsample2d.Mode");
    public static final JavaType CONV_TRANSPOSE2D = op("ConvTranspose2d");

    public static final JavaType ADD = op("Add");
    public static final JavaType CONCAT = op("Concat");

    public static final JavaType CONV2D_ACTIVATION = op("Conv2dActivation");
    public static final JavaType DENSE_ACTIVATION = op("DenseActivation");
    public static final JavaType BATCH_NORM_ACTIVATION = op("BatchNormActivation");
    public static final JavaType BATCH_NORM_ACTIVATION_POOL = op("BatchNormActivationPool");

    /** What is several operations in one, and those in the order of its constructor. */
    static final Map<JavaType, List<JavaType>> FUSED = Map.of(
            CONV2D_ACTIVATION, List.of(CONV2D, ACTIVATION),
            DENSE_ACTIVATION, List.of(DENSE, ACTIVATION),
            BATCH_NORM_ACTIVATION, List.of(BATCH_NORM, ACTIVATION),
            BATCH_NORM_ACTIVATION_POOL, List.of(BATCH_NORM, ACTIVATION, POOL2D));

    public static final JavaType EMBEDDING = op("Embedding");
    public static final JavaType RECURRENT = op("Recurrent");
    public static final JavaType CELL = new JavaType(RUNTIME + ".op", "Recurrent.Cell");
    public static final JavaType ATTENTION = op("Attention");
    public static final JavaType POSITIONS = op("Positions");
    public static final JavaType CLASS_TOKEN = op("ClassToken");
    public static final JavaType SEQUENCE_POOL = op("SequencePool");
    public static final JavaType SEQUENCE_POOL_KIND = new JavaType(RUNTIME + ".op", "SequencePool.Kind");
    public static final JavaType TOKENS = op("Tokens");

    public static final JavaType CONV_WEIGHTS = weights("ConvWeights");
    public static final JavaType DENSE_WEIGHTS = weights("DenseWeights");
    public static final JavaType BATCH_NORM_WEIGHTS = weights("BatchNormWeights");
    public static final JavaType ESTIMATOR = new JavaType(RUNTIME + ".statistics", "Estimator");
    public static final JavaType RECURRENT_WEIGHTS = weights("RecurrentWeights");
    public static final JavaType TABLE_WEIGHTS = weights("TableWeights");
    public static final JavaType ATTENTION_WEIGHTS = weights("AttentionWeights");
    public static final JavaType NORM_WEIGHTS = weights("NormWeights");

    public static final JavaType SGD_CONFIG = new JavaType(RUNTIME + ".optim", "SgdConfig");

    public static final JavaType ADAM_CONFIG = new JavaType(RUNTIME + ".optim", "AdamConfig");

    private RuntimeNames() {}

    private static JavaType op(String name) {
        return new JavaType(RUNTIME + ".op", name);
    }

    private static JavaType weights(String name) {
        return new JavaType(RUNTIME + ".weights", name);
    }
}
