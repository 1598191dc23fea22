package org.netloom.compiler.internal.check;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.lang.model.SourceVersion;
import org.netloom.compiler.internal.ir.ConstantName;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.PassClass;
import org.netloom.compiler.internal.syntax.NetFile;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;

/** Checks that each net's name can be the name of its Java class, next to those of the others. */
final class NameCheck {
    /** Words that Java 17 lets no class be called, though they are no keywords everywhere. */
    private static final Set<String> RESTRICTED = Set.of("var", "yield", "record", "sealed", "permits");

    /** The most bytes of a name in UTF-8: with what is put behind it, it is the name of a file. */
    static final int LONGEST = 200;

    /** Windows takes no files of these names, whatever is behind the dot. */
    private static final Pattern DEVICE = Pattern.compile("(?i)con|prn|aux|nul|(?:com|lpt)[1-9]");

    /** Names that mean something else inside a generated class or in every file of its package. */
    private static final Map<String, String> TAKEN = taken();

    private final Map<String, NetFile.Net> exact = new HashMap<>();
    private final Map<String, Declared> anyCase = new HashMap<>();
    private final Problems problems;

    /** A net in its package. */
    private record Declared(NetFile.Net net, String qualified) {}

    NameCheck(Problems problems) {
        this.problems = problems;
    }

    private static Map<String, String> taken() {
        Map<String, String> taken = new HashMap<>();
        for (PassClass pass : PassClass.values()) {
            taken.put(
                    pass.simpleName(),
                    "is the class of its %s pass".formatted(pass.simpleName().toLowerCase(Locale.ROOT)));
        }
        taken.put("Gradient", "is a class that every training pass inherits");
        taken.put("LayerStatistics", "is a class that every training pass inherits");
        taken.put("LayerOutput", "is a class that every pass inherits");
        for (String name : List.of("String", "Integer", "Override")) {
            taken.put(name, "is java.lang.%s in every Java file".formatted(name));
        }
        for (String name : List.of("java", "javax", "org")) {
            taken.put(name, "would hide the package " + name);
        }
        return Map.copyOf(taken);
    }

    void check(NetFile.Net net, String packageName) {
        NetFile.Name name = net.name();
        String text = name.text();
        if (PackageCheck.bytes(text) > LONGEST) {
            problems.add(Problem.error(
                            "net.name-not-java",
                            name.span(),
                            String.format(
                                    Locale.ROOT,
                                    "the name of a net can have %,d bytes, because a file is called so, but this one"
                                            + " has %,d",
                                    LONGEST,
                                    PackageCheck.bytes(text)))
                    .help("write a shorter one"));
        } else if (!SourceVersion.isIdentifier(text)
                || SourceVersion.isKeyword(text, SourceVersion.RELEASE_17)
                || RESTRICTED.contains(text)) {
            problems.add(Problem.error(
                            "net.name-not-java",
                            name.span(),
                            "a net cannot be called '%s', which Java does not allow as a class name".formatted(text))
                    .help("did you mean '%s'?".formatted(capitalized(text))));
        } else if (TAKEN.containsKey(text)) {
            reportTaken(name, "which " + TAKEN.get(text));
        } else if (DEVICE.matcher(text).matches()) {
            reportTaken(name, "which Windows takes for a device, not for a file");
        }
        checkUnique(net, packageName);
    }

    private void reportTaken(NetFile.Name name, String why) {
        problems.add(Problem.error(
                        "net.name-taken", name.span(), "a net cannot be called '%s', %s".formatted(name.text(), why))
                .help("did you mean '%sNet'?".formatted(name.text())));
    }

    private void checkUnique(NetFile.Net net, String packageName) {
        NetFile.Name name = net.name();
        String qualified = packageName.isEmpty() ? name.text() : packageName + "." + name.text();
        NetFile.Net same = exact.putIfAbsent(qualified, net);
        if (same != null) {
            problems.add(
                    Problem.error("net.name-twice", name.span(), "a net '%s' exists already".formatted(name.text()))
                            .related(same.name().span(), "first defined here"));
            return;
        }
        Declared declared = new Declared(net, qualified);
        Declared similar = anyCase.putIfAbsent(file(qualified), declared);
        for (PassClass pass : PassClass.values()) {
            Declared other = anyCase.putIfAbsent(file(pass.binaryName(qualified)), declared);
            similar = similar == null ? other : similar;
        }
        if (similar != null) {
            problems.add(clash(declared, similar).related(similar.net().name().span(), "first defined here"));
        }
    }

    private static Problem clash(Declared net, Declared other) {
        NetFile.Name name = net.net().name();
        String first = net.qualified();
        String second = other.qualified();
        if (!file(first).equals(file(second))) {
            return Problem.error(
                            "net.name-case",
                            name.span(),
                            "'%s' and a class inside of '%s' would be one file".formatted(first, second))
                    .help("a $ stands between the names of a class and of one inside it; write the name without");
        }
        boolean samePackage = first.lastIndexOf('.') == second.lastIndexOf('.')
                && first.startsWith(second.substring(0, second.lastIndexOf('.') + 1));
        return Problem.error(
                "net.name-case",
                name.span(),
                "'%s' and '%s' differ only in %s, and would be one file on some systems"
                        .formatted(
                                samePackage ? name.text() : first,
                                samePackage ? other.net().name().text() : second,
                                first.equalsIgnoreCase(second) ? "case" : "case or in how letters are composed"));
    }

    /** What two names that are one file on some systems have in common. */
    private static String file(String qualified) {
        return Normalizer.normalize(qualified, Normalizer.Form.NFC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }

    /** Each parameter of a net becomes a constant of its class, which needs a name that nothing else there has. */
    void checkConstants(NetFile.Net net, Network network) {
        Map<String, String> taken = new HashMap<>();
        network.nodes().forEach(node -> taken.put(node.name().toUpperCase(Locale.ROOT), "the layer " + node.name()));
        for (NetFile.Parameter parameter : net.parameters()) {
            NetFile.Name name = parameter.name();
            String other = taken.putIfAbsent(ConstantName.of(name.text()), "the parameter " + name.text());
            if (PackageCheck.bytes(name.text()) > LONGEST) {
                problems.add(Problem.error(
                        "net.parameter-name",
                        name.span(),
                        String.format(
                                Locale.ROOT,
                                "the name of a net's parameter can have %,d bytes, but this one has %,d",
                                LONGEST,
                                PackageCheck.bytes(name.text()))));
            } else if (!SourceVersion.isName(ConstantName.of(name.text()), SourceVersion.RELEASE_17)) {
                problems.add(Problem.error(
                                "net.parameter-name",
                                name.span(),
                                "the parameter '%s' would have the Java name %s, which Java does not allow"
                                        .formatted(name.text(), ConstantName.of(name.text())))
                        .help("write a word of letters"));
            } else if (other != null && !other.equals("the parameter " + name.text())) {
                problems.add(Problem.error(
                        "net.parameter-name",
                        name.span(),
                        "the parameter '%s' would have the Java name %s, which %s has"
                                .formatted(name.text(), ConstantName.of(name.text()), other)));
            }
        }
    }

    private static String capitalized(String text) {
        String letters = text.replaceAll("[^A-Za-z0-9]", "");
        return letters.isEmpty()
                ? "Net"
                : letters.substring(0, 1).toUpperCase(Locale.ROOT) + letters.substring(1) + "Net";
    }
}
