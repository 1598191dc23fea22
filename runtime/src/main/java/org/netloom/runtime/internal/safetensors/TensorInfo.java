package org.netloom.runtime.internal.safetensors;

import java.util.List;

/**
 * What a safetensors file says of one tensor.
 *
 * @param shape the sizes; none for a single number
 * @param begin where its bytes begin, counted from the end of the header
 * @param end where they end, exclusive
 */
public record TensorInfo(String name, DType type, List<Long> shape, long begin, long end) {
    public TensorInfo {
        shape = List.copyOf(shape);
    }

    /** The number of elements. */
    public long length() {
        return (end - begin) / type.bytes();
    }
}
