package org.example.digits;

import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.Engines;
import org.netloom.runtime.train.TrainListener;
import org.netloom.runtime.train.TrainOptions;
import org.netloom.runtime.train.Trainer;

/** Trains the net for one epoch, and says how many of the test digits it knows. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.out.printf(Locale.ROOT, "test accuracy %.4f%n", train());
    }

    /** The share of the test digits that it knows afterwards. */
    static double train() {
        double[] accuracy = new double[1];
        TrainListener keeper = new TrainListener() {
            @Override
            public void epoch(Epoch epoch) {
                accuracy[0] = epoch.validation().accuracy();
            }
        };
        try (Engine engine = Engines.create("auto", DataType.FLOAT, 2);
                SoftDigits net = new SoftDigits(engine)) {
            TrainOptions options = TrainOptions.defaults().withListener(keeper);
            new Trainer(net, SoftDigits.trainConfig(), Datasets.open("glyphs"), options).train();
        }
        return accuracy[0];
    }
}
