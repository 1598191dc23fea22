package org.netloom.cli;

import java.util.Optional;
import org.netloom.compiler.internal.explain.ExplainEngine;
import org.netloom.compiler.internal.explain.ExplainEngine.KernelOf;
import org.netloom.runtime.engine.Engines;

/** What the runtime knows of an engine, for who explains a network. */
record EngineFacts(String name) implements ExplainEngine.Facts {

    @Override
    public KernelOf kernelOf(String className) {
        return KernelOf.valueOf(Engines.kernelOf(name, className).name());
    }

    @Override
    public String fallback() {
        return Engines.fallback(name).orElse("");
    }

    @Override
    public Optional<String> algorithm(ExplainEngine.Convolution conv) {
        return Engines.algorithm(
                name,
                new Engines.Convolution(
                        conv.in(),
                        conv.out(),
                        axis(conv.height()),
                        axis(conv.width()),
                        conv.groups(),
                        conv.algorithm()));
    }

    private static Engines.Axis axis(ExplainEngine.Axis axis) {
        return new Engines.Axis(axis.input(), axis.kernel(), axis.stride(), axis.pad(), axis.dilation());
    }
}
