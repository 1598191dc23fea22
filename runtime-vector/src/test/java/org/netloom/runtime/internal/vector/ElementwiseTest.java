package org.netloom.runtime.internal.vector;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.netloom.op.Add;
import org.netloom.op.Concat;
import org.netloom.op.Dropout;
import org.netloom.op.Recurrent;
import org.netloom.op.Site;
import org.netloom.op.Tensor;

/** Sums, copies, concatenations, dropout and what goes through the nd4j engine, against nd4j in double. */
class ElementwiseTest {
    private static final double EXACT = 1e-30;
    private static final Site SITE = new Site("layer1", "a.net:1:1");

    @Property(tries = 60, seed = "1")
    void addsAndCopies(
            @ForAll @IntRange(min = 1, max = 70) int batch, @ForAll @IntRange(min = 1, max = 20) int features) {
        Rig.agree(batch, Rig.roundings(1), rig -> {
            Tensor a = rig.input(features);
            Tensor b = rig.input(features);
            Tensor sum = rig.output(features);
            rig.engine.kernel(Add.of("add1", "a.net:1:1")).forward(a, b, sum);
            Tensor copy = rig.output(features);
            rig.engine.kernel(Add.of("add1", "a.net:1:1")).backward(a, copy);
            rig.engine.kernel(Add.of("add1", "a.net:1:1")).forward(copy, b, copy); // into one of its terms
        });
    }

    /** A gradient that the engine's user wrote reaches a layer with weights through a copy, and through a sum. */
    @Property(tries = 30, seed = "2")
    void copiesAndAddsGradients(@ForAll @IntRange(min = 1, max = 40) int batch) {
        Rig.agree(batch, Rig.roundings(batch), rig -> {
            Tensor dy = rig.input(3);
            Tensor copy = rig.output(3);
            rig.engine.kernel(Add.of("add1", "a.net:1:1")).backward(dy, copy);
            DensesTest.backward(rig, 4, 3, copy);
            Tensor sum = rig.output(3);
            rig.engine.kernel(Add.of("add1", "a.net:1:1")).forward(rig.input(3), rig.input(3), sum);
            DensesTest.backward(rig, 4, 3, sum);
        });
    }

    @Property(tries = 60, seed = "3")
    void concatenatesVectors(
            @ForAll @IntRange(min = 1, max = 40) int batch,
            @ForAll @IntRange(min = 1, max = 9) int first,
            @ForAll @IntRange(min = 1, max = 9) int second) {
        Rig.agree(batch, EXACT, rig -> {
            Tensor y = rig.output(first + second);
            rig.engine.kernel(new Concat(SITE)).forward(rig.input(first), 0, y);
            rig.engine.kernel(new Concat(SITE)).forward(rig.input(second), first, y);
            Tensor dy = rig.input(first + second);
            rig.engine.kernel(new Concat(SITE)).backward(dy, 0, rig.gradient(first));
            rig.engine.kernel(new Concat(SITE)).backward(dy, first, rig.gradient(second));
        });
    }

    @Property(tries = 60, seed = "4")
    void concatenatesImages(
            @ForAll @IntRange(min = 1, max = 40) int batch,
            @ForAll @IntRange(min = 1, max = 4) int first,
            @ForAll @IntRange(min = 1, max = 4) int second,
            @ForAll @IntRange(min = 1, max = 5) int height,
            @ForAll @IntRange(min = 1, max = 5) int width) {
        Rig.agree(batch, EXACT, rig -> {
            Tensor y = rig.output(first + second, height, width);
            rig.engine.kernel(new Concat(SITE)).forward(rig.input(second, height, width), first, y);
            rig.engine.kernel(new Concat(SITE)).forward(rig.input(first, height, width), 0, y);
            Tensor dy = rig.input(first + second, height, width);
            rig.engine.kernel(new Concat(SITE)).backward(dy, 0, rig.gradient(first, height, width));
            rig.engine.kernel(new Concat(SITE)).backward(dy, first, rig.gradient(second, height, width));
        });
    }

    @Property(tries = 80, seed = "5")
    void dropsWhatEveryEngineDrops(
            @ForAll @IntRange(min = 1, max = 40) int batch,
            @ForAll @IntRange(min = 1, max = 60) int features,
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 9) int tenths) {
        Dropout op = Dropout.of("dropout1", "a.net:1:1", tenths / 10.0);
        Rig.agree(batch, Rig.roundings(1), rig -> {
            Tensor mask = rig.output(features);
            rig.engine.kernel(op).forward(rig.input(features), seed, mask, rig.output(features));
            rig.engine.kernel(op).backward(mask, rig.input(features), rig.gradient(features));
        });
    }

    @Property(tries = 40, seed = "7")
    void recurs(
            @ForAll Recurrent.Cell cell,
            @ForAll @IntRange(min = 1, max = 40) int batch,
            @ForAll @IntRange(min = 1, max = 5) int steps,
            @ForAll @IntRange(min = 1, max = 6) int in,
            @ForAll @IntRange(min = 1, max = 6) int hidden) {
        Recurrent op = Recurrent.of("rnn1", "a.net:1:1", cell);
        int rows = cell.gates() * hidden;
        // Steps magnify the roundings of those before them.
        Rig.agree(batch, steps * Rig.roundings(Math.max(batch * steps, in + hidden)), rig -> {
            Tensor x = rig.input(steps, in);
            Recurrent.Weights weights = new Recurrent.Weights(
                    rig.parameter(value -> value / 2, rows, in),
                    rig.parameter(value -> value / 2, rows, hidden),
                    rig.parameter(rows),
                    rig.parameter(rows));
            Tensor kept = cell.kept() == 0 ? null : rig.output(steps, cell.kept() * hidden);
            Tensor y = rig.output(steps, hidden);
            rig.engine.kernel(op).forward(x, weights, kept, y);
            rig.engine
                    .kernel(op)
                    .backward(
                            x,
                            weights,
                            kept,
                            y,
                            rig.input(steps, hidden),
                            rig.gradient(steps, in),
                            new Recurrent.Weights(
                                    rig.result(rows, in),
                                    rig.result(rows, hidden),
                                    rig.result(rows),
                                    rig.result(rows)));
        });
    }
}
