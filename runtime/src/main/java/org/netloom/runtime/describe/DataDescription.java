package org.netloom.runtime.describe;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.data.Preprocessing;
import org.netloom.runtime.exception.NetworkException;

/**
 * What some data are, and what looks wrong with them. It is made by one pass over every example, of which it keeps none, and
 * never changes.
 */
public final class DataDescription {
    private final DataSplit split;
    private final List<DataPart> parts;
    private final List<String> findings;

    private DataDescription(DataSplit split, List<DataPart> parts, List<String> findings) {
        this.split = split;
        this.parts = parts;
        this.findings = findings;
    }

    /**
     * Looks at every example.
     *
     * @throws NetworkException where the data have no examples at all
     */
    public static DataDescription of(DataSplit split) {
        List<Scan> scans = new ArrayList<>();
        int classes = Math.max(
                split.train().classNames().size(),
                Math.max(split.train().classes(), split.test().classes()));
        scans.add(new Scan("training", split.train(), classes));
        Dataset validation = split.validation();
        if (validation != null) {
            scans.add(new Scan("validation", validation, classes));
        }
        scans.add(new Scan("test", split.test(), classes));
        List<DataPart> parts = scans.stream().map(Scan::part).toList();
        List<String> features = features(split.preprocessing(), split.train());
        List<String> findings = new Findings(scans, parts, classNames(split, classes), features).all();
        boolean readable = scans.stream().allMatch(scan -> scan.unreadable().isEmpty());
        String scales = readable ? split.warning() : null;
        if (scales != null) {
            findings.add(scales);
        }
        return new DataDescription(split, parts, List.copyOf(findings));
    }

    /** Where the examples come from: {@code iris.csv}. */
    public String name() {
        return split.train().name();
    }

    /** The shape of one input. */
    public List<Integer> shape() {
        return split.train().shape();
    }

    /** Inputs are whole numbers in [0, tokens); 0 where they are any numbers. */
    public int tokens() {
        return split.train().tokens();
    }

    /** What the classes are called, a number where they have no names; none where targets are numbers. */
    public List<String> classNames() {
        return classNames(split, parts.get(0).classes().size());
    }

    /** What the numbers are called that are targets, a number where they have no names; none where targets are classes. */
    public List<String> targetNames() {
        int count = split.train().targets();
        List<String> names = split.train().targetNames();
        return names.isEmpty()
                ? IntStream.range(0, count).mapToObj(Integer::toString).toList()
                : names;
    }

    /** The columns of a table, and what becomes of each; none where the data are no table. */
    public List<Preprocessing.Column> columns() {
        return split.preprocessing().columns();
    }

    /** What training learns from, what guides it where there is such a part, and what tests it. */
    public List<DataPart> parts() {
        return parts;
    }

    /** What looks wrong: a sentence each, with numbers and a way out. */
    public List<String> findings() {
        return findings;
    }

    private static List<String> classNames(DataSplit split, int classes) {
        List<String> names = split.train().classNames();
        return IntStream.range(0, classes)
                .mapToObj(k -> k < names.size() ? names.get(k) : Integer.toString(k))
                .toList();
    }

    /** What each input of a vector is called. */
    private static List<String> features(Preprocessing preprocessing, Dataset data) {
        List<String> names = new ArrayList<>();
        for (Preprocessing.Column column : preprocessing.columns()) {
            if (column.kind() == Preprocessing.Kind.NUMERIC) {
                names.add(column.name());
            } else if (column.kind() == Preprocessing.Kind.CATEGORICAL) {
                column.categories().forEach(category -> names.add(column.name() + "=" + category));
            }
        }
        int length = data.shape().get(0);
        return names.size() == length
                ? names
                : IntStream.range(0, length).mapToObj(Integer::toString).toList();
    }
}
