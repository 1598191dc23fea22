package org.netloom.runtime.data;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.runtime.Network;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.loss.Loss;
import org.netloom.runtime.loss.Loss.Target;

/** Whether a loss can compare a network's outputs with the targets of some data, each of which it looks at. */
final class TargetFit {
    private final Dataset data;
    private final Network network;
    private final Loss loss;
    private final int outputs;

    /** @param loss takes targets of this kind, at places that the network has outputs for */
    TargetFit(Dataset data, Network network, Loss loss) {
        this.data = data;
        this.network = network;
        this.loss = loss;
        List<Integer> output = network.outputShape();
        this.outputs = output.get(output.size() - 1);
    }

    void require() {
        if (data.targets() == 0) {
            requireOutputs(Target.CLASSES);
            requireLabels();
        } else {
            requireWidth();
            requireOutputs(Target.NUMBERS);
            requireNumbers();
        }
    }

    private void requireOutputs(Target target) {
        String refusal = loss.refusalOfOutputs(outputs, target);
        if (refusal != null) {
            throw new NetworkException("%s: %s".formatted(network.name(), refusal));
        }
    }

    private void requireLabels() {
        int classes = loss.classes(outputs);
        boolean counts = false;
        for (int i = 0; (data.classes() > classes || !counts) && i < data.size(); i++) {
            for (int t = 0; t < data.positions(); t++) {
                int label = data.label(i, t);
                if (loss.ignores(label)) {
                    continue;
                }
                counts = true;
                if (label >= classes) {
                    throw new NetworkException(String.format(
                            Locale.ROOT,
                            "%s holds the label %d (example %d) but %s tells %d classes apart, 0 to %d",
                            data.name(),
                            label,
                            i,
                            network.name(),
                            classes,
                            classes - 1));
                }
            }
        }
        if (!counts) {
            throw new NetworkException(
                    "%s holds no label but the one that the loss %s ignores".formatted(data.name(), loss));
        }
    }

    private void requireWidth() {
        if (data.targets() != outputs) {
            throw new NetworkException(String.format(
                    Locale.ROOT,
                    "%s has %d number%s for a target but %s puts out %d; end with dense(%d)",
                    data.name(),
                    data.targets(),
                    data.targets() == 1 ? "" : "s",
                    network.name(),
                    outputs,
                    data.targets()));
        }
    }

    private void requireNumbers() {
        double[] all = new double[outputs * data.positions()];
        double[] row = new double[outputs];
        for (int i = 0; i < data.size(); i++) {
            data.copyTargets(i, all, 0);
            for (int t = 0; t < data.positions(); t++) {
                System.arraycopy(all, t * outputs, row, 0, outputs);
                for (int k = 0; k < outputs; k++) {
                    String refusal = refusal(row[k]);
                    if (refusal != null) {
                        throw new NetworkException("%s: the target %s%s is %s, which %s"
                                .formatted(data.name(), name(k), place(i, t), row[k], refusal));
                    }
                }
                String refusal = loss.refusal(row);
                if (refusal != null) {
                    throw new NetworkException("%s: the targets %s %s; the loss %s takes no others"
                            .formatted(data.name(), place(i, t), refusal, loss.name()));
                }
            }
        }
    }

    private @Nullable String refusal(double target) {
        if (!Double.isFinite(target)) {
            return "is no number to compare with";
        }
        if (network.engine().dataType() == DataType.FLOAT && !Float.isFinite((float) target)) {
            return "is more than a float holds; scale the targets, or take --dtype double";
        }
        String refusal = loss.refusal(target);
        return refusal == null ? null : "%s; the loss %s takes no others".formatted(refusal, loss.name());
    }

    /** Its name, or its number where there are several. */
    private String name(int k) {
        return data.targetNames().isEmpty()
                ? outputs == 1 ? "" : k + " "
                : "'" + data.targetNames().get(k) + "' ";
    }

    /** {@code of example 17}, {@code of example 17, position 3}. */
    private String place(int example, int position) {
        return data.positions() == 1
                ? String.format(Locale.ROOT, "of example %d", example)
                : String.format(Locale.ROOT, "of example %d, position %d,", example, position);
    }
}
