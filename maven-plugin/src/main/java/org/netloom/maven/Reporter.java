package org.netloom.maven;

import java.io.File;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.maven.plugin.logging.Log;
import org.codehaus.plexus.build.BuildContext;
import org.codehaus.plexus.build.DefaultBuildContext;
import org.netloom.compiler.internal.text.Printable;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.ProblemRenderer;
import org.netloom.compiler.project.NetProject.Outcome;

/** Tells Maven's log, in the form that IDEs make links of, and the IDE that Maven may run in. */
final class Reporter {
    private final Log log;
    private final BuildContext context;

    Reporter(Log log, BuildContext context) {
        this.log = log;
        this.context = context;
    }

    void report(Outcome outcome) {
        outcome.sources().forEach(source -> context.removeMessages(source.toFile()));
        outcome.problems().forEach(this::report);
        outcome.written().forEach(this::refresh);
        outcome.deleted().forEach(this::refresh);
        if (outcome.upToDate()) {
            log.info("nothing changed in %s".formatted(count(outcome.sources().size(), ".net file")));
        } else if (outcome.succeeded()) {
            log.info(String.format(
                    Locale.ROOT,
                    "%s: %s written, %d unchanged, %d deleted",
                    count(outcome.sources().size(), ".net file"),
                    count(outcome.written().size(), "Java file"),
                    outcome.unchanged(),
                    outcome.deleted().size()));
        }
    }

    /** {@code 2 errors in .net files}. */
    static String errors(Outcome outcome) {
        return count(outcome.errors(), "error") + " in .net files";
    }

    private void report(Problem problem) {
        File file = new File(problem.span().file().name());
        int line = problem.span().line();
        int column = problem.span().column();
        String text = ProblemRenderer.sentence(problem);
        String placed =
                String.format(Locale.ROOT, "%s:[%d,%d] %s", Printable.message(file.getPath()), line, column, text);
        int severity = switch (problem.severity()) {
            case ERROR -> {
                log.error(placed);
                yield BuildContext.SEVERITY_ERROR;
            }
            case WARNING -> {
                log.warn(placed);
                yield BuildContext.SEVERITY_WARNING;
            }
            case NOTE -> {
                log.info(placed);
                yield -1;
            }
        };
        // Outside an IDE the context would only log it again, in another form.
        if (severity >= 0 && !(context instanceof DefaultBuildContext)) {
            context.addMessage(file, line, column, text, severity, null);
        }
    }

    private void refresh(Path file) {
        context.refresh(file.toFile());
    }

    private static String count(long number, String name) {
        return number + " " + name + (number == 1 ? "" : "s");
    }
}
