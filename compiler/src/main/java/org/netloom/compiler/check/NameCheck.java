package org.netloom.compiler.check;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.lang.model.SourceVersion;
import org.netloom.compiler.ir.ConstantName;
import org.netloom.compiler.ir.Network;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.syntax.NetFile;

/** Checks that each net's name can be the name of its Java class, next to those of the others. */
final class NameCheck {
    /** Words that Java 17 lets no class be called, though they are no keywords everywhere. */
    private static final Set<String> RESTRICTED = Set.of("var", "yield", "record", "sealed", "permits");

    /** Names that mean something else inside a generated class or in every file of its package. */
    private static final Map<String, String> TAKEN = Map.of(
            "Training", "is the class of its training pass",
            "Inference", "is the class of its inference pass",
            "Gradient", "is a class that every training pass inherits",
            "LayerOutput", "is a class that every pass inherits",
            "String", "is java.lang.String in every Java file",
            "Integer", "is java.lang.Integer in every Java file",
            "Override", "is java.lang.Override in every Java file",
            "java", "would hide the package java",
            "javax", "would hide the package javax",
            "org", "would hide the package org");

    private final Map<String, NetFile.Net> exact = new HashMap<>();
    private final Map<String, NetFile.Net> anyCase = new HashMap<>();
    private final Problems problems;

    NameCheck(Problems problems) {
        this.problems = problems;
    }

    void check(NetFile.Net net, String packageName) {
        NetFile.Name name = net.name();
        String text = name.text();
        if (!SourceVersion.isIdentifier(text)
                || SourceVersion.isKeyword(text, SourceVersion.RELEASE_17)
                || RESTRICTED.contains(text)) {
            problems.add(Problem.error(
                            "net.name-not-java",
                            name.span(),
                            "a net cannot be called '%s', which Java does not allow as a class name".formatted(text))
                    .help("did you mean '%s'?".formatted(capitalised(text))));
        } else if (TAKEN.containsKey(text)) {
            problems.add(Problem.error(
                            "net.name-taken",
                            name.span(),
                            "a net cannot be called '%s', which %s".formatted(text, TAKEN.get(text)))
                    .help("did you mean '%sNet'?".formatted(text)));
        }
        checkUnique(name, net, packageName);
    }

    private void checkUnique(NetFile.Name name, NetFile.Net net, String packageName) {
        String qualified = packageName + "." + name.text();
        NetFile.Net same = exact.putIfAbsent(qualified, net);
        if (same != null) {
            problems.add(
                    Problem.error("net.name-twice", name.span(), "a net '%s' exists already".formatted(name.text()))
                            .related(same.name().span(), "first defined here"));
            return;
        }
        NetFile.Net similar = anyCase.putIfAbsent(qualified.toLowerCase(Locale.ROOT), net);
        if (similar != null) {
            problems.add(Problem.error(
                            "net.name-case",
                            name.span(),
                            "'%s' and '%s' differ only in case, and would be one file on some systems"
                                    .formatted(name.text(), similar.name().text()))
                    .related(similar.name().span(), "first defined here"));
        }
    }

    /** Each parameter of a net becomes a constant of its class, which needs a name that nothing else there has. */
    void checkConstants(NetFile.Net net, Network network) {
        Map<String, String> taken = new HashMap<>();
        network.nodes().forEach(node -> taken.put(node.name().toUpperCase(Locale.ROOT), "the layer " + node.name()));
        for (NetFile.Parameter parameter : net.parameters()) {
            NetFile.Name name = parameter.name();
            String other = taken.putIfAbsent(ConstantName.of(name.text()), "the parameter " + name.text());
            if (other != null && !other.equals("the parameter " + name.text())) {
                problems.add(Problem.error(
                        "net.parameter-name",
                        name.span(),
                        "the parameter '%s' would have the Java name %s, which %s has"
                                .formatted(name.text(), ConstantName.of(name.text()), other)));
            }
        }
    }

    private static String capitalised(String text) {
        String letters = text.replaceAll("[^A-Za-z0-9]", "");
        return letters.isEmpty()
                ? "Net"
                : letters.substring(0, 1).toUpperCase(Locale.ROOT) + letters.substring(1) + "Net";
    }
}
