package org.netloom.experiments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.AtomicFile;
import org.netloom.runtime.internal.io.IoFailure;

/** What was measured in one run: named series of values over steps. As a file it is a CSV with a line for each value. */
final class RunRecord {
    /** The series that tells at which step a run came to NaN or infinity. */
    static final String DIVERGED = "diverged";

    private static final String HEADER = "series,step,epoch,value";

    private final Map<String, List<Point>> series = new LinkedHashMap<>();

    /**
     * One value.
     *
     * @param step from 1
     * @param epoch from 1; 0 is before the first
     */
    record Point(long step, long epoch, double value) {}

    void add(String name, long step, long epoch, double value) {
        series.computeIfAbsent(name, key -> new ArrayList<>()).add(new Point(step, epoch, value));
    }

    /** The points of a series, in order; none where it was not measured. */
    List<Point> points(String name) {
        return series.getOrDefault(name, List.of());
    }

    double[] values(String name) {
        return points(name).stream().mapToDouble(Point::value).toArray();
    }

    /** The last value of a series; NaN where there is none. */
    double last(String name) {
        List<Point> points = points(name);
        return points.isEmpty() ? Double.NaN : points.get(points.size() - 1).value();
    }

    boolean diverged() {
        return series.containsKey(DIVERGED);
    }

    /** Writes the file whole or not at all. */
    void write(Path file) {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        series.forEach((name, points) -> points.forEach(point -> text.append(name)
                .append(',')
                .append(point.step)
                .append(',')
                .append(point.epoch)
                .append(',')
                .append(point.value)
                .append('\n')));
        AtomicFile.write(file, text.toString());
    }

    /** @throws NetworkException where the file is none that {@link #write} made */
    static RunRecord read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw IoFailure.of("read " + file, e);
        }
        RunRecord record = new RunRecord();
        for (int i = 0; i < Math.max(1, lines.size()); i++) {
            String line = lines.isEmpty() ? "" : lines.get(i);
            if (i == 0 ? !line.equals(HEADER) : !record.take(line.split(",", -1))) {
                throw new NetworkException(String.format(
                        Locale.ROOT,
                        "%s is no record of a run: its line %d is \"%s\"; delete it, and the run is made again",
                        file,
                        i + 1,
                        line));
            }
        }
        return record;
    }

    private boolean take(String[] cells) {
        try {
            if (cells.length == 4) {
                add(cells[0], Long.parseLong(cells[1]), Long.parseLong(cells[2]), Double.parseDouble(cells[3]));
                return true;
            }
        } catch (NumberFormatException e) {
            // The same sentence says it.
        }
        return false;
    }
}
