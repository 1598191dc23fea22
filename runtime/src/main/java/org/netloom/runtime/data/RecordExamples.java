package org.netloom.runtime.data;

import java.util.List;
import java.util.stream.IntStream;

/** What {@link Records} have become. */
final class RecordExamples implements Dataset {
    private final String name;
    private final List<Integer> shape;
    private final int length;
    private final int size;
    private final float[] values;
    private final int[] labels;
    private final double[][] numbers;
    private final int classes;
    private final List<String> classNames;
    private final List<String> targetNames;

    /**
     * Examples.
     *
     * @param labels -1 where there are no classes; empty where targets are numbers
     * @param numbers empty where targets are classes
     */
    RecordExamples(
            String name,
            List<Integer> shape,
            float[] values,
            int[] labels,
            double[][] numbers,
            List<String> classNames,
            List<String> targetNames) {
        this.name = name;
        this.shape = shape;
        this.values = values;
        this.labels = labels;
        this.numbers = numbers;
        this.classNames = classNames;
        this.targetNames = targetNames;
        length = Shapes.size(shape);
        size = values.length / length;
        classes = Math.max(classNames.size(), IntStream.of(labels).max().orElse(-1) + 1);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public List<Integer> shape() {
        return shape;
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public List<String> classNames() {
        return classNames;
    }

    @Override
    public String exampleName(int index) {
        return "record " + index;
    }

    @Override
    public int targets() {
        return numbers.length == 0 ? 0 : numbers[0].length;
    }

    @Override
    public List<String> targetNames() {
        return targetNames;
    }

    @Override
    public void copyTargets(int index, double[] into, int offset) {
        if (numbers.length == 0) {
            throw new IllegalStateException(name + " has no numbers for targets");
        }
        System.arraycopy(numbers[index], 0, into, offset, numbers[index].length);
    }

    @Override
    public void copy(int index, float[] into, int offset) {
        System.arraycopy(values, index * length, into, offset, length);
    }

    @Override
    public int label(int index) {
        return labels.length == 0 ? -1 : labels[index];
    }
}
