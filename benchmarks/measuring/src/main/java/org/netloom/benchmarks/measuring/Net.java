package org.netloom.benchmarks.measuring;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A network that every library builds layer for layer as the file {@code models/src/main/net/<name>.net} has it. */
public enum Net {
    LENET_BN(256, 10, 1, 28),
    RESNET18(64, 10, 1, 32),
    VGG11(64, 10, 1, 32),
    MOBILENET_V2(64, 1000, 3, 32),
    MLP(256, 10, 1, 28);

    private final int batch;
    private final int classes;
    private final int channels;
    private final int size;

    /** @param size the rows, and the columns, of an image */
    Net(int batch, int classes, int channels, int size) {
        this.batch = batch;
        this.classes = classes;
        this.channels = channels;
        this.size = size;
    }

    /** @throws IllegalArgumentException where there is none of this name, in a sentence for the user */
    public static Net of(String name) {
        return Arrays.stream(values())
                .filter(net -> net.key().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no network '%s': they are %s"
                        .formatted(name, Arrays.stream(values()).map(Net::key).collect(Collectors.joining(", ")))));
    }

    /** {@code lenet_bn}: the name of its file. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** How many examples a batch has, where the user names no number. */
    public int batch() {
        return batch;
    }

    public int classes() {
        return classes;
    }

    public int channels() {
        return channels;
    }

    public int size() {
        return size;
    }

    /** The parameters of its {@code .net} file that differ from the defaults. */
    public Map<String, String> parameters() {
        return this == LENET_BN || this == MLP ? Map.of() : Map.of("size", String.valueOf(size));
    }
}
