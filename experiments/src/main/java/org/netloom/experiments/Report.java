package org.netloom.experiments;

import java.util.Locale;
import java.util.Map;
import org.netloom.experiments.Findings.Quantity;
import org.netloom.experiments.Findings.Table;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.internal.io.AtomicFile;

/** An experiment as a page, with its pictures and its numbers as files beside it. */
final class Report {
    static final String PAGE = "report.html";
    private static final String SUMMARY = "summary.csv";

    private final Experiment experiment;
    private final Findings findings;
    private final DataSplit data;
    private final String command;
    private final Engine engine;
    private final int threads;

    Report(Experiment experiment, Results results, DataSplit data, String command, Engine engine, int threads) {
        this.experiment = experiment;
        this.findings = experiment.findings(results);
        this.data = data;
        this.command = command;
        this.engine = engine;
        this.threads = threads;
        String divergence = results.divergence();
        if (!divergence.isEmpty()) {
            findings.note(divergence);
        }
    }

    void write(Folder folder) {
        findings.figures()
                .forEach(figure ->
                        figure.svgByFile().forEach((name, svg) -> AtomicFile.write(folder.file(name + ".svg"), svg)));
        AtomicFile.write(folder.file(SUMMARY), summary());
        AtomicFile.write(folder.file(PAGE), page());
    }

    private String summary() {
        StringBuilder csv = new StringBuilder("table,row,count,of,mean,sd,least,greatest\n");
        for (Table table : findings.tables()) {
            table.spreads()
                    .forEach((row, spread) -> csv.append(table.id())
                            .append(",\"")
                            .append(row)
                            .append("\",")
                            .append(spread.count())
                            .append(',')
                            .append(spread.of())
                            .append(',')
                            .append(cell(spread.mean()))
                            .append(',')
                            .append(cell(spread.deviation()))
                            .append(',')
                            .append(cell(spread.least()))
                            .append(',')
                            .append(cell(spread.greatest()))
                            .append('\n'));
        }
        return csv.toString();
    }

    private static String cell(double value) {
        return Double.isFinite(value) ? String.valueOf(value) : "";
    }

    private String page() {
        StringBuilder body = new StringBuilder();
        line(body, "<h1>%s</h1>", experiment.title());
        line(body, "<p class=\"question\">%s</p>", experiment.question());
        line(body, "<p>%s</p>", experiment.method());
        line(
                body,
                "<p class=\"setting\">Data: %s. Engine: %s, %s, %d thread%s.</p>",
                data.description(),
                engine.name(),
                engine.dataType().name().toLowerCase(Locale.ROOT),
                threads,
                threads == 1 ? "" : "s");
        line(body, "<pre>%s</pre>", command);
        int number = 1;
        for (Findings.Figure figure : findings.figures()) {
            body.append("<figure>\n<div class=\"pictures\">\n");
            figure.svgByFile().values().forEach(body::append);
            body.append("</div>\n");
            line(body, "<figcaption><b>Figure %d.</b> %s</figcaption>\n</figure>", number++, figure.caption());
        }
        if (!findings.notes().isEmpty()) {
            body.append("<ul>\n");
            findings.notes().forEach(note -> line(body, "<li>%s</li>", note));
            body.append("</ul>\n");
        }
        number = 1;
        for (Table table : findings.tables()) {
            table(body, table, number++);
        }
        return HEAD.replace("{title}", escaped(experiment.title())) + body + "</body>\n</html>\n";
    }

    private static void table(StringBuilder body, Table table, int number) {
        body.append("<table>\n");
        line(body, "<caption><b>Table %d.</b> %s</caption>", number, table.title());
        boolean ranked = table.quantity() != Quantity.SIZE;
        line(
                body,
                "<tr><th class=\"row\">%s</th><th>n</th><th>mean</th><th>sd%s</th><th>%s</th><th>%s</th></tr>",
                table.rows(),
                table.quantity() == Quantity.ACCURACY ? " (points)" : "",
                ranked ? "worst" : "least",
                ranked ? "best" : "greatest");
        for (Map.Entry<String, Spread> row : table.spreads().entrySet()) {
            Spread spread = row.getValue();
            boolean lessIsBetter = table.quantity() == Quantity.STEPS;
            line(
                    body,
                    "<tr><td class=\"row\">%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>",
                    row.getKey(),
                    spread.count() == spread.of() ? spread.of() : spread.count() + " of " + spread.of(),
                    text(spread.mean(), table.quantity()),
                    // Of percentages the deviation is in points.
                    text(spread.deviation(), table.quantity()).replace(" %", ""),
                    text(lessIsBetter ? spread.greatest() : spread.least(), table.quantity()),
                    text(lessIsBetter ? spread.least() : spread.greatest(), table.quantity()));
        }
        body.append("</table>\n");
    }

    private static String text(double value, Quantity quantity) {
        if (!Double.isFinite(value)) {
            return "–";
        }
        return switch (quantity) {
            case ACCURACY -> String.format(Locale.ROOT, "%.2f %%", 100 * value);
            case STEPS -> String.format(Locale.ROOT, "%.0f", value);
            case SIZE ->
                Math.abs(value) >= 100
                        ? String.format(Locale.ROOT, "%,.0f", value)
                        : value == 0 ? "0" : String.format(Locale.ROOT, "%.2e", value);
        };
    }

    private static void line(StringBuilder body, String format, Object... texts) {
        Object[] escaped = new Object[texts.length];
        for (int i = 0; i < texts.length; i++) {
            escaped[i] = texts[i] instanceof Integer ? texts[i] : escaped(String.valueOf(texts[i]));
        }
        body.append(String.format(Locale.ROOT, format, escaped)).append('\n');
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <title>{title}</title>
            <style>
            body { font: 16px/1.5 Georgia, 'DejaVu Serif', serif; color: #22262d; max-width: 1180px; margin: 2.5em auto; padding: 0 1.5em; }
            h1 { font-size: 1.7em; margin-bottom: .3em; }
            p, ul { max-width: 46em; }
            .question { font-size: 1.15em; font-style: italic; }
            .setting { color: #5d646e; }
            pre { background: #f5f6f8; padding: .7em 1em; overflow-x: auto; font-size: .85em; white-space: pre-wrap; }
            figure { margin: 2em 0; break-inside: avoid; }
            .pictures { display: flex; flex-wrap: wrap; gap: 1em; align-items: flex-start; }
            .pictures svg { flex: 1 1 420px; max-width: 560px; height: auto; }
            figcaption { max-width: 60em; font-size: .93em; margin-top: .4em; }
            table { border-collapse: collapse; margin: 2em 0; font-variant-numeric: tabular-nums; break-inside: avoid; }
            caption { text-align: left; padding-bottom: .4em; font-size: .93em; }
            th, td { text-align: right; padding: .2em 1em; }
            th.row, td.row { text-align: left; padding-left: 0; }
            th { border-top: 1.5px solid; border-bottom: 1px solid; font-weight: normal; font-style: italic; }
            table tr:last-child td { border-bottom: 1.5px solid; }
            @media print { body { margin: 0; max-width: none; font-size: 10pt; } .pictures svg { flex-basis: 45%; } }
            </style>
            </head>
            <body>
            """;
}
