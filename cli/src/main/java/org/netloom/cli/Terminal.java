package org.netloom.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.internal.io.StandardStreams;

/**
 * Where the command writes.
 *
 * @param out what was asked for: a table, Java source, a JSON object
 * @param err all else
 * @param columns of the terminal that shows {@code err}; 0 where there is none
 * @param width how many characters a line of {@code out} may have; 0 for any number, where no terminal shows it
 * @param colored whether it may be colored
 * @param unicode whether it shows more than ASCII
 */
record Terminal(PrintStream out, PrintStream err, int columns, int width, boolean colored, boolean unicode) {
    /** Fewer columns are not worth a table. */
    private static final int NARROWEST = 40;

    /**
     * What the launcher arranged. ND4J's native code prints to file descriptor 1 when it pleases and the virtual machine
     * to 2, so the launcher says in {@code NETLOOM_STDOUT} and {@code NETLOOM_STDERR} which descriptors the real ones are;
     * where stdout or stderr is a terminal it says its width in {@code NETLOOM_OUT_COLUMNS} or {@code
     * NETLOOM_ERR_COLUMNS}, above which stands what the user says in {@code NETLOOM_COLUMNS}. Without launcher they are
     * what Java takes for them.
     */
    static Terminal ofProcess(Map<String, String> environment) {
        PrintStream given = print(new FileOutputStream(FileDescriptor.err));
        FileOutputStream stderr = stream(environment.get("NETLOOM_STDERR"), FileDescriptor.err, given);
        PrintStream err = print(stderr);
        FileOutputStream stdout = stream(environment.get("NETLOOM_STDOUT"), FileDescriptor.out, err);
        StandardStreams.are(stdout, stderr);
        PrintStream out = new ResultStream(stdout);
        // What Java code prints unasked is no result.
        System.setOut(err);
        System.setErr(err);
        int wanted = number(environment.get("NETLOOM_COLUMNS"));
        int errColumns = number(environment.get("NETLOOM_ERR_COLUMNS"));
        int columns = errColumns == 0 || wanted == 0 ? errColumns : wanted;
        int width = wanted == 0 ? number(environment.get("NETLOOM_OUT_COLUMNS")) : wanted;
        boolean colored = columns > 0 && !environment.containsKey("NO_COLOR");
        return new Terminal(out, err, columns, width, colored, isUtf8(environment));
    }

    /** Whether a person watches {@code err}, so that a line may be overwritten. */
    boolean live() {
        return columns > 0;
    }

    /** The stream with this number; without one {@code usual}. */
    private static FileOutputStream stream(@Nullable String descriptor, FileDescriptor usual, PrintStream err) {
        if (descriptor == null) {
            return new FileOutputStream(usual);
        }
        try {
            // The descriptor itself: opening /dev/fd/3 would be a file position of its own, and overwrite what the
            // shell writes to the same file.
            Constructor<FileDescriptor> open = FileDescriptor.class.getDeclaredConstructor(int.class);
            open.setAccessible(true);
            return new FileOutputStream(open.newInstance(Integer.parseInt(descriptor)));
        } catch (ReflectiveOperationException | InaccessibleObjectException | NumberFormatException e) {
            err.println("netloom: output goes to stderr, because descriptor " + descriptor + " cannot be used: " + e);
            return new FileOutputStream(FileDescriptor.err);
        }
    }

    private static PrintStream print(OutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    /**
     * By the rules of the locale's variables: the first that is set decides. The launcher sets them for the names of files
     * where the user has not, and keeps what the user has in {@code NETLOOM_LOCALE}.
     */
    private static boolean isUtf8(Map<String, String> environment) {
        return Stream.of("NETLOOM_LOCALE", "LC_ALL", "LC_CTYPE", "LANG")
                .map(name -> environment.getOrDefault(name, ""))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .map(value -> value.replace("-", "").toLowerCase(Locale.ROOT).endsWith("utf8"))
                .orElse(false);
    }

    /** A width; 0 where none is said. */
    private static int number(@Nullable String text) {
        int number = text != null && text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
        return number == 0 ? 0 : Math.max(number, NARROWEST);
    }
}
