package org.netloom.compiler.problem;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects problems while the stages go on; a stage that reports one never throws for it. */
public final class Problems {
    private final List<Problem> found = new ArrayList<>();

    public void add(Problem problem) {
        found.add(problem);
    }

    public void addAll(List<Problem> problems) {
        found.addAll(problems);
    }

    public boolean hasErrors() {
        return found.stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
    }

    /** By file in the order of appearance, then by place. */
    public List<Problem> sorted() {
        List<String> files = found.stream()
                .map(problem -> problem.span().file().name())
                .distinct()
                .toList();
        return found.stream()
                .sorted(Comparator.comparingInt((Problem problem) ->
                                files.indexOf(problem.span().file().name()))
                        .thenComparingInt(problem -> problem.span().start())
                        .thenComparing(Problem::severity))
                .toList();
    }
}
