package org.netloom.runtime.data;

import java.util.List;

/** Images of 8-bit pixels, kept as the bytes that they are; 0..255 becomes 0..1. */
final class ByteImages implements Dataset {
    private final String name;
    private final List<Integer> shape;
    private final int length;
    private final byte[] pixels;
    private final Labels labels;
    private final List<String> classNames;

    private ByteImages(ByteImages images, List<String> classNames) {
        name = images.name;
        shape = images.shape;
        length = images.length;
        pixels = images.pixels;
        labels = images.labels;
        this.classNames = List.copyOf(classNames);
    }

    /** As many examples as labels, of which each has its pixels one after another. */
    ByteImages(String name, List<Integer> shape, byte[] pixels, Labels labels) {
        this.name = name;
        this.shape = shape;
        this.length = shape.stream().reduce(1, Math::multiplyExact);
        this.pixels = pixels;
        this.labels = labels;
        classNames = List.of();
        if ((long) labels.size() * length != pixels.length) {
            throw new IllegalArgumentException(labels.size() + " labels for " + pixels.length + " pixels");
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return labels.size();
    }

    @Override
    public List<Integer> shape() {
        return shape;
    }

    /** The same with names of the classes, which are then all that there are; none for numbers alone. */
    ByteImages withClassNames(List<String> names) {
        return new ByteImages(this, names);
    }

    @Override
    public int classes() {
        return Math.max(labels.classes(), classNames.size());
    }

    @Override
    public List<String> classNames() {
        return classNames;
    }

    @Override
    public void copy(int index, float[] into, int offset) {
        int first = index * length;
        // HotSpot makes vectors of each of these loops; of a single one that takes the sign off, or a table, it makes
        // none.
        for (int i = 0; i < length; i++) {
            into[offset + i] = pixels[first + i];
        }
        for (int i = offset; i < offset + length; i++) {
            into[i] = ((int) into[i] & 0xFF) / 255f;
        }
    }

    @Override
    public void copy(int index, double[] into, int offset) {
        int first = index * length;
        for (int i = 0; i < length; i++) {
            into[offset + i] = (pixels[first + i] & 0xFF) / 255.0;
        }
    }

    @Override
    public int positions() {
        return labels.positions();
    }

    @Override
    public int label(int index) {
        return labels.get(index, 0);
    }

    @Override
    public int label(int index, int position) {
        return labels.get(index, position);
    }
}
