package org.netloom.runtime.predict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.loss.Loss;
import org.netloom.runtime.loss.Loss.Target;
import org.netloom.runtime.predict.Answer.Value;
import org.netloom.runtime.train.RowListener;

/**
 * Keeps the examples, or steps of sequences, with the greatest loss of an evaluation:
 *
 * <pre>{@code
 * WorstMistakes worst = new WorstMistakes(data, loss, 10);
 * evaluator.evaluate(data, loss, worst);
 * worst.list().forEach(mistake -> System.out.println(mistake.answer().example()));
 * }</pre>
 */
public final class WorstMistakes implements RowListener {
    /** Of equal losses the first stays. */
    private static final Comparator<Row> BY_LOSS = Comparator.comparingDouble(Row::loss)
            .thenComparing(Comparator.comparingLong(Row::place).reversed());

    private final Dataset data;
    private final Reading reading;
    private final int most;
    /** The least of them first. */
    private final PriorityQueue<Row> rows = new PriorityQueue<>(BY_LOSS);

    /** The reading waits for the end: most rows are soon out again. */
    private static final class Row {
        private final int example;
        private final int step;
        private final double loss;
        private final double[] y;
        private final List<Value> truth;

        Row(int example, int step, double loss, double[] y, List<Value> truth) {
            this.example = example;
            this.step = step;
            this.loss = loss;
            this.y = y.clone();
            this.truth = truth;
        }

        double loss() {
            return loss;
        }

        long place() {
            return ((long) example << 32) + step;
        }
    }

    /** @param most how many to keep, 1 or more */
    public WorstMistakes(Dataset data, Loss loss, int most) {
        if (most < 1) {
            throw new IllegalArgumentException("at least 1 mistake is kept, not " + most);
        }
        this.data = data;
        this.most = most;
        Target target = data.targets() == 0 ? Target.CLASSES : Target.NUMBERS;
        reading = new Reading(loss, target, data.classNames(), data.targetNames());
    }

    @Override
    public void ofClass(int example, int step, double[] y, int label, double loss) {
        if (isAmongThem(loss)) {
            add(new Row(example, step, loss, y, reading.truth(label)));
        }
    }

    @Override
    public void ofNumbers(int example, int step, double[] y, double[] targets, double loss) {
        if (isAmongThem(loss)) {
            add(new Row(example, step, loss, y, reading.truth(targets)));
        }
    }

    private boolean isAmongThem(double loss) {
        return rows.size() < most || loss > rows.element().loss();
    }

    private void add(Row row) {
        rows.add(row);
        if (rows.size() > most) {
            rows.remove();
        }
    }

    /** What is kept, the greatest loss first. */
    public List<Mistake> list() {
        List<Row> sorted = new ArrayList<>(rows);
        sorted.sort(BY_LOSS.reversed());
        return sorted.stream().map(this::mistake).toList();
    }

    private Mistake mistake(Row row) {
        String name = data.exampleName(row.example);
        String shown = data.positions() == 1 ? name : name + ", step " + row.step;
        return new Mistake(row.example, row.truth, reading.answer(shown, row.y), row.loss);
    }
}
