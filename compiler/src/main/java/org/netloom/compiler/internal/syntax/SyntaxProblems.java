package org.netloom.compiler.internal.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.source.SourceFile;
import org.netloom.compiler.source.Span;

/** The problems of one file's text; after so many that nobody reads on, the rest is left out, with a word. */
final class SyntaxProblems {
    static final int MOST_PROBLEMS = 50;

    private final SourceFile source;
    private final List<Problem> found = new ArrayList<>();
    private int count;
    private boolean hopeless;

    SyntaxProblems(SourceFile source) {
        this.source = source;
    }

    void add(Problem problem) {
        count++;
        if (count <= MOST_PROBLEMS && !hopeless) {
            found.add(problem);
        }
    }

    /** A problem beside which no other matters: there is no sense in reading the file. */
    void giveUp(Problem problem) {
        hopeless = true;
        found.clear();
        found.add(problem);
    }

    /** Whether nothing was found so far. */
    boolean isEmpty() {
        return found.isEmpty();
    }

    /** Whether {@link #giveUp} was called. */
    boolean hopeless() {
        return hopeless;
    }

    /** To be called when no more can come. */
    void addTo(Problems problems) {
        problems.addAll(found);
        if (count > MOST_PROBLEMS && !hopeless) {
            int end = source.text().length();
            problems.add(Problem.error(
                            "syntax.too-many-problems",
                            new Span(source, end, end),
                            String.format(Locale.ROOT, "%,d more problems are not shown", count - MOST_PROBLEMS))
                    .help("is it a .net file? mend the first ones and look again"));
        }
    }
}
