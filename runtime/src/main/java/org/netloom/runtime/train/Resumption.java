package org.netloom.runtime.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.runtime.Network;
import org.netloom.runtime.checkpoint.Checkpoint;
import org.netloom.runtime.checkpoint.TrainingState;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.HostMemory;
import org.netloom.runtime.optim.Optimizer;
import org.netloom.runtime.schedule.Schedule;

/**
 * What a training leaves in its checkpoints, and goes on from. Random numbers and the order of the data follow from seed,
 * epoch and step; what does not is kept: the optimizer's arrays, the best epoch's parameters, those that an average stands for,
 * what schedule and stopping have seen, and the sums of the epoch at hand.
 */
final class Resumption implements AutoCloseable {
    private static final String SETTING = "setting.";
    private static final String NETWORK = "network";
    private static final String SCHEDULE = "schedule.";
    private static final String STOP = "stop.";
    private static final String KEEP = "keep.";
    private static final String BEST = "best.";
    private static final String AVERAGE = "average.trained.";
    private static final String OPTIMIZER = "optimizer.";
    private static final String STATISTICS = "statistics.";

    private final Network network;
    private final TrainConfig config;
    private final DataSplit data;
    private final TrainOptions options;
    private final Optimizer optimizer;
    private final WeightAverage average;
    /** What moving statistics know beside their parameters, of each layer that has some, always in double. */
    private final Map<String, NdArray> statistics = new LinkedHashMap<>();

    private boolean ended;

    /**
     * Where a training stands.
     *
     * @param lossSum of the epoch at hand, by the weights
     * @param examples of the epoch at hand
     * @param unmeasured whether an epoch is over and was not measured
     */
    record Position(long steps, long epochs, double lossSum, double weights, long examples, boolean unmeasured) {}

    Resumption(
            Network network,
            TrainConfig config,
            DataSplit data,
            TrainOptions options,
            Optimizer optimizer,
            WeightAverage average) {
        this.network = network;
        this.config = config;
        this.data = data;
        this.options = options;
        this.optimizer = optimizer;
        this.average = average;
        network.movingStatistics().forEach((layer, moving) -> {
            int length = moving.exact().length;
            statistics.put(STATISTICS + layer, new NdArray(Nd4j.create(DataType.DOUBLE, length)));
        });
    }

