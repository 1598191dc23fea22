package org.netloom.runtime.internal.safetensors;

import java.io.Serial;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.internal.io.Json;

/**
 * The JSON at the head of a safetensors file, checked against all that the format asks for.
 *
 * @param tensors by name, in the order of their bytes
 * @param dataBytes the size of all tensors together, which is where the file ends
 */
record SafeTensorsHeader(Map<String, String> metadata, Map<String, TensorInfo> tensors, long dataBytes) {
    /** The format's own limit. */
    static final long MAX_BYTES = 100_000_000;

    private static final String METADATA = "__metadata__";

    /** What is wrong with a file, said without its name. */
    static final class Malformed extends Exception {
        @Serial
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    static SafeTensorsHeader parse(String json) throws Malformed {
        if (!json.startsWith("{")) {
            throw new Malformed("its header does not begin with '{'");
        }
        Object document;
        try {
            document = Json.parse(json);
        } catch (Json.SyntaxException e) {
            throw new Malformed("its header is no JSON: " + e.getMessage());
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        List<TensorInfo> tensors = new ArrayList<>();
        for (Map.Entry<?, ?> entry : object(document, "its header").entrySet()) {
            String name = (String) entry.getKey();
            if (name.equals(METADATA)) {
                metadata.putAll(strings(object(entry.getValue(), METADATA)));
            } else {
                tensors.add(tensor(name, object(entry.getValue(), "the tensor " + name)));
            }
        }
        return withOffsetsChecked(metadata, tensors);
    }

    /** The JSON that says this. */
    static String write(Map<String, String> metadata, Iterable<TensorInfo> tensors) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(METADATA, metadata);
        for (TensorInfo tensor : tensors) {
            Map<String, Object> description = new LinkedHashMap<>();
            description.put("dtype", tensor.type().name());
            description.put("shape", tensor.shape());
            description.put("data_offsets", List.of(tensor.begin(), tensor.end()));
            members.put(tensor.name(), description);
        }
        return Json.write(members);
    }

    private static Map<String, String> strings(Map<?, ?> metadata) throws Malformed {
        Map<String, String> strings = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : metadata.entrySet()) {
            if (!(entry.getValue() instanceof String value)) {
                throw new Malformed("the value of \"" + entry.getKey() + "\" in its metadata is no string");
            }
            strings.put((String) entry.getKey(), value);
        }
        return strings;
    }

    private static TensorInfo tensor(String name, Map<?, ?> description) throws Malformed {
        for (Object key : description.keySet()) {
            if (!List.of("dtype", "shape", "data_offsets").contains(key)) {
                throw new Malformed("the tensor " + name + " has the unknown key \"" + key + "\"");
            }
        }
        String typeName = description.get("dtype") instanceof String string ? string : "";
        DType type = DType.named(typeName);
        if (type == null) {
            throw new Malformed("the tensor %s has the unknown data type \"%s\"".formatted(name, typeName));
        }
        List<Long> shape = sizes(description.get("shape"), "the shape of the tensor " + name);
        List<Long> offsets = sizes(description.get("data_offsets"), "the data_offsets of the tensor " + name);
        if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
            throw new Malformed(
                    "the data_offsets of the tensor %s are %s instead of [begin, end]".formatted(name, offsets));
        }
        long bytes = type.bytes();
        try {
            for (long size : shape) {
                bytes = Math.multiplyExact(bytes, size);
            }
        } catch (ArithmeticException e) {
            throw new Malformed("the shape %s of the tensor %s is beyond all memory".formatted(shape, name));
        }
        if (bytes != offsets.get(1) - offsets.get(0)) {
            throw new Malformed(String.format(
                    Locale.ROOT,
                    "the tensor %s of type %s and shape %s takes %d bytes but its data_offsets %s hold %d",
                    name,
                    type,
                    shape,
                    bytes,
                    offsets,
                    offsets.get(1) - offsets.get(0)));
        }
        return new TensorInfo(name, type, shape, offsets.get(0), offsets.get(1));
    }

    /** Tensors must follow one another without gap or overlap; with the sizes known, the file's end is, too. */
    private static SafeTensorsHeader withOffsetsChecked(Map<String, String> metadata, List<TensorInfo> tensors)
            throws Malformed {
        tensors.sort(Comparator.comparingLong(TensorInfo::begin).thenComparingLong(TensorInfo::end));
        Map<String, TensorInfo> byName = new LinkedHashMap<>();
        long end = 0;
        @Nullable String previous = null;
        for (TensorInfo tensor : tensors) {
            if (tensor.begin() < end) {
                throw new Malformed("the tensors %s and %s overlap".formatted(previous, tensor.name()));
            }
            if (tensor.begin() > end) {
                throw new Malformed(String.format(
                        Locale.ROOT,
                        "there is a gap of %d bytes before the tensor %s",
                        tensor.begin() - end,
                        tensor.name()));
            }
            end = tensor.end();
            previous = tensor.name();
            byName.put(tensor.name(), tensor);
        }
        return new SafeTensorsHeader(metadata, byName, end);
    }

    private static Map<?, ?> object(@Nullable Object value, String what) throws Malformed {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new Malformed(what + " is no JSON object");
    }

    private static List<Long> sizes(@Nullable Object value, String what) throws Malformed {
        List<Long> sizes = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (Object element : list) {
                if (element instanceof Long size && size >= 0) {
                    sizes.add(size);
                }
            }
            if (sizes.size() == list.size()) {
                return sizes;
            }
        }
        throw new Malformed(what + " is no list of whole numbers from 0 on");
    }
}
