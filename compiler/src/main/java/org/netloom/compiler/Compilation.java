package org.netloom.compiler;

import java.util.List;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.syntax.NetFile;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Severity;

/**
 * What came of some files, stage by stage.
 *
 * @param files their syntax trees, in the order given
 * @param networks the nets that have no error, in the order of the files, as they are emitted
 * @param classes one Java source for each net; none at all where there is an error anywhere
 * @param problems sorted by file and place
 */
public record Compilation(
        List<NetFile> files, List<Network> networks, List<GeneratedClass> classes, List<Problem> problems) {
    public Compilation {
        files = List.copyOf(files);
        networks = List.copyOf(networks);
        classes = List.copyOf(classes);
        problems = List.copyOf(problems);
    }

    /** Whether there is no error. */
    public boolean succeeded() {
        return problems.stream().noneMatch(problem -> problem.severity() == Severity.ERROR);
    }

    /**
     * The Java source of one net.
     *
     * @param packageName may be empty
     * @param className the simple name
     * @param source the whole text of the file
     */
    public record GeneratedClass(String packageName, String className, String source) {
        /** {@code org/netloom/models/LeNetBn.java}. */
        public String path() {
            return (packageName.isEmpty() ? "" : packageName.replace('.', '/') + "/") + className + ".java";
        }

        public String qualifiedName() {
            return packageName.isEmpty() ? className : packageName + "." + className;
        }
    }
}
