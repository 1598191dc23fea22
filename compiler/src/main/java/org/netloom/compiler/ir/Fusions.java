package org.netloom.compiler.ir;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All fusions of one pass through a network. */
public final class Fusions {
    /** By the name of each of their nodes. */
    private final Map<String, Fusion> members = new LinkedHashMap<>();

    private Fusions(List<Fusion> fusions) {
        for (Fusion fusion : fusions) {
            for (Node node : fusion.nodes()) {
                members.put(node.name(), fusion);
            }
        }
    }

    public static Fusions none() {
        return new Fusions(List.of());
    }

    /** Those of the training pass. */
    public static Fusions training(Network network) {
        Fusions fusions = new Fusions(FuseBatchNorm.of(network));
        // No node is in two: an activation has one layer before it.
        FuseActivation.inTraining(network).forEach(fusions::add);
        return fusions;
    }

    /** Those of the inference pass of a network whose {@linkplain PoolBeforeActivation poolings are in their place}. */
    public static Fusions inference(Network network) {
        return new Fusions(FuseActivation.inInference(network));
    }

    private void add(Fusion fusion) {
        fusion.nodes().forEach(node -> members.put(node.name(), fusion));
    }

    /** The fusion that a node is part of, or null. */
    public @Nullable Fusion of(Node node) {
        return members.get(node.name());
    }

    /** In the order of their first nodes. */
    public Collection<Fusion> all() {
        return members.values().stream().distinct().toList();
    }
}
