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

    /**
     * A command line in lines that a shell takes for one, each but the last ended by a backslash.
     *
     * @param command of quoted words
     * @param indent how many characters stand before it on its first line; continued lines begin with as many spaces and two
     * @param width how many characters a line may have; 0 for any number
     */
    static String lines(String command, int indent, int width) {
        if (width <= 0 || indent + command.length() <= width) {
            return command;
        }
        StringBuilder lines = new StringBuilder();
        int column = indent;
        // Between words: a space with an even number of quotes behind it.
        for (String word : command.split(" (?=(?:[^']*'[^']*')*[^']*$)", -1)) {
            if (lines.length() > 0 && column + 1 + word.length() + 2 > width) {
                lines.append(" \\\n").append(" ".repeat(indent + 2)).append(word);
                column = indent + 2 + word.length();
            } else {
                lines.append(lines.length() == 0 ? "" : " ").append(word);
                column += word.length() + 1;
            }
        }
        return lines.toString();
    }
}
