package org.netloom.compiler.internal.lint;

import java.util.ArrayList;
import java.util.List;
import org.netloom.compiler.internal.check.Suggestions;
import org.netloom.compiler.internal.syntax.Allowance;
import org.netloom.compiler.internal.syntax.NetFile;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.problem.Severity;
import org.netloom.compiler.source.SourceFile;
import org.netloom.compiler.source.Span;

/** Leaves out the warnings and notes that a comment in the file allows, and warns of a comment that allows nothing. */
public final class Silence {
    private final List<Problem> all;
    private final List<Problem> silenced = new ArrayList<>();
    private final List<Problem> idle = new ArrayList<>();

    private Silence(List<Problem> all) {
        this.all = all;
    }

    /** What is left, sorted by file and place. */
    public static List<Problem> apply(List<SourceFile> files, Problems problems) {
        Problems left = new Problems();
        Silence silence = new Silence(problems.sorted());
        for (SourceFile file : files) {
            Allowance.of(file, left).forEach(silence::take);
        }
        silence.all.stream()
                .filter(problem -> !silence.silenced.contains(problem))
                .forEach(left::add);
        left.addAll(silence.idle);
        return left.sorted();
    }

    private void take(Allowance allowance) {
        for (NetFile.Name id : allowance.ids()) {
            List<Problem> reached = all.stream()
                    .filter(problem -> covers(allowance, id, problem.span()))
                    .toList();
            List<Problem> meant = reached.stream()
                    .filter(problem -> problem.id().equals(id.text()))
                    .toList();
            if (meant.isEmpty()) {
                // Behind an error much is not looked at, and a warning to come may be missing.
                if (all.stream().noneMatch(problem -> problem.severity() == Severity.ERROR)) {
                    idle.add(nothing(id, reached));
                }
            } else if (meant.get(0).severity() == Severity.ERROR) {
                idle.add(Problem.warning(
                                "syntax.allows-error",
                                id.span(),
                                "%s is an error, which nothing silences".formatted(id.text()))
                        .related(meant.get(0).span(), "it is here"));
            } else {
                silenced.addAll(meant);
            }
        }
    }

    private static boolean covers(Allowance allowance, NetFile.Name id, Span span) {
        return span.file() == id.span().file() && span.start() >= allowance.from() && span.start() <= allowance.to();
    }

    private static Problem nothing(NetFile.Name id, List<Problem> reached) {
        List<String> ids = reached.stream()
                .filter(problem -> problem.severity() != Severity.ERROR)
                .map(Problem::id)
                .distinct()
                .toList();
        String others = ids.isEmpty() ? "leave it out" : "what it can silence here is " + String.join(", ", ids);
        return Problem.warning(
                        "syntax.allows-nothing", id.span(), "nothing here has the problem %s".formatted(id.text()))
                .help(Suggestions.didYouMean(Suggestions.nearest(id.text(), ids), others));
    }
}
