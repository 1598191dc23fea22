package org.netloom.compiler.layer;

import static org.netloom.compiler.layer.EngineOperation.Kind.ARRAY;
import static org.netloom.compiler.layer.EngineOperation.Kind.NUMBER;
import static org.netloom.compiler.layer.EngineOperation.Kind.SEED;
import static org.netloom.compiler.layer.EngineOperation.Kind.STATISTICS;
import static org.netloom.compiler.layer.EngineOperation.Kind.TENSOR;

import java.util.List;

/**
 * What kernels compute, with the operands by role in the order of the call. A test holds them against the interfaces of the
 * runtime's kernels, names, types and what may be null included.
 */
public enum EngineOperation {
    CONV2D(
            RuntimeNames.CONV2D,
            "forward",
            tensor("x"),
            array("weight"),
            array("bias").orAbsent(),
            tensor("y")),
    CONV2D_BACKWARD(
            RuntimeNames.CONV2D,
            "backward",
            tensor("x"),
            array("weight"),
            tensor("dy"),
            tensor("dx").orAbsent(),
            array("dWeight"),
            array("dBias").orAbsent()),
    CONV2D_ACTIVATION(
            RuntimeNames.CONV2D_ACTIVATION,
            "forward",
            tensor("x"),
            array("weight"),
            array("bias").orAbsent(),
            tensor("linear"),
            tensor("y")),
    CONV_TRANSPOSE2D(
            RuntimeNames.CONV_TRANSPOSE2D,
            "forward",
            tensor("x"),
            array("weight"),
            array("bias").orAbsent(),
            tensor("y")),
    CONV_TRANSPOSE2D_BACKWARD(
            RuntimeNames.CONV_TRANSPOSE2D,
            "backward",
            tensor("x"),
            array("weight"),
            tensor("dy"),
            tensor("dx").orAbsent(),
            array("dWeight"),
            array("dBias").orAbsent()),
    DENSE(
            RuntimeNames.DENSE,
            "forward",
            tensor("x"),
            array("weight"),
            array("bias").orAbsent(),
            tensor("y")),
    DENSE_BACKWARD(
            RuntimeNames.DENSE,
            "backward",
            tensor("x"),
            array("weight"),
            tensor("dy"),
            tensor("dx").orAbsent(),
            array("dWeight"),
            array("dBias").orAbsent()),
    DENSE_ACTIVATION(
            RuntimeNames.DENSE_ACTIVATION,
            "forward",
            tensor("x"),
            array("weight"),
            array("bias").orAbsent(),
            tensor("linear"),
            tensor("y")),

    BATCH_NORM(
            RuntimeNames.BATCH_NORM,
            "forward",
            tensor("x"),
            array("gamma").orAbsent(),
            array("beta").orAbsent(),
            role("statistics", STATISTICS),
            tensor("y")),
    BATCH_NORM_BACKWARD(
            RuntimeNames.BATCH_NORM,
            "backward",
            tensor("x"),
            array("gamma").orAbsent(),
            role("statistics", STATISTICS),
            tensor("dy"),
            tensor("dx").orAbsent(),
            array("dGamma").orAbsent(),
            array("dBeta").orAbsent()),
    BATCH_NORM_INFERENCE(
            RuntimeNames.BATCH_NORM,
            "inference",
            tensor("x"),
            array("gamma").orAbsent(),
            array("beta").orAbsent(),
            array("mean"),
            array("variance"),
            tensor("y")),
    BATCH_NORM_FROZEN_BACKWARD(
            RuntimeNames.BATCH_NORM,
            "frozenBackward",
            tensor("x"),
            array("gamma").orAbsent(),
            array("mean"),
            array("variance"),
            tensor("dy"),
            tensor("dx").orAbsent(),
            array("dGamma").orAbsent(),
            array("dBeta").orAbsent()),
    BATCH_NORM_ACTIVATION(
            RuntimeNames.BATCH_NORM_ACTIVATION,
            "forward",
            tensor("x"),
            array("gamma").orAbsent(),
            array("beta").orAbsent(),
            role("statistics", STATISTICS),
            tensor("normalized"),
            tensor("y")),
    BATCH_NORM_ACTIVATION_BACKWARD(
            RuntimeNames.BATCH_NORM_ACTIVATION,
            "backward",
            tensor("x"),
            array("gamma").orAbsent(),
            array("beta").orAbsent(),
            role("statistics", STATISTICS),
            tensor("normalized"),
            tensor("y"),
            tensor("dy"),
            tensor("dNormalized"),
            tensor("dx").orAbsent(),
            array("dGamma").orAbsent(),
            array("dBeta").orAbsent()),
    BATCH_NORM_ACTIVATION_POOL(
            RuntimeNames.BATCH_NORM_ACTIVATION_POOL,
            "forward",
            tensor("x"),
            array("gamma").orAbsent(),
            array("beta").orAbsent(),
            role("statistics", STATISTICS),
            tensor("normalized"),
            tensor("activated"),
            tensor("y")),
    BATCH_NORM_ACTIVATION_POOL_BACKWARD(
            RuntimeNames.BATCH_NORM_ACTIVATION_POOL,
            "backward",
            tensor("x"),
            array("gamma").orAbsent(),
            array("beta").orAbsent(),
            role("statistics", STATISTICS),
            tensor("normalized"),
            tensor("activated"),
            tensor("y"),
            tensor("dy"),
            tensor("dActivated"),
            tensor("dNormalized"),
            tensor("dx").orAbsent(),
            array("dGamma").orAbsent(),
            array("dBeta").orAbsent()),
    LAYER_NORM(RuntimeNames.LAYER_NORM, "forward", tensor("x"), array("gamma"), array("beta"), tensor("y")),
    LAYER_NORM_BACKWARD(
            RuntimeNames.LAYER_NORM,
            "backward",
            tensor("x"),
            array("gamma"),
            tensor("dy"),
            tensor("dx").orAbsent(),
            array("dGamma"),
            array("dBeta")),
    GROUP_NORM(RuntimeNames.GROUP_NORM, "forward", tensor("x"), array("gamma"), array("beta"), tensor("y")),
    GROUP_NORM_BACKWARD(
            RuntimeNames.GROUP_NORM,
            "backward",
            tensor("x"),
            array("gamma"),
            tensor("dy"),
            tensor("dx").orAbsent(),
            array("dGamma"),
            array("dBeta")),

