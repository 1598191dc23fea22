package org.netloom.compiler.layer;

import static org.netloom.compiler.layer.EngineOperation.Kind.ARRAY;
import static org.netloom.compiler.layer.EngineOperation.Kind.NUMBER;
import static org.netloom.compiler.layer.EngineOperation.Kind.OPERATION;
import static org.netloom.compiler.layer.EngineOperation.Kind.SEED;
import static org.netloom.compiler.layer.EngineOperation.Kind.STATISTICS;
import static org.netloom.compiler.layer.EngineOperation.Kind.TENSOR;

import java.util.List;

/**
 * What an engine computes, with its operands by role in the order of the call. A test holds them against the methods of
 * the runtime's {@code Engine}, names, types and what may be null included.
 */
public enum EngineOperation {
    CONV2D("conv2d", op(), tensor("x"), array("weight"), array("bias").orAbsent(), tensor("y")),
    CONV2D_BACKWARD(
            "conv2dBackward",
            op(),
            tensor("x"),
            array("weight"),
            tensor("dy"),
            tensor("dx").orAbsent(),
            array("dWeight"),
            array("dBias").orAbsent()),
    CONV2D_ACTIVATION(
            "conv2dActivation",
            op(),
            tensor("x"),
            array("weight"),
            array("bias").orAbsent(),
            tensor("linear"),
            op("activation"),
            tensor("y")),
    CONV_TRANSPOSE2D(
            "convTranspose2d", op(), tensor("x"), array("weight"), array("bias").orAbsent(), tensor("y")),
    CONV_TRANSPOSE2D_BACKWARD(
            "convTranspose2dBackward",
            op(),
            tensor("x"),
            array("weight"),
            tensor("dy"),
            tensor("dx").orAbsent(),
            array("dWeight"),
            array("dBias").orAbsent()),
    DENSE("dense", op(), tensor("x"), array("weight"), array("bias").orAbsent(), tensor("y")),
    DENSE_BACKWARD(
            "denseBackward",
            op(),
            tensor("x"),
            array("weight"),
            tensor("dy"),
            tensor("dx").orAbsent(),
            array("dWeight"),
            array("dBias").orAbsent()),
    DENSE_ACTIVATION(
            "denseActivation",
            op(),
            tensor("x"),
            array("weight"),
            array("bias").orAbsent(),
            tensor("linear"),
            op("activation"),
            tensor("y")),

    BATCH_NORM(
            "batchNorm",
            op(),
            tensor("x"),
            array("gamma").orAbsent(),
            array("beta").orAbsent(),
            role("statistics", STATISTICS),
            tensor("y")),
    BATCH_NORM_BACKWARD(
            "batchNormBackward",
            op(),
            tensor("x"),
            array("gamma").orAbsent(),
            role("statistics", STATISTICS),
            tensor("dy"),
            tensor("dx").orAbsent(),
            array("dGamma").orAbsent(),
            array("dBeta").orAbsent()),
    BATCH_NORM_INFERENCE(
            "batchNormInference",
            op(),
            tensor("x"),
            array("gamma").orAbsent(),
            array("beta").orAbsent(),
            array("mean"),
            array("variance"),
            tensor("y")),
    BATCH_NORM_FROZEN_BACKWARD(
            "batchNormFrozenBackward",
            op(),
            tensor("x"),
            array("gamma").orAbsent(),
            array("mean"),
            array("variance"),
            tensor("dy"),
            tensor("dx").orAbsent(),
            array("dGamma").orAbsent(),
            array("dBeta").orAbsent()),
    BATCH_NORM_ACTIVATION(
            "batchNormActivation",
            op(),
            tensor("x"),
            array("gamma").orAbsent(),
            array("beta").orAbsent(),
            role("statistics", STATISTICS),
            tensor("normalized"),
            op("activation"),
            tensor("y")),
    BATCH_NORM_ACTIVATION_BACKWARD(
            "batchNormActivationBackward",
            op(),
            tensor("x"),
            array("gamma").orAbsent(),
            array("beta").orAbsent(),
            role("statistics", STATISTICS),
            tensor("normalized"),
            op("activation"),
            tensor("y"),
            tensor("dy"),
            tensor("dNormalized"),
            tensor("dx").orAbsent(),
            array("dGamma").orAbsent(),
            array("dBeta").orAbsent()),
    BATCH_NORM_ACTIVATION_POOL(
            "batchNormActivationPool",
            op(),
            tensor("x"),
            array("gamma").orAbsent(),
            array("beta").orAbsent(),
            role("statistics", STATISTICS),
            tensor("normalized"),
            op("activation"),
            tensor("activated"),
            op("pool"),
            tensor("y")),
    BATCH_NORM_ACTIVATION_POOL_BACKWARD(
            "batchNormActivationPoolBackward",
            op(),
            tensor("x"),
            array("gamma").orAbsent(),
            array("beta").orAbsent(),
            role("statistics", STATISTICS),
            tensor("normalized"),
            op("activation"),
            tensor("activated"),
            op("pool"),
            tensor("y"),
            tensor("dy"),
            tensor("dActivated"),
            tensor("dNormalized"),
            tensor("dx").orAbsent(),
            array("dGamma").orAbsent(),
            array("dBeta").orAbsent()),
    LAYER_NORM("layerNorm", op(), tensor("x"), array("gamma"), array("beta"), tensor("y")),
    LAYER_NORM_BACKWARD(
            "layerNormBackward",
            op(),
            tensor("x"),
            array("gamma"),
            tensor("dy"),
            tensor("dx").orAbsent(),
            array("dGamma"),
            array("dBeta")),
    GROUP_NORM("groupNorm", op(), tensor("x"), array("gamma"), array("beta"), tensor("y")),
    GROUP_NORM_BACKWARD(
            "groupNormBackward",
            op(),
            tensor("x"),
            array("gamma"),
            tensor("dy"),
            tensor("dx").orAbsent(),
            array("dGamma"),
            array("dBeta")),

