package org.netloom.benchmarks.onnxruntime;

import java.util.List;
import java.util.Map;

/**
 * Writes a chain of operations with their weights as an ONNX model. Field numbers are those of onnx.proto3 of ONNX 1.12;
 * the operations are those of operator set 13.
 */
final class OnnxModel {
    static final String INPUT = "input";

    private static final int IR_VERSION = 7;
    private static final int OPERATORS = 13;
    private static final int FLOAT = 1;
    private static final int ATTRIBUTE_INT = 2;
    private static final int ATTRIBUTE_INTS = 7;

    private final ProtoBuffer graph = new ProtoBuffer().text(2, "net");
    private final long[] outputShape;
    private String last = INPUT;
    private int count;

    /** Both shapes with the batch. */
    OnnxModel(long[] inputShape, long[] outputShape) {
        this.outputShape = outputShape;
        graph.message(11, value(INPUT, inputShape));
    }

    /** @param weight [out, in, kernel, kernel] */
    OnnxModel conv(float[] weight, long[] shape, float[] bias) {
        return add(
                "Conv",
                Map.of("kernel_shape", List.of(shape[2], shape[3])),
                array(weight, shape),
                array(bias, bias.length));
    }

    /** @param weight [out, in] */
    OnnxModel dense(float[] weight, long[] shape, float[] bias) {
        return add("Gemm", Map.of("transB", 1L), array(weight, shape), array(bias, bias.length));
    }

    OnnxModel sigmoid() {
        return add("Sigmoid", Map.of());
    }

    /** The largest of each square, side by side. */
    OnnxModel maxPool(long size) {
        return add("MaxPool", Map.of("kernel_shape", List.of(size, size), "strides", List.of(size, size)));
    }

    OnnxModel flatten() {
        return add("Flatten", Map.of());
    }

    /** What the last operation's value is called. */
    String output() {
        return last;
    }

    /** The file. */
    byte[] toByteArray() {
        graph.message(12, value(last, outputShape));
        ProtoBuffer operators = new ProtoBuffer().text(1, "").number(2, OPERATORS);
        return new ProtoBuffer()
                .number(1, IR_VERSION)
                .message(7, graph)
                .message(8, operators)
                .toByteArray();
    }

    /** A node that takes the last one's value, and these arrays. */
    private OnnxModel add(String operator, Map<String, ?> attributes, String... arrays) {
        ProtoBuffer node = new ProtoBuffer().text(1, last);
        for (String array : arrays) {
            node.text(1, array);
        }
        last = "value" + ++count;
        node.text(2, last).text(4, operator);
        attributes.forEach((name, value) -> node.message(5, attribute(name, value)));
        graph.message(1, node);
        return this;
    }

    private static ProtoBuffer attribute(String name, Object value) {
        ProtoBuffer attribute = new ProtoBuffer().text(1, name);
        if (value instanceof List<?> numbers) {
            numbers.forEach(number -> attribute.number(8, (Long) number));
            return attribute.number(20, ATTRIBUTE_INTS);
        }
        return attribute.number(3, (Long) value).number(20, ATTRIBUTE_INT);
    }

    /** The name of an array of the graph's own with these values. */
    private String array(float[] values, long... shape) {
        String name = "array" + ++count;
        ProtoBuffer tensor = new ProtoBuffer();
        for (long length : shape) {
            tensor.number(1, length);
        }
        graph.message(5, tensor.number(2, FLOAT).text(8, name).floats(9, values));
        return name;
    }

    private static ProtoBuffer value(String name, long[] shape) {
        ProtoBuffer dimensions = new ProtoBuffer();
        for (long length : shape) {
            dimensions.message(1, new ProtoBuffer().number(1, length));
        }
        ProtoBuffer tensor = new ProtoBuffer().number(1, FLOAT).message(2, dimensions);
        return new ProtoBuffer().text(1, name).message(2, new ProtoBuffer().message(1, tensor));
    }
}