    ACTIVATION(RuntimeNames.ACTIVATION, "forward", tensor("x"), tensor("y")),
    ACTIVATION_BACKWARD(RuntimeNames.ACTIVATION, "backward", tensor("x"), tensor("y"), tensor("dy"), tensor("dx")),
    SOFTMAX(RuntimeNames.SOFTMAX, "forward", tensor("x"), tensor("y")),
    SOFTMAX_BACKWARD(RuntimeNames.SOFTMAX, "backward", tensor("y"), tensor("dy"), tensor("dx")),
    DROPOUT(RuntimeNames.DROPOUT, "forward", tensor("x"), role("seed", SEED), tensor("mask"), tensor("y")),
    DROPOUT_BACKWARD(RuntimeNames.DROPOUT, "backward", tensor("mask"), tensor("dy"), tensor("dx")),
    POOL2D(RuntimeNames.POOL2D, "forward", tensor("x"), tensor("y")),
    POOL2D_BACKWARD(RuntimeNames.POOL2D, "backward", tensor("x"), tensor("y"), tensor("dy"), tensor("dx")),
    PAD2D(RuntimeNames.PAD2D, "forward", tensor("x"), tensor("y")),
    PAD2D_BACKWARD(RuntimeNames.PAD2D, "backward", tensor("dy"), tensor("dx")),
    UPSAMPLE2D(RuntimeNames.UPSAMPLE2D, "forward", tensor("x"), tensor("y")),
    UPSAMPLE2D_BACKWARD(RuntimeNames.UPSAMPLE2D, "backward", tensor("dy"), tensor("dx")),

