package org.netloom.runtime.data;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;

/** Some examples of another data set. */
final class Subset implements Dataset {
    private final Dataset source;
    private final int[] indices;

    private Subset(Dataset source, int[] indices) {
        this.source = source;
        this.indices = indices;
    }

    /** Takes a tenth out for testing, chosen by a fixed seed so that it is the same for every run. */
    static DataSplit holdOut(Dataset all) {
        int[] order = Order.ascending(all.size());
        Order.shuffle(order, 0, 0);
        int testing = Math.max(1, all.size() / 10);
        int[] test = Arrays.copyOfRange(order, 0, testing);
        int[] train = Arrays.copyOfRange(order, testing, all.size());
        Arrays.sort(test);
        Arrays.sort(train);
        return DataSplit.of(new Subset(all, train), new Subset(all, test)).withHeldOut(true);
    }

    /** The examples of these numbers, in their order. */
    static Dataset of(Dataset all, List<Integer> numbers) {
        return new Subset(all, numbers.stream().mapToInt(Integer::intValue).toArray());
    }

    /** Some examples, drawn by a seed, in the order of the source. */
    static Dataset sample(Dataset all, int size, long seed) {
        int[] order = Order.ascending(all.size());
        Order.shuffle(order, seed, 0);
        int[] chosen = Arrays.copyOf(order, size);
        Arrays.sort(chosen);
        return new Subset(all, chosen);
    }

    @Override
    public String name() {
        return source.name();
    }

    @Override
    public int size() {
        return indices.length;
    }

    @Override
    public List<Integer> shape() {
        return source.shape();
    }

    @Override
    public int classes() {
        return source.classes();
    }

    @Override
    public List<String> classNames() {
        return source.classNames();
    }

    @Override
    public String exampleName(int index) {
        return source.exampleName(indices[index]);
    }

    @Override
    public int targets() {
        return source.targets();
    }

    @Override
    public List<String> targetNames() {
        return source.targetNames();
    }

    @Override
    public double unscaled(int target, double value) {
        return source.unscaled(target, value);
    }

    @Override
    public void copyTargets(int index, double[] into, int offset) {
        source.copyTargets(indices[index], into, offset);
    }

    @Override
    public int threads() {
        return source.threads();
    }

    @Override
    public int positions() {
        return source.positions();
    }

    @Override
    public int tokens() {
        return source.tokens();
    }

    @Override
    public void copy(int index, float[] into, int offset) {
        source.copy(indices[index], into, offset);
    }

    @Override
    public void copy(int index, double[] into, int offset) {
        source.copy(indices[index], into, offset);
    }

    @Override
    public void requireFinite(DataType type) {
        source.requireFinite(type);
    }

    @Override
    public int label(int index) {
        return source.label(indices[index]);
    }

    @Override
    public int label(int index, int position) {
        return source.label(indices[index], position);
    }
}