    ACTIVATION("activation", op(), tensor("x"), tensor("y")),
    ACTIVATION_BACKWARD("activationBackward", op(), tensor("x"), tensor("y"), tensor("dy"), tensor("dx")),
    SOFTMAX("softmax", op(), tensor("x"), tensor("y")),
    SOFTMAX_BACKWARD("softmaxBackward", op(), tensor("y"), tensor("dy"), tensor("dx")),
    DROPOUT("dropout", op(), tensor("x"), role("seed", SEED), tensor("mask"), tensor("y")),
    DROPOUT_BACKWARD("dropoutBackward", op(), tensor("mask"), tensor("dy"), tensor("dx")),
    POOL2D("pool2d", op(), tensor("x"), tensor("y")),
    POOL2D_BACKWARD("pool2dBackward", op(), tensor("x"), tensor("y"), tensor("dy"), tensor("dx")),
    PAD2D("pad2d", op(), tensor("x"), tensor("y")),
    PAD2D_BACKWARD("pad2dBackward", op(), tensor("dy"), tensor("dx")),
    UPSAMPLE2D("upsample2d", op(), tensor("x"), tensor("y")),
    UPSAMPLE2D_BACKWARD("upsample2dBackward", op(), tensor("dy"), tensor("dx")),

    EMBEDDING("embedding", op(), tensor("tokens"), array("weight"), tensor("y")),
    EMBEDDING_BACKWARD("embeddingBackward", op(), tensor("tokens"), tensor("dy"), array("dWeight")),
    RECURRENT(
            "recurrent",
            op(),
            tensor("x"),
            array("weightIh"),
            array("weightHh"),
            array("biasIh").orAbsent(),
            array("biasHh").orAbsent(),
            tensor("kept").orAbsent(),
            tensor("y")),
    RECURRENT_BACKWARD(
            "recurrentBackward",
            op(),
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
            "attention",
            op(),
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
            "attentionBackward",
            op(),
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
    POSITIONS("positions", op(), tensor("x"), array("weight").orAbsent(), tensor("y")),
    POSITIONS_BACKWARD(
            "positionsBackward",
            op(),
            tensor("dy"),
            tensor("dx").orAbsent(),
            array("dWeight").orAbsent()),
    SEQUENCE_POOL("sequencePool", op(), tensor("x"), tensor("y")),
    SEQUENCE_POOL_BACKWARD("sequencePoolBackward", op(), tensor("dy"), tensor("dx")),
    TOKENS("tokens", op(), tensor("x"), tensor("y")),
    TOKENS_BACKWARD("tokensBackward", op(), tensor("dy"), tensor("dx")),
    CLASS_TOKEN("classToken", op(), tensor("x"), array("weight"), tensor("y")),
    CLASS_TOKEN_BACKWARD("classTokenBackward", op(), tensor("dy"), tensor("dx").orAbsent(), array("dWeight")),

    ADD("add", tensor("a"), tensor("b"), tensor("y")),
    COPY("copy", tensor("x"), tensor("y")),
    CONCAT("concat", op("site"), tensor("x"), role("from", NUMBER), tensor("y")),
    CONCAT_BACKWARD("concatBackward", op("site"), tensor("dy"), role("from", NUMBER), tensor("dx"));

    private final String method;

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
    private final List<Role> roles;

    EngineOperation(String method, Role... roles) {
        this.method = method;
        this.roles = List.of(roles);
    }

    /** What stands at a place of a call. */
    public enum Kind {
        OPERATION,
        TENSOR,
        ARRAY,
        STATISTICS,
        SEED,
        NUMBER;

        private boolean takes(Operand operand) {
            return switch (this) {
                case OPERATION -> operand instanceof Operand.Operation;
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

    private static Role op() {
        return op("op");
    }

    private static Role op(String name) {
        return role(name, OPERATION);
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

    /** The engine's method: {@code conv2dBackward}. */
    public String method() {
        return method;
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
        throw new IllegalArgumentException(method + " has no " + role);
    }
}
