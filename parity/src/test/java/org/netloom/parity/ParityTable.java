package org.netloom.parity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.parity.Agreement.What;

/** The table of docs/parity.md: a line for each network. */
final class ParityTable {
    static final Path DOCUMENT = Path.of("../docs/parity.md");
    static final Path WRITTEN = Path.of("target/parity.md");

    private static final String BEGIN = "<!-- table: made by the tests -->\n";
    private static final String END = "<!-- end -->\n";
    private static final String HEAD = """
            | net | lines of `.net` | parameters | PyTorch's | compared at | largest error in double | in float |
            |---|---:|---:|---:|---|---|---|
            """;

    /** What does not depend on the machine, by network. */
    private final Map<String, String> networks = new TreeMap<>();

    private final Map<String, Map<Precision, Agreement>> agreements = new TreeMap<>();

    /**
     * @param network as the file has it
     * @param compared the same at the size of input that the comparison takes
     */
    void add(Network network, long lines, Network compared) {
        networks.put(
                network.name(),
                String.format(
                        Locale.ROOT,
                        "| %s | %d | %,d | %,d | %s |",
                        network.name(),
                        lines,
                        network.parameters(),
                        TorchNetwork.parameterCount(network),
                        compared.inputShape().text()));
    }

    void add(String network, Precision precision, Agreement agreement) {
        agreements
                .computeIfAbsent(network, name -> new EnumMap<>(Precision.class))
                .put(precision, agreement);
    }

    /** The lines, with the errors of this run where there are any. */
    String text() {
        StringBuilder text = new StringBuilder(HEAD);
        networks.forEach((name, columns) -> {
            text.append(columns);
            Map<Precision, Agreement> errors = agreements.getOrDefault(name, Map.of());
            for (Precision precision : Precision.values()) {
                Agreement agreement = errors.get(precision);
                text.append(agreement == null ? " – |" : " " + described(agreement) + " |");
            }
            text.append('\n');
        });
        return text.toString();
    }

    private static String described(Agreement agreement) {
        Map<What, Double> largest = agreement.largest();
        List<String> parts = new ArrayList<>();
        largest.forEach((what, error) -> parts.add(String.format(Locale.ROOT, "%s %.0e", what.label(), error)));
        return String.join(", ", parts);
    }

    /** Puts this table into the document. */
    void update() throws IOException {
        String text = Files.readString(DOCUMENT);
        Files.writeString(
                DOCUMENT,
                text.substring(0, text.indexOf(BEGIN) + BEGIN.length()) + text() + text.substring(text.indexOf(END)));
    }

    /** The columns of the document that do not depend on the machine. */
    static List<String> documented() throws IOException {
        String text = Files.readString(DOCUMENT);
        return text.substring(text.indexOf(BEGIN) + BEGIN.length(), text.indexOf(END))
                .lines()
                .skip(HEAD.lines().count())
                .map(line -> line.substring(0, nth(line, '|', 6) + 1))
                .toList();
    }

    /** The same of this run. */
    List<String> expected() {
        return List.copyOf(networks.values());
    }

    private static int nth(String text, char mark, int n) {
        int at = -1;
        for (int i = 0; i < n; i++) {
            at = text.indexOf(mark, at + 1);
        }
        return at;
    }
}
