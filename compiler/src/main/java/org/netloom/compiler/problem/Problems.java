package org.netloom.compiler.problem;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.netloom.compiler.source.SourceFile;
import org.netloom.compiler.source.Span;

/**
 * Collects problems while the stages go on; a stage that reports one never throws for it. What is found at one place more
 * than once is reported once: the text of a block is walked for each of its uses.
 */
public final class Problems {
    private final List<Problem> found;
    private final Set<Place> places;
    private final UnaryOperator<Problem> change;

    private record Place(String id, Span span) {}

    public Problems() {
        this(new ArrayList<>(), new HashSet<>(), UnaryOperator.identity());
    }

    private Problems(List<Problem> found, Set<Place> places, UnaryOperator<Problem> change) {
        this.found = found;
        this.places = places;
        this.change = change;
    }

    /** Adds to the same problems, each changed like this before. */
    public Problems changing(UnaryOperator<Problem> everyProblem) {
        return new Problems(found, places, everyProblem);
    }

    public void add(Problem problem) {
        if (places.add(new Place(problem.id(), problem.span()))) {
            found.add(change.apply(problem));
        }
    }

    public void addAll(List<Problem> problems) {
        problems.forEach(this::add);
    }

    public boolean hasErrors() {
        return found.stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
    }

    /** Whether there is none of this file. */
    public boolean none(SourceFile file) {
        return found.stream().noneMatch(problem -> problem.span().file().equals(file));
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