    /** What must be the same for a training to go on, each in a few words. */
    private Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("data", data.train().name());
        settings.put("number of training examples", String.valueOf(data.train().size()));
        settings.put("precision", String.valueOf(network.engine().dataType()));
        settings.put("loss", config.loss().toString());
        settings.put("optimizer", config.optimizer().toString());
        settings.put("schedule", config.schedule().toString());
        settings.put("clip", config.clip().toString());
        settings.put("stop", String.valueOf(config.stop()));
        settings.put("augment", config.augment().toString());
        settings.put("average", String.valueOf(config.average()));
        settings.put("freeze", config.freeze().toString());
        settings.put("rates", config.rates().toString());
        settings.put("batch", String.valueOf(config.batch()));
        settings.put("seed", String.valueOf(config.seed()));
        settings.put("recalibrate", String.valueOf(config.recalibrate()));
        settings.put("recalibrate_at", String.valueOf(config.recalibrateAt()));
        settings.put("shuffling", String.valueOf(options.shuffle()));
        Averaging average = config.average();
        if (!config.schedule().equals(Schedule.CONSTANT) || (average != null && average.goesByEnd())) {
            // The schedule goes by the end of training, or the average does.
            settings.put("epochs", String.valueOf(config.epochs()));
            settings.put("steps", String.valueOf(options.steps()));
        }
        String structure = options.structure();
        if (structure != null) {
            settings.put(NETWORK, structure);
        }
        return settings;
    }

    /** Says that the parameters are those of an earlier epoch, from which this training does not go on. */
    void end() {
        ended = true;
    }

    /** Remembers what moving statistics know now: before they are estimated afresh for a training that stops. */
    void rememberStatistics() {
        network.movingStatistics()
                .forEach((layer, moving) -> memory(layer).doubles().put(0, moving.exact()));
    }

    /** Gives moving statistics back what was remembered of them. */
    void recallStatistics() {
        network.movingStatistics().forEach((layer, moving) -> {
            double[] exact = new double[moving.exact().length];
            memory(layer).doubles().get(0, exact);
            moving.resume(exact);
        });
    }

    /** All that a checkpoint keeps; moving statistics as they were {@linkplain #rememberStatistics remembered}. */
    TrainingState state(Position position, Schedule.Run schedule, Guide guide, List<Keep.Shelf> shelves) {
        Map<String, String> facts = new LinkedHashMap<>();
        settings().forEach((name, value) -> facts.put(SETTING + name, value));
        facts.put("steps", String.valueOf(position.steps()));
        facts.put("epochs", String.valueOf(position.epochs()));
        facts.put("loss_sum", String.valueOf(position.lossSum()));
        facts.put("weights", String.valueOf(position.weights()));
        facts.put("examples", String.valueOf(position.examples()));
        facts.put("unmeasured", String.valueOf(position.unmeasured()));
        facts.put("optimizer_steps", String.valueOf(optimizer.steps()));
        schedule.state().forEach((name, value) -> facts.put(SCHEDULE + name, String.valueOf(value)));
        guide.state().forEach((name, value) -> facts.put(STOP + name, String.valueOf(value)));
        for (int i = 0; i < shelves.size(); i++) {
            String shelf = shelf(i);
            shelves.get(i).state().forEach((name, value) -> facts.put(shelf + name, String.valueOf(value)));
        }
        facts.put("ended", String.valueOf(ended));
        facts.put("has_best", String.valueOf(!guide.best().isEmpty()));
        facts.put("averaged", String.valueOf(average.averaged()));
        return new TrainingState(facts, arrays(guide.best(), average.isShown()));
    }

    /** By its text, so that it is the same where others come or go. */
    private String shelf(int i) {
        return KEEP + config.keep().get(i) + ".";
    }

    private Map<String, NdArray> arrays(Map<String, NdArray> best, boolean averaged) {
        Map<String, NdArray> arrays = new LinkedHashMap<>();
        optimizer.state().forEach((name, array) -> arrays.put(OPTIMIZER + name, array));
        best.forEach((name, array) -> arrays.put(BEST + name, array));
        if (averaged) {
            average.apart().forEach((name, array) -> arrays.put(AVERAGE + name, array));
        }
        arrays.putAll(statistics);
        return arrays;
    }

    private HostMemory memory(String layer) {
        return new HostMemory(
                Objects.requireNonNull(statistics.get(STATISTICS + layer)).values());
    }

    /**
     * Reads parameters, optimizer and all the rest, and says where the training stood.
     *
     * @throws NetworkException where the file is of another training, with all that differs; nothing is changed then
     */
    Position read(Path file, Schedule.Run schedule, Guide guide, List<Keep.Shelf> shelves) {
        Map<String, String> facts = Checkpoint.trainingFacts(file);
        if (facts.isEmpty()) {
            throw new NetworkException(
                    "%s does not say where its training stood, so that none can go on from it; a new one can begin with its parameters (--init-from)"
                            .formatted(file));
        }
        requireSame(file, facts);
        if (Boolean.parseBoolean(facts.get("ended"))) {
            throw new NetworkException(
                    "the training of %s has ended with the parameters of its best epoch; a new one can begin with them (--init-from)"
                            .formatted(file));
        }
        try {
            Position position = new Position(
                    Long.parseLong(fact(facts, "steps")),
                    Long.parseLong(fact(facts, "epochs")),
                    Double.parseDouble(fact(facts, "loss_sum")),
                    Double.parseDouble(fact(facts, "weights")),
                    Long.parseLong(fact(facts, "examples")),
                    Boolean.parseBoolean(fact(facts, "unmeasured")));
            long optimizerSteps = Long.parseLong(fact(facts, "optimizer_steps"));
            Map<String, NdArray> best = Boolean.parseBoolean(fact(facts, "has_best")) ? guide.room() : Map.of();
            long averaged = Long.parseLong(facts.getOrDefault("averaged", "0"));
            Checkpoint.loadArrays(file, arrays(best, averaged > 0));
            Checkpoint.load(network, file);
            average.resume(averaged);
            recallStatistics();
            optimizer.resume(optimizerSteps);
            schedule.resume(numbers(facts, SCHEDULE));
            guide.resume(numbers(facts, STOP));
            for (int i = 0; i < shelves.size(); i++) {
                shelves.get(i).resume(numbers(facts, shelf(i)));
            }
            return position;
        } catch (NumberFormatException e) {
            throw new NetworkException(
                    "%s is damaged: what it says of its training is no number: %s".formatted(file, e.getMessage()), e);
        }
    }

    private void requireSame(Path file, Map<String, String> facts) {
        List<String> differing = new ArrayList<>();
        settings().forEach((name, value) -> {
            String before = facts.get(SETTING + name);
            if (before != null && !before.equals(value)) {
                differing.add(name.equals(NETWORK) ? difference(before, value) : changed(name, before, value));
            }
        });
        if (!differing.isEmpty()) {
            throw new NetworkException(
                    "the training of %s cannot go on: %s; name what it had, or begin a new one with its parameters (--init-from)"
                            .formatted(file, String.join("; ", differing)));
        }
    }

    private static String changed(String name, String before, String now) {
        return "%s was %s and is %s".formatted(name, plain(before), plain(now));
    }

    private static String plain(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    /** Of two networks, line by line, the first thing that is not the same. */
    private static String difference(String before, String now) {
        List<String> old = before.lines().toList();
        List<String> here = now.lines().toList();
        int line = 0;
        while (line < old.size() && line < here.size() && old.get(line).equals(here.get(line))) {
            line++;
        }
        return changed(
                "the network",
                line < old.size() ? old.get(line) : "shorter",
                line < here.size() ? here.get(line) : "shorter");
    }

    private static String fact(Map<String, String> facts, String name) {
        String value = facts.get(name);
        if (value == null) {
            throw new NumberFormatException(name + " is missing");
        }
        return value;
    }

    private static Map<String, Double> numbers(Map<String, String> facts, String prefix) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        facts.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                numbers.put(name.substring(prefix.length()), Double.valueOf(value));
            }
        });
        return numbers;
    }

    @Override
    public void close() {
        statistics.values().forEach(NdArray::close);
    }
}
