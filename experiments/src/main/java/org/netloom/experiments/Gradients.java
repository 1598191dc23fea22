package org.netloom.experiments;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.netloom.experiments.Findings.Quantity;
import org.netloom.experiments.Results.Over;
import org.netloom.experiments.plot.Axis;
import org.netloom.experiments.plot.BarChart;
import org.netloom.experiments.plot.LineChart;

/** How large gradients are, layer by layer, with and without batch normalization. */
final class Gradients implements Experiment {
    /** Bottom to top. */
    private static final List<String> LAYERS = List.of("conv1", "conv2", "dense1", "dense2", "dense3");

    @Override
    public String id() {
        return "gradients";
    }

    @Override
    public String title() {
        return "Gradients with and without batch normalization";
    }

    @Override
    public String question() {
        return "How much of the gradient reaches the lowest layers of LeNet, with and without batch normalization?";
    }

    @Override
    public String method() {
        return "Both networks are trained by SGD at a learning rate of 1 in batches of 256 from the same initial weights."
                + " Size is the root mean square of the loss's gradient by a layer's weights: at the first step (epoch 0),"
                + " and over all steps of each epoch.";
    }

    @Override
    public int epochs() {
        return 4;
    }

    @Override
    public int seeds() {
        return 1;
    }

    @Override
    public List<Condition> conditions() {
        return LearningRates.withAndWithout();
    }

    @Override
    public Probe probe(Probe.Subject subject) {
        return new GradientProbe(subject.record());
    }

    @Override
    public Findings findings(Results results) {
        Findings findings = new Findings();
        List<String> pictures = new ArrayList<>();
        // Both on one axis, so that they can be compared.
        double least = Double.POSITIVE_INFINITY;
        double greatest = 0;
        for (List<RunRecord> records : results.runs().values()) {
            for (RunRecord record : records) {
                for (String layer : LAYERS) {
                    for (double value : record.values(GradientProbe.series(layer))) {
                        if (Double.isFinite(value) && value > 0) {
                            least = Math.min(least, value);
                            greatest = Math.max(greatest, value);
                        }
                    }
                }
            }
        }
        Axis size = Axis.log("root mean square of the gradient");
        Axis common = least <= greatest ? size.over(least, greatest) : size;
        BarChart start = new BarChart("Gradient at the first step", "layer, from the input up", LAYERS, size);
        results.runs().forEach((condition, records) -> {
            LineChart chart =
                    new LineChart("Gradient, LeNet " + condition.group(), Axis.count("epoch"), common).withMarkers();
            for (String layer : LAYERS) {
                Results.curve(chart, layer, records, GradientProbe.series(layer), Over.EPOCHS, 1);
            }
            pictures.add("gradient-" + condition.group().replace(' ', '-'));
            pictures.add(chart.svg());
            start.series(
                    condition.group(),
                    LAYERS.stream()
                            .mapToDouble(layer -> Results.spread(records, record -> first(record, layer))
                                    .mean())
                            .toArray());
        });
        findings.figure(
                "Size of the gradient by the weights of each layer, over the epochs; epoch 0 is the first step alone.",
                pictures.toArray(new String[0]));
        findings.figure(
                "Size of the gradient by the weights of each layer at the first step.", "first-step", start.svg());
        findings.table(
                "gradient_first_step",
                "Gradient at the first step",
                "condition and layer",
                Quantity.SIZE,
                byLayer(results, true));
        findings.table(
                "gradient_last_epoch",
                "Gradient over the last epoch",
                "condition and layer",
                Quantity.SIZE,
                byLayer(results, false));
        findings.table(
                "test_accuracy",
                "Test accuracy after the last epoch",
                "condition",
                Quantity.ACCURACY,
                results.spreads(LearningRates::finalAccuracy));
        return findings;
    }

    private static double first(RunRecord record, String layer) {
        double[] values = record.values(GradientProbe.series(layer));
        return values.length == 0 ? Double.NaN : values[0];
    }

    private static Map<String, Spread> byLayer(Results results, boolean atFirstStep) {
        Map<String, Spread> spreads = new LinkedHashMap<>();
        results.runs().forEach((condition, records) -> {
            for (String layer : LAYERS) {
                spreads.put(
                        condition.name() + ", " + layer,
                        Results.spread(
                                records,
                                record ->
                                        atFirstStep ? first(record, layer) : record.last(GradientProbe.series(layer))));
            }
        });
        return spreads;
    }
}
