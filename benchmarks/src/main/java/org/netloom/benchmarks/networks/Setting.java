package org.netloom.benchmarks.networks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.netloom.benchmarks.measuring.Kind;
import org.netloom.benchmarks.measuring.Net;

/** What every peer is asked to do, one setting behind another. */
record Setting(Net net, Kind kind, int threads) {

    int batch() {
        return kind == Kind.LATENCY ? 1 : net.batch();
    }

    /** {@code lenet_bn training, batch 256, 2 threads}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s %s, batch %d, %s", net.key(), kind.key(), batch(), threads(threads));
    }

    static String threads(int count) {
        return count == 1 ? "1 thread" : count + " threads";
    }

    /** Whether the machine's peak says something of it: whether it is arithmetic, a batch at a time. */
    boolean hasPeak() {
        return kind == Kind.TRAINING || kind == Kind.INFERENCE;
    }

    /**
     * The settings of a run: training and inference of every network, the latency of lenet_bn, the start of lenet_bn and
     * resnet18; latency with one thread, all else with each of these numbers.
     *
     * @param only names of networks, of measurements, or of both; where none of a sort is named, all of it are meant
     * @throws IllegalArgumentException for a name that is neither, in a sentence for the user
     */
    static List<Setting> of(List<String> only, List<Integer> threads) {
        Set<Net> nets = EnumSet.noneOf(Net.class);
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        for (String name : only) {
            List<Net> namedNets = Arrays.stream(Net.values())
                    .filter(net -> net.key().equals(name))
                    .toList();
            List<Kind> namedKinds = Arrays.stream(Kind.values())
                    .filter(kind -> kind.key().equals(name))
                    .toList();
            if (namedNets.isEmpty() && namedKinds.isEmpty()) {
                throw new IllegalArgumentException("'%s' is neither a network (%s) nor a measurement (%s)"
                        .formatted(name, names(Net.values(), Net::key), names(Kind.values(), Kind::key)));
            }
            nets.addAll(namedNets);
            kinds.addAll(namedKinds);
        }
        Set<Setting> settings = new LinkedHashSet<>();
        for (Net net : Net.values()) {
            for (Kind kind : Kind.values()) {
                if (isMeasured(net, kind)
                        && (nets.isEmpty() || nets.contains(net))
                        && (kinds.isEmpty() || kinds.contains(kind))) {
                    threads.forEach(count -> settings.add(new Setting(net, kind, kind == Kind.LATENCY ? 1 : count)));
                }
            }
        }
        if (settings.isEmpty()) {
            throw new IllegalArgumentException(
                    "nothing is left to measure: latency is measured of lenet_bn, start of lenet_bn and resnet18");
        }
        return new ArrayList<>(settings);
    }

    private static boolean isMeasured(Net net, Kind kind) {
        return switch (kind) {
            case TRAINING, INFERENCE -> true;
            case LATENCY -> net == Net.LENET_BN;
            case START -> net == Net.LENET_BN || net == Net.RESNET18;
        };
    }

    private static <T> String names(T[] values, Function<T, String> name) {
        return Arrays.stream(values).map(name).collect(Collectors.joining(", "));
    }
}
