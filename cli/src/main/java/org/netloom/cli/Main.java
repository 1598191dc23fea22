package org.netloom.cli;

/** The process: streams and exit code. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Terminal terminal = Terminal.ofProcess(System.getenv());
        int code = Netloom.run(terminal, args);
        terminal.out().flush();
        StopOnSignal.mainIsDone();
        System.exit(code);
    }
}
