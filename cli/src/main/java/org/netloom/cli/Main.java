package org.netloom.cli;

import org.netloom.runtime.engine.NativeVariant;

/** The process: streams, the native library for this CPU, exit code. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        // Before the first class of ND4J is loaded, which takes both from system properties.
        NativeVariant.choose();
        NativeMemory.limit();
        Terminal terminal = Terminal.ofProcess(System.getenv());
        int code = Netloom.run(terminal, args);
        terminal.out().flush();
        StopOnSignal.mainIsDone();
        System.exit(code);
    }
}
