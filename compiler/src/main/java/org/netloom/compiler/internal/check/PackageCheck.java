package org.netloom.compiler.internal.check;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.lang.model.SourceVersion;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.builtin.RuntimeNames;
import org.netloom.compiler.internal.syntax.NetFile;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.source.Span;

/** Checks that each package can be one of generated classes, beside Java's own and those that generated code imports. */
final class PackageCheck {
    /** A path of a file holds some thousand characters on every system; a name in it about 250 bytes. */
    static final int LONGEST = 1_000;

    /** The packages of the JDK: Java loads no other classes into the first, and javac none into those of a module. */
    static final List<String> JDK = List.of(
            "java",
            "javax",
            "jdk",
            "sun",
            "com.sun",
            "netscape.javascript",
            "org.ietf.jgss",
            "org.jcp.xml",
            "org.w3c.dom",
            "org.xml.sax");

    private final Problems problems;
    /** A package, and each around it, with the first file's clause. */
    private final Map<String, Span> seen = new HashMap<>();
    /** Classes by their whole names. */
    private final Map<String, NetFile.Name> classes = new HashMap<>();

    PackageCheck(Problems problems) {
        this.problems = problems;
    }

    /**
     * Checks the package of a file.
     *
     * @param declared the clause, or null where the package comes from elsewhere
     */
    void check(String name, NetFile file, NetFile.@Nullable Name declared) {
        if (name.isEmpty()) {
            return;
        }
        Span place = declared == null ? new Span(file.source(), 0, 0) : declared.span();
        String refusal = refusal(name);
        if (refusal != null) {
            problems.add(Problem.error("net.package-not-java", place, refusal)
                    .help("write another at the top of the file: package org.example.nets;"));
        } else {
            prefixes(name).forEach(prefix -> seen.putIfAbsent(prefix, place));
        }
    }

    private static @Nullable String refusal(String name) {
        int length = bytes(name);
        if (length > LONGEST
                || List.of(name.split("\\.", -1)).stream().anyMatch(part -> bytes(part) > NameCheck.LONGEST)) {
            return String.format(
                    Locale.ROOT,
                    "a package can have %,d bytes, and %d between two dots, but this one has %,d",
                    LONGEST,
                    NameCheck.LONGEST,
                    length);
        }
        if (!SourceVersion.isName(name, SourceVersion.RELEASE_17)) {
            return "'%s' cannot be a Java package".formatted(name);
        }
        for (String jdk : JDK) {
            if (isWithin(name, jdk)) {
                return "'%s' cannot be a package of nets: what begins with %s belongs to Java itself"
                        .formatted(name, jdk);
            }
        }
        for (String library : RuntimeNames.LIBRARIES) {
            if (isWithin(name, library)) {
                return "'%s' cannot be a package of nets: generated code imports classes of %s"
                        .formatted(name, library);
            }
        }
        return null;
    }

    /** Remembers a class, for {@link #reportClashes}. */
    void declare(NetFile.Name net, String packageName) {
        classes.putIfAbsent(packageName.isEmpty() ? net.text() : packageName + "." + net.text(), net);
    }

    /** Reports the classes that have the name of a package. */
    void reportClashes() {
        Set<String> others = new HashSet<>();
        RuntimeNames.LIBRARIES.forEach(library -> others.addAll(prefixes(library)));
        classes.forEach((name, net) -> {
            Span place = seen.get(name);
            if (place != null || others.contains(name)) {
                Problem problem = Problem.error(
                        "net.name-taken",
                        net.span(),
                        "a net cannot be called '%s' here, because %s is a package".formatted(net.text(), name));
                problems.add(
                        place == null
                                ? problem.help("did you mean '%sNet'?".formatted(net.text()))
                                : problem.related(place, "the package is here"));
            }
        });
    }

    private static boolean isWithin(String name, String outer) {
        return name.equals(outer) || name.startsWith(outer + ".");
    }

    private static List<String> prefixes(String name) {
        List<String> prefixes = new ArrayList<>(List.of(name));
        for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
            prefixes.add(name.substring(0, dot));
        }
        return prefixes;
    }

    static int bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }
}
