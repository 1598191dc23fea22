package org.netloom.cli;

/** Command lines to copy. */
final class Shell {
    private Shell() {}

    /** How the user called this program, as the launcher tells. */
    static String command() {
        String command = System.getenv("NETLOOM_COMMAND");
        return command == null ? "netloom" : command;
    }

    /** A word that a POSIX shell takes for one. */
    static String quote(String word) {
        return word.matches("[\\w./:=@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
