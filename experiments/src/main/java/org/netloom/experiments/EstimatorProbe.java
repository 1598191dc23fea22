package org.netloom.experiments;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.netloom.runtime.Network;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.TrainingPass.LayerStatistics;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.parameter.Role;
import org.netloom.runtime.statistics.Estimator;
import org.netloom.runtime.statistics.MovingStatistics;
import org.netloom.runtime.train.Evaluator;
import org.netloom.runtime.train.GradientListener;
import org.netloom.runtime.train.Recalibration;
import org.netloom.runtime.train.TrainConfig;

/**
 * Scores the same weights under moving statistics of several estimators: all of them take in every batch of the
 * training, and every so many steps each one's statistics are put into a second network with the weights of that
 * moment. The network that is trained is only looked at.
 */
final class EstimatorProbe implements Probe, GradientListener {
    static final String RECALIBRATED = String.format(Locale.ROOT, "recalibrate(%d)", TrainConfig.RECALIBRATE);

    private final Subject subject;
    private final int every;
    private final Network twin;
    private final Evaluator evaluator;
    private final Recalibration recalibration;
    private final List<Follower> followers = new ArrayList<>();

    /** An estimator and its statistics of each layer. */
    private static final class Follower implements AutoCloseable {
        private final String name;
        private final Map<String, MovingStatistics> layers = new LinkedHashMap<>();
        private final List<NdArray> arrays = new ArrayList<>();

        Follower(String name, Estimator estimator, Network network) {
            this.name = name;
            network.movingStatistics()
                    .forEach((layer, statistics) -> layers.put(layer, follow(estimator, network.engine(), statistics)));
        }

        /** What an estimator makes of the batches of a layer, and of the weights before it. */
        private MovingStatistics follow(Estimator estimator, Engine engine, MovingStatistics layer) {
            Estimator.Linear before = layer.linear();
            return (before == null ? estimator : estimator.through(before))
                    .create(
                            new Estimator.Arrays() {
                                private long reads;

                                @Override
                                public NdArray array(String array, Role role, int length) {
                                    return Follower.this.array(engine, role, length);
                                }

                                /** The weights may be others each time. */
                                @Override
                                public long revision() {
                                    return ++reads;
                                }
                            },
                            layer.mean().shape().get(0));
        }

        private NdArray array(Engine engine, Role role, int length) {
            NdArray array = engine.zeros(length);
            if (role == Role.MOVING_VARIANCE) {
                array.values().assign(1);
            }
            arrays.add(array);
            return array;
        }

        MovingStatistics of(String layer) {
            MovingStatistics statistics = layers.get(layer);
            if (statistics == null) {
                throw new IllegalStateException("no statistics of " + layer);
            }
            return statistics;
        }

        @Override
        public void close() {
            arrays.forEach(NdArray::close);
        }
    }

    /**
     * @param estimators by the names of their series
     * @param every how many steps lie between two evaluations; the last step is always followed by one
     */
    EstimatorProbe(Subject subject, Map<String, Estimator> estimators, int every) {
        this.subject = subject;
        this.every = every;
        this.twin = subject.net().create(subject.network().engine());
        int batch = subject.config().batch();
        this.evaluator = new Evaluator(twin, batch);
        this.recalibration = new Recalibration(
                twin,
                subject.data().train(),
                TrainConfig.RECALIBRATE,
                batch,
                subject.config().seed());
        estimators.forEach((name, estimator) -> followers.add(new Follower(name, estimator, subject.network())));
    }

    /** The series of an estimator: {@code test_accuracy/kalman}. */
    static String series(String estimator) {
        return LearningProbe.TEST_ACCURACY + "/" + estimator;
    }

    @Override
    public void backward(TrainingPass pass) {
        for (LayerStatistics layer : pass.layerStatistics()) {
            for (Follower follower : followers) {
                follower.of(layer.site().layer()).update(layer.batch());
            }
        }
    }

    @Override
    public void step(Step step) {
        if (step.step() % every != 0 && step.step() != subject.steps()) {
            return;
        }
        for (int i = 0; i < twin.parameters().size(); i++) {
            twin.parameters()
                    .get(i)
                    .value()
                    .assign(subject.network().parameters().get(i).value());
        }
        for (Follower follower : followers) {
            twin.movingStatistics().forEach((layer, statistics) -> {
                statistics.mean().values().assign(follower.of(layer).mean().values());
                statistics
                        .variance()
                        .values()
                        .assign(follower.of(layer).variance().values());
            });
            twin.parametersChanged();
            score(follower.name, step);
        }
        recalibration.run();
        score(RECALIBRATED, step);
    }

    private void score(String estimator, Step step) {
        double accuracy = evaluator
                .evaluate(subject.data().test(), subject.config().loss())
                .accuracy();
        subject.record().add(series(estimator), step.step(), step.epoch(), accuracy);
    }

    @Override
    public void close() {
        followers.forEach(Follower::close);
        recalibration.close();
        evaluator.close();
        twin.close();
    }
}
