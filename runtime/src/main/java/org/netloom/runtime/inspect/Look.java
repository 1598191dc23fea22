package org.netloom.runtime.inspect;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netloom.op.BatchStatistics;
import org.netloom.op.Tensor;
import org.netloom.runtime.Network;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.TrainingPass.LayerStatistics;
import org.netloom.runtime.data.Batches;
import org.netloom.runtime.data.Batches.Batch;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.inspect.BatchNormReport.Channel;
import org.netloom.runtime.inspect.BatchNormReport.Measured;
import org.netloom.runtime.inspect.Inspection.Sample;
import org.netloom.runtime.parameter.Role;
import org.netloom.runtime.statistics.MovingStatistics;
import org.netloom.runtime.statistics.PopulationMoments;
import org.netloom.runtime.train.Objective;
import org.netloom.runtime.train.TrainConfig;

/** Looks at a network through a training pass, and leaves it as it was. */
final class Look implements AutoCloseable {
    private final Network network;
    private final TrainingPass pass;
    /** What is known of each layer that normalizes by batches. */
    private final Map<MovingStatistics, Measuring> measuring = new LinkedHashMap<>();

    Look(Network network) {
        this.network = network;
        this.pass = network.training();
        for (LayerStatistics layer : pass.layerStatistics()) {
            measuring
                    .computeIfAbsent(layer.moving(), key -> new Measuring(layer))
                    .add(layer);
        }
    }

    /** A batch normalization, and all places where layers share it. */
    private final class Measuring {
        final double eps;
        final PopulationMoments moments;
        final List<LayerStatistics> places = new ArrayList<>();
        final List<Silence> silences = new ArrayList<>();

        Measuring(LayerStatistics first) {
            eps = first.op().eps();
            moments = new PopulationMoments(first.batch().channels(), false);
        }

        void add(LayerStatistics place) {
            places.add(place);
            silences.add(new Silence(pass, place.site(), place.batch().channels()));
        }

        void take() {
            places.forEach(place -> moments.add(place.batch()));
            silences.forEach(Silence::listen);
        }
    }

    Inspection at(Dataset data, TrainConfig config, int examples) {
        Datasets.requireFit(data, network, config.loss());
        int batch = Math.min(config.batch(), data.size());
        int count = Math.max(1, Math.min(examples, data.size()) / batch) * batch;
        Dataset sample = Datasets.sample(data, count, config.seed());
        network.movingStatistics().values().forEach(statistics -> statistics.hold(true));
        try (Objective objective = new Objective(config.loss(), network.engine());
                Batches batches =
                        Batches.inOrder(sample, batch, network.engine().dataType())) {
            pass.seed(config.seed());
            batches.start(0);
            double loss = Double.NaN;
            for (Batch next = batches.next(); next != null; next = batches.next()) {
                Tensor y = pass.forward(next.inputs());
                measuring.values().forEach(Measuring::take);
                loss = objective.compute(y, next, pass.outputGradient());
            }
            pass.backward();
            return new Inspection(
                    new Sample(data.name(), count, batch, loss),
                    batchNorms(),
                    Step.measure(network, pass, config.optimizer()));
        } finally {
            network.movingStatistics().values().forEach(statistics -> statistics.hold(false));
        }
    }

    List<BatchNormReport> batchNorms() {
        List<BatchNormReport> reports = new ArrayList<>();
        network.movingStatistics().forEach((layer, statistics) -> reports.add(report(layer, statistics)));
        return reports;
    }

    private BatchNormReport report(String layer, MovingStatistics statistics) {
        double @Nullable [] gamma = values(layer, Role.GAMMA);
        double @Nullable [] beta = values(layer, Role.BETA);
        double[] mean = Values.of(statistics.mean().values());
        double[] variance = Values.of(statistics.variance().values());
        double largest = gamma == null ? 0 : largest(gamma);
        Measuring data = measuring.get(statistics);
        BatchStatistics population = data == null || data.moments.examples() == 0 ? null : data.moments.population();
        List<Channel> channels = new ArrayList<>();
        for (int c = 0; c < mean.length; c++) {
            Measured measured = data == null || population == null
                    ? null
                    : Measured.of(population.mean()[c], population.variance()[c], mean[c], variance[c], data.eps);
            Set<Dead> dead = EnumSet.noneOf(Dead.class);
            if (data != null && (measured == null ? variance[c] : measured.variance()) <= data.eps) {
                dead.add(Dead.CONSTANT);
            }
            if (gamma != null && Math.abs(gamma[c]) <= Dead.SMALL_SCALE * largest) {
                dead.add(Dead.NO_SCALE);
            }
            if (measured != null && isSilent(data, c)) {
                dead.add(Dead.SILENT);
            }
            channels.add(new Channel(
                    gamma == null ? null : gamma[c],
                    beta == null ? null : beta[c],
                    mean[c],
                    variance[c],
                    measured,
                    dead));
        }
        return new BatchNormReport(layer, statistics.isFrozen(), channels, drift(channels, population));
    }

    private static @Nullable Drift drift(List<Channel> channels, @Nullable BatchStatistics population) {
        if (population == null) {
            return null;
        }
        return Drift.of(
                channels.stream()
                        .flatMap(channel -> Stream.ofNullable(channel.measured()))
                        .toList(),
                population.examples());
    }

    /** Silent wherever it is used. */
    private static boolean isSilent(@Nullable Measuring data, int channel) {
        return data != null && data.silences.stream().allMatch(silence -> silence.silent(channel));
    }

    private double @Nullable [] values(String layer, Role role) {
        return network.parameters().stream()
                .filter(parameter ->
                        parameter.role() == role && parameter.name().startsWith(layer + "."))
                .findFirst()
                .map(parameter -> Values.of(parameter.value()))
                .orElse(null);
    }

    private static double largest(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    @Override
    public void close() {
        pass.close();
    }
}
