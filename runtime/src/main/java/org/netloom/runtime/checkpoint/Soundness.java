package org.netloom.runtime.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.safetensors.SafeTensors;
import org.netloom.runtime.parameter.Parameter;
import org.netloom.runtime.parameter.Role;

/** What no parameter can be: a network that computes with it would put out NaN, or numbers that mean nothing. */
final class Soundness {
    private final Path file;
    private final SafeTensors tensors;

    Soundness(Path file, SafeTensors tensors) {
        this.file = file;
        this.tensors = tensors;
    }

    /**
     * Looks at all values of a parameter in the file.
     *
     * @throws NetworkException naming the first that is NaN, infinite, too large for the network's precision, or below 0 where
     *     it is a variance or a number of batches
     */
    void require(Parameter parameter) {
        boolean single = parameter.value().dataType() == DataType.FLOAT;
        boolean negative = mayBeNegative(parameter);
        tensors.forEach(parameter.name(), (index, value) -> {
            if (!Double.isFinite(value)) {
                throw unsound(parameter, index, value, "every parameter is a finite number");
            }
            if (single && Float.isInfinite((float) value)) {
                throw unsound(
                        parameter,
                        index,
                        value,
                        "floats end at 3.4e38; a network in double (--dtype double) can take it");
            }
            if (!negative && value < 0) {
                throw unsound(
                        parameter,
                        index,
                        value,
                        "it is 0 or more" + (parameter.role() == Role.MOVING_VARIANCE ? ", as every variance" : ""));
            }
        });
    }

    private static boolean mayBeNegative(Parameter parameter) {
        return switch (parameter.role()) {
            case MOVING_VARIANCE -> false;
            // The product of two jumps has either sign, and so have means; squares, variances and counts have not.
            case ESTIMATOR -> parameter.name().matches(".*(_turn|_input|_offset)");
            default -> true;
        };
    }

    private NetworkException unsound(Parameter parameter, long index, double value, String rule) {
        return new NetworkException("%s in %s holds %s at %s, where %s"
                .formatted(parameter.name(), file, value, position(index, parameter.shape()), rule));
    }

    private static List<Long> position(long index, List<Long> shape) {
        List<Long> position = new ArrayList<>();
        long rest = index;
        for (int d = shape.size() - 1; d >= 0; d--) {
            position.add(0, rest % shape.get(d));
            rest /= shape.get(d);
        }
        return position;
    }
}
