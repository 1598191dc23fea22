package org.netloom.compiler.internal.builtin;

import java.util.List;
import org.netloom.compiler.layer.JavaType;
import org.netloom.op.Op;

/** The classes of the runtime that layers name, beside the operations. The compiler knows them by name only. */
public final class RuntimeNames {
    private static final String RUNTIME = "org.netloom.runtime";
    private static final String OPERATIONS = Op.class.getPackageName();
    private static final String ARRAYS = "org.nd4j";

    /** The packages of all that generated code names, directly or below: no net can be there. */
    public static final List<String> LIBRARIES = List.of(RUNTIME, OPERATIONS, ARRAYS);

    public static final JavaType CONV_WEIGHTS = weights("ConvWeights");
    public static final JavaType DENSE_WEIGHTS = weights("DenseWeights");
    public static final JavaType BATCH_NORM_WEIGHTS = weights("BatchNormWeights");
    public static final JavaType ESTIMATOR = new JavaType(RUNTIME + ".statistics", "Estimator");
    public static final JavaType RECURRENT_WEIGHTS = weights("RecurrentWeights");
    public static final JavaType TABLE_WEIGHTS = weights("TableWeights");
    public static final JavaType ATTENTION_WEIGHTS = weights("AttentionWeights");
    public static final JavaType NORM_WEIGHTS = weights("NormWeights");

    private RuntimeNames() {}

    static JavaType loss(String name) {
        return new JavaType(RUNTIME + ".loss", name);
    }

    static JavaType schedule(String name) {
        return new JavaType(RUNTIME + ".schedule", name);
    }

    static JavaType augmentation(String name) {
        return new JavaType(RUNTIME + ".augment", name);
    }

    static JavaType initializer(String name) {
        return new JavaType(RUNTIME + ".init", name);
    }

    static JavaType metric(String name) {
        return new JavaType(RUNTIME + ".metric", name);
    }

    static JavaType optimizer(String name) {
        return new JavaType(RUNTIME + ".optim", name);
    }

    static JavaType clip(String name) {
        return new JavaType(RUNTIME + ".optim", name);
    }

    static JavaType train(String name) {
        return new JavaType(RUNTIME + ".train", name);
    }

    private static JavaType weights(String name) {
        return new JavaType(RUNTIME + ".weights", name);
    }
}
