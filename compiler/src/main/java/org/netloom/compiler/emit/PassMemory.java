package org.netloom.compiler.emit;

import com.palantir.javapoet.ClassName;
import org.netloom.compiler.ir.MemoryPlan;
import org.netloom.compiler.ir.Network;
import org.netloom.compiler.ir.Optimizations;

/** The memory of the passes of a network, from the calls of its class. */
public final class PassMemory {
    private PassMemory() {}

    /** That of the training pass: activations, their gradients, and what is kept for the way back. */
    public static MemoryPlan training(Network network, Optimizations optimizations) {
        return TrainingEmitter.memory(network, self(network), optimizations);
    }

    /** That of the inference pass. */
    public static MemoryPlan inference(Network network, Optimizations optimizations) {
        return InferenceEmitter.memory(network, self(network), optimizations);
    }

    private static ClassName self(Network network) {
        return ClassName.get(network.packageName(), network.name());
    }
}
