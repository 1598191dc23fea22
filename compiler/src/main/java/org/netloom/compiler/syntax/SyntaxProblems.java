package org.netloom.compiler.syntax;

import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.source.SourceFile;
import org.netloom.compiler.source.Span;

/** The problems of one file's text; after so many that nobody reads on, the rest is left out, with a word. */
final class SyntaxProblems {
    static final int MOST_PROBLEMS = 50;

    private final SourceFile source;
    private final Problems problems;
    private int count;

    SyntaxProblems(SourceFile source, Problems problems) {
        this.source = source;
        this.problems = problems;
    }

    void add(Problem problem) {
        count++;
        if (count <= MOST_PROBLEMS) {
            problems.add(problem);
        }
    }

    void fileTooLarge(int most) {
        problems.add(Problem.error(
                        "syntax.file-too-large",
                        new Span(source, 0, 0),
                        "the file has %,d characters and the most is %,d"
                                .formatted(source.text().length(), most))
                .help("is it a .net file? a network of many equal parts is shorter as blocks or as several files"));
    }

    /** To be called when no more can come. */
    void finish() {
        if (count > MOST_PROBLEMS) {
            int end = source.text().length();
            problems.add(Problem.error(
                            "syntax.too-many-problems",
                            new Span(source, end, end),
                            "%,d more problems are not shown".formatted(count - MOST_PROBLEMS))
                    .help("is it a .net file? mend the first ones and look again"));
        }
    }
}
