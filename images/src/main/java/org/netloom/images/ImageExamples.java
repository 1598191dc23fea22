package org.netloom.images;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.data.Preprocessing.Images;

/**
 * Images that are decoded when they are asked for. What comes of one, 8 bits a value, is kept where all of them fit into a
 * quarter of the heap. The same values come from either, and from any number of threads.
 */
final class ImageExamples implements Dataset {
    /** A file, and its class or -1. */
    record Example(Path file, String name, int label) {}

    private final String name;
    private final List<Example> examples;
    private final Images images;
    private final List<String> classNames;
    private final int threads;
    private final int length;
    /** What was decoded, null where it was not yet; empty where nothing is kept. Whoever is second writes the same. */
    private final AtomicReferenceArray<byte @Nullable []> decoded;
    /** What each value of 0..255 becomes, for each channel. */
    private final double[][] values;

    private final float[][] floats;

    /** @param threads how many decode at once where batches are made of them */
    ImageExamples(String name, List<Example> examples, Images images, List<String> classNames, int threads) {
        this.name = name;
        this.examples = List.copyOf(examples);
        this.images = images;
        this.classNames = List.copyOf(classNames);
        this.threads = threads;
        length = images.shape().stream().reduce(1, Math::multiplyExact);
        boolean kept = (long) length * examples.size() < Runtime.getRuntime().maxMemory() / 4;
        decoded = new AtomicReferenceArray<>(kept ? examples.size() : 0);
        int channels = images.shape().get(0);
        values = new double[channels][256];
        floats = new float[channels][256];
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < 256; i++) {
                double value = i / 255.0;
                values[c][i] = images.mean().isEmpty()
                        ? value
                        : (value - images.mean().get(c)) / images.deviation().get(c);
                floats[c][i] = (float) values[c][i];
            }
        }
    }

    /** Channels planes of height × width values, 0..255. */
    byte[] pixels(int index) {
        byte[] known = decoded.length() > 0 ? decoded.get(index) : null;
        if (known != null) {
            return known;
        }
        List<Integer> shape = images.shape();
        byte[] pixels = ImageFile.read(examples.get(index).file(), shape.get(0))
                .resized(shape.get(1), shape.get(2), images.fit().equals("crop"));
        if (decoded.length() > 0) {
            decoded.set(index, pixels);
        }
        return pixels;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return examples.size();
    }

    @Override
    public List<Integer> shape() {
        return images.shape();
    }

    @Override
    public int classes() {
        return classNames.size();
    }

    @Override
    public List<String> classNames() {
        return classNames;
    }

    @Override
    public String exampleName(int index) {
        return examples.get(index).name();
    }

    @Override
    public void copy(int index, float[] into, int offset) {
        byte[] pixels = pixels(index);
        int plane = length / floats.length;
        for (int c = 0; c < floats.length; c++) {
            for (int i = c * plane; i < (c + 1) * plane; i++) {
                into[offset + i] = floats[c][pixels[i] & 0xFF];
            }
        }
    }

    @Override
    public void copy(int index, double[] into, int offset) {
        byte[] pixels = pixels(index);
        int plane = length / values.length;
        for (int c = 0; c < values.length; c++) {
            for (int i = c * plane; i < (c + 1) * plane; i++) {
                into[offset + i] = values[c][pixels[i] & 0xFF];
            }
        }
    }

    @Override
    public int threads() {
        return threads;
    }

    @Override
    public int label(int index) {
        return examples.get(index).label();
    }
}
