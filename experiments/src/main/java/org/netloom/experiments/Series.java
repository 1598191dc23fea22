package org.netloom.experiments;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.Network;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.train.DivergedException;
import org.netloom.runtime.train.GeneratedNet;
import org.netloom.runtime.train.TrainConfig;
import org.netloom.runtime.train.TrainListener;
import org.netloom.runtime.train.TrainOptions;
import org.netloom.runtime.train.Trainer;

/** All runs of one experiment, in one folder. */
final class Series {
    private final Experiment experiment;
    private final DataSplit data;
    private final Settings settings;
    private final Path directory;
    private final Engine engine;
    private final Consumer<String> progress;
    private final Nets nets = new Nets();
    private final int epochs;
    private final int seeds;
    private volatile boolean stopped;
    private volatile @Nullable Trainer trainer;

    /** @param directory where the files go */
    Series(
            Experiment experiment,
            DataSplit data,
            Settings settings,
            Path directory,
            Engine engine,
            Consumer<String> progress) {
        this.experiment = experiment;
        this.data = data;
        this.settings = settings;
        this.directory = directory;
        this.engine = engine;
        this.progress = progress;
        Integer wantedEpochs = settings.epochs();
        Integer wantedSeeds = settings.seeds();
        this.epochs = wantedEpochs == null ? experiment.epochs() : wantedEpochs;
        this.seeds = wantedSeeds == null ? experiment.seeds() : wantedSeeds;
    }

    /** Asks {@link #run} to end after the step at hand, from any thread. */
    void stop() {
        stopped = true;
        Trainer now = trainer;
        if (now != null) {
            now.stop();
        }
    }

    /** Makes what is missing, and the report; false where it was stopped. */
    boolean run() {
        Folder folder = Folder.open(
                directory, Folder.settings(experiment, data.description(), epochs, dtype(), settings.threads()));
        List<Condition> conditions = experiment.conditions();
        int all = conditions.size() * seeds;
        Map<Condition, List<RunRecord>> runs = new LinkedHashMap<>();
        conditions.forEach(condition -> runs.put(condition, new ArrayList<>()));
        int done = 0;
        // Seed by seed, so that a series that was stopped early has something of each condition.
        for (int seed = 1; seed <= seeds; seed++) {
            for (Map.Entry<Condition, List<RunRecord>> entry : runs.entrySet()) {
                Condition condition = entry.getKey();
                Path file = folder.run(condition, seed);
                boolean there = Files.exists(file);
                RunRecord record = there ? RunRecord.read(file) : train(condition, seed);
                if (record == null) {
                    progress.accept(String.format(
                            Locale.ROOT,
                            "%s: stopped; %d of %d runs are in %s, and the same command makes the others",
                            experiment.id(),
                            done,
                            all,
                            directory));
                    return false;
                }
                if (!there) {
                    record.write(file);
                }
                entry.getValue().add(record);
                done++;
                progress.accept(String.format(
                        Locale.ROOT,
                        "%s %d/%d: %s, seed %d: %s%s",
                        experiment.id(),
                        done,
                        all,
                        condition.name(),
                        seed,
                        outcome(record),
                        there ? " (was there)" : ""));
            }
        }
        Report report = new Report(experiment, new Results(runs), data, command(), engine, settings.threads());
        report.write(folder);
        progress.accept("%s: %s".formatted(experiment.id(), folder.file(Report.PAGE)));
        return true;
    }

    private @Nullable RunRecord train(Condition condition, long seed) {
        RunRecord record = new RunRecord();
        GeneratedNet net = nets.of(condition.variant());
        TrainConfig config = net.trainConfig().toBuilder()
                .optimizer(condition.optimizer())
                .batch(condition.batch())
                .epochs(epochs)
                .seed(seed)
                .recalibrate(condition.recalibrate())
                .build();
        DataSplit fitting = DataSplit.of(withoutLonely(data.train(), config.batch()), data.test());
        long perEpoch = (fitting.train().size() + config.batch() - 1L) / config.batch();
        long steps = Math.min(condition.stepLimit(), perEpoch * epochs);
        try (Network network = net.create(engine)) {
            network.initialize(config.init(), seed);
            try (Probe probe = experiment.probe(new Probe.Subject(net, network, config, fitting, steps, record))) {
                TrainOptions options = TrainOptions.defaults()
                        .withSteps(steps)
                        .withListener(TrainListener.all(new LearningProbe(record), probe));
                Trainer now = new Trainer(network, config, fitting, options);
                trainer = now;
                // Asked to stop just now, when it was not to be seen yet.
                if (stopped) {
                    now.stop();
                }
                return now.train().stopped() ? null : record;
            } catch (DivergedException e) {
                record.add(RunRecord.DIVERGED, e.step(), (e.step() - 1) / perEpoch + 1, 1);
                return record;
            } finally {
                trainer = null;
            }
        }
    }

    /** A last batch of a single example has no variance to normalize it with, so one example is left out then. */
    private static Dataset withoutLonely(Dataset train, int batch) {
        return train.size() > 1 && train.size() % batch == 1 ? Datasets.sample(train, train.size() - 1, 0) : train;
    }

    private static String outcome(RunRecord record) {
        return record.diverged()
                ? String.format(
                        Locale.ROOT,
                        "NaN or infinity at step %d",
                        record.points(RunRecord.DIVERGED).get(0).step())
                : String.format(Locale.ROOT, "test accuracy %.4f", record.last(LearningProbe.TEST_ACCURACY));
    }

    private String dtype() {
        return engine.dataType().name().toLowerCase(Locale.ROOT);
    }

    /** What makes the same report again, but for where it goes. */
    private String command() {
        return String.format(
                Locale.ROOT,
                "netloom experiment %s --data %s --seeds %d --epochs %d --dtype %s --threads %d",
                experiment.id(),
                portable(settings.data()),
                seeds,
                epochs,
                dtype(),
                settings.threads());
    }

    /** An absolute path says where this machine keeps its files; seen from the working directory it says as much. */
    private static String portable(String spec) {
        Path path = Path.of(spec);
        return path.isAbsolute()
                ? Path.of("").toAbsolutePath().relativize(path).toString().replace('\\', '/')
                : spec;
    }
}