    EMBEDDING(RuntimeNames.EMBEDDING, "forward", tensor("tokens"), array("weight"), tensor("y")),
    EMBEDDING_BACKWARD(RuntimeNames.EMBEDDING, "backward", tensor("tokens"), tensor("dy"), array("dWeight")),
    RECURRENT(
            RuntimeNames.RECURRENT,
            "forward",
            tensor("x"),
            array("weightIh"),
            array("weightHh"),
            array("biasIh").orAbsent(),
            array("biasHh").orAbsent(),
            tensor("kept").orAbsent(),
            tensor("y")),
    RECURRENT_BACKWARD(
            RuntimeNames.RECURRENT,
            "backward",
            tensor("x"),
            array("weightIh"),
            array("weightHh"),
            tensor("kept").orAbsent(),
            tensor("y"),
            tensor("dy"),
            tensor("dx").orAbsent(),
            array("dWeightIh"),
            array("dWeightHh"),
            array("dBiasIh").orAbsent(),
            array("dBiasHh").orAbsent()),
    ATTENTION(
            RuntimeNames.ATTENTION,
            "forward",
            tensor("x"),
            array("inWeight"),
            array("inBias").orAbsent(),
            array("outWeight"),
            array("outBias").orAbsent(),
            tensor("projected"),
            tensor("shares"),
            tensor("mixed"),
            tensor("y")),
    ATTENTION_BACKWARD(
            RuntimeNames.ATTENTION,
            "backward",
            tensor("x"),
            array("inWeight"),
            array("outWeight"),
            tensor("projected"),
            tensor("shares"),
            tensor("mixed"),
            tensor("dy"),
            tensor("dx").orAbsent(),
            array("dInWeight"),
            array("dInBias").orAbsent(),
            array("dOutWeight"),
            array("dOutBias").orAbsent()),
    POSITIONS(RuntimeNames.POSITIONS, "forward", tensor("x"), array("weight").orAbsent(), tensor("y")),
    POSITIONS_BACKWARD(
            RuntimeNames.POSITIONS,
            "backward",
            tensor("dy"),
            tensor("dx").orAbsent(),
            array("dWeight").orAbsent()),
    SEQUENCE_POOL(RuntimeNames.SEQUENCE_POOL, "forward", tensor("x"), tensor("y")),
    SEQUENCE_POOL_BACKWARD(RuntimeNames.SEQUENCE_POOL, "backward", tensor("dy"), tensor("dx")),
    TOKENS(RuntimeNames.TOKENS, "forward", tensor("x"), tensor("y")),
    TOKENS_BACKWARD(RuntimeNames.TOKENS, "backward", tensor("dy"), tensor("dx")),
    CLASS_TOKEN(RuntimeNames.CLASS_TOKEN, "forward", tensor("x"), array("weight"), tensor("y")),
    CLASS_TOKEN_BACKWARD(
            RuntimeNames.CLASS_TOKEN, "backward", tensor("dy"), tensor("dx").orAbsent(), array("dWeight")),

    ADD(RuntimeNames.ADD, "forward", tensor("a"), tensor("b"), tensor("y")),
    ADD_BACKWARD(RuntimeNames.ADD, "backward", tensor("dy"), tensor("dx")),
    CONCAT(RuntimeNames.CONCAT, "forward", tensor("x"), role("from", NUMBER), tensor("y")),
    CONCAT_BACKWARD(RuntimeNames.CONCAT, "backward", tensor("dy"), role("from", NUMBER), tensor("dx"));

    @SuppressWarnings("ImmutableEnumChecker") // a record of strings
    private final JavaType type;

    private final String method;

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
    private final List<Role> roles;

    EngineOperation(JavaType type, String method, Role... roles) {
        this.type = type;
        this.method = method;
        this.roles = List.of(roles);
    }

    /** What stands at a place of a call. */
    public enum Kind {
        TENSOR,
        ARRAY,
        STATISTICS,
        SEED,
        NUMBER;

        private boolean takes(Operand operand) {
            return switch (this) {
                case TENSOR -> operand instanceof Operand.Tensor;
                case ARRAY -> operand instanceof Operand.Array;
                case STATISTICS -> operand instanceof Operand.BatchStatistics;
                case SEED -> operand instanceof Operand.Seed;
                case NUMBER -> operand instanceof Operand.Whole;
            };
        }
    }

    /**
     * A place of a call.
     *
     * @param optional whether there may be nothing
     */
    public record Role(String name, Kind kind, boolean optional) {
        private Role orAbsent() {
            return new Role(name, kind, true);
        }

        /** Whether this may stand there. */
        public boolean takes(Operand operand) {
            return operand == Operand.Absent.ABSENT ? optional : kind.takes(operand);
        }
    }

    private static Role tensor(String name) {
        return role(name, TENSOR);
    }

    private static Role array(String name) {
        return role(name, ARRAY);
    }

    private static Role role(String name, Kind kind) {
        return new Role(name, kind, false);
    }

    /** The class of the operation: {@code Conv2d}, {@code BatchNormActivation}. */
    public JavaType type() {
        return type;
    }

    /** The classes of the operations that it computes in one: {@code BatchNorm} and {@code Activation}; itself, if it is one. */
    public List<JavaType> parts() {
        return RuntimeNames.FUSED.getOrDefault(type, List.of(type));
    }

    /** The kernel's method: {@code backward}. */
    public String method() {
        return method;
    }

    /** {@code Conv2d.backward}, for messages. */
    public String described() {
        return type.simpleName() + "." + method;
    }

    public List<Role> roles() {
        return roles;
    }

    /** The place of a role in the call. */
    public int place(String role) {
        for (int i = 0; i < roles.size(); i++) {
            if (roles.get(i).name().equals(role)) {
                return i;
            }
        }
        throw new IllegalArgumentException(described() + " has no " + role);
    }
}
