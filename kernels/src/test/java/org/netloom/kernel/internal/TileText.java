package org.netloom.kernel.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes one register tile: {@code rows} by {@code columns} sums that stay in registers over a loop, {@code s00} to
 * {@code s37}, each of which a product is added to at every turn.
 *
 * <p>The parts of a tile are lines of Java. A line with {@code #} is written once for each column, with its number in the
 * place of the sign, one with {@code @} once for each row, one with both for each column of each row. What then is {@code +
 * 0}, {@code 0 *} or {@code 1 *} is left away, and so is a number that no line reads. {@code $rows} and {@code $columns} are how many
 * there are, {@code $number} counts the sums row by row.
 */
final class TileText {
    /** A line that gives something a name. */
    private static final Pattern DECLARED = Pattern.compile("^([\\w\\[\\]]+ \\w+) = ");

    private static final int WIDTH = 120;
    private static final String NEXT_LINE = "\n            ";

    private final String name;
    private final String says;
    private final int rows;
    private final int columns;
    private final Parts parts;
    private final boolean inTwo;

    /**
     * What a tile is made of.
     *
     * @param parameters of its method
     * @param addresses the lines that come first
     * @param checks which addresses it takes, in the checked mode
     * @param begin what a sum begins with
     * @param loop the loop; its line {@code ...} is where the products are added
     * @param products the lines that do so
     * @param result what goes out of a sum, and {@code store} the address that it goes to
     */
    record Parts(
            String parameters,
            String addresses,
            String checks,
            String begin,
            String loop,
            String products,
            String result,
            String store) {}

    /** @param says its documentation */
    TileText(String name, String says, int rows, int columns, Parts parts) {
        this(name, says, rows, columns, parts, false);
    }

    private TileText(String name, String says, int rows, int columns, Parts parts, boolean inTwo) {
        this.name = name;
        this.says = says;
        this.rows = rows;
        this.columns = columns;
        this.parts = parts;
        this.inTwo = inTwo;
    }

    /**
     * The same as two methods: one finds the addresses and hands them to the other, which has the loop. What the loop reads
     * comes first, in the order in which the table finds it, since the first six numbers come in registers. Where the addresses take much finding, a
     * loop in the same method leaves fewer registers to its sums: it took 5 to 7 % longer for LeNet's layers with AVX2. Not
     * for all tiles: those of {@link ChannelSums} were six times slower in two methods.
     */
    TileText inTwo() {
        return new TileText(name, says, rows, columns, parts, true);
    }

    /**
     * Products of a factor of each column with one of each row. Columns are loaded first and stay for all rows. Where there is
     * one row only they are loaded where they are multiplied: as part of the instruction that does so.
     */
    static String outer(String column, String row) {
        return "outer v u\n" + column + "\n" + row;
    }

    /** The same with the factors the other way round. */
    static String turned(String column, String row) {
        return "outer u v\n" + column + "\n" + row;
    }

    static String load(String address) {
        return "FloatVector.fromMemorySegment(SPECIES, MEMORY, " + address + ", ORDER)";
    }

    static String spread(String address) {
        return "FloatVector.broadcast(SPECIES, MEMORY.get(FLOAT, " + address + "))";
    }

    /** The tile as one method or as two. */
    String methods() {
        List<String> parameters = List.of(parts.parameters.split(", "));
        List<String> body = new ArrayList<>(each(parts.addresses));
        List<String> known = new ArrayList<>();
        for (String line : body) {
            Matcher declared = DECLARED.matcher(line);
            if (declared.find()) {
                known.add(declared.group(1));
            }
        }
        known.addAll(parameters);
        body.add("if (CHECKED) {");
        each(parts.checks).forEach(line -> body.add("    " + line));
        body.add("}");
        List<String> loop = loop();
        List<String> sums = new ArrayList<>(each("FloatVector s@# = " + parts.begin + ";"));
        sums.addAll(loop);
        sums.addAll(each(parts.result + ".intoMemorySegment(MEMORY, " + parts.store + ", ORDER);"));
        String rest = "";
        if (inTwo) {
            List<String> handed = known.stream()
                    .filter(one -> isRead(name(one), sums))
                    .sorted(Comparator.comparing(one -> !isRead(name(one), loop)))
                    .toList();
            String inner = name + "Sums";
            body.add(call(inner, handed.stream().map(TileText::name).toList()));
            rest = "\n"
                    + method("The same where the addresses are known.", "private static void " + inner, handed, sums);
        } else {
            body.addAll(sums);
        }
        body.removeIf(line -> {
            Matcher declared = DECLARED.matcher(line);
            return declared.find() && !isRead(name(declared.group(1)), without(body, line));
        });
        return method(says, "static void " + name, parameters, body) + rest;
    }

    private List<String> loop() {
        List<String> lines = new ArrayList<>();
        for (String line : parts.loop.strip().lines().toList()) {
            if (line.strip().equals("...")) {
                products().forEach(product -> lines.add(line.replace("...", product)));
            } else {
                lines.add(numbered(line, 0, 0));
            }
        }
        return lines;
    }

    /** In lines that are filled to {@value #WIDTH} columns, where it does not fit into one. */
    private static String call(String method, List<String> arguments) {
        String inOne = method + "(" + String.join(", ", arguments) + ");";
        if (8 + inOne.length() <= WIDTH) {
            return inOne;
        }
        StringBuilder text = new StringBuilder(method).append('(');
        int column = WIDTH;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i) + (i < arguments.size() - 1 ? "," : ");");
            boolean fits = column + 1 + argument.length() <= WIDTH;
            text.append(fits ? " " : "\n                ").append(argument);
            column = (fits ? column + 1 : 16) + argument.length();
        }
        return text.toString();
    }

    private static String method(String says, String signature, List<String> parameters, List<String> body) {
        StringBuilder text = new StringBuilder("    /** " + says + " */\n    " + signature + "(");
        String inOne = String.join(", ", parameters);
        if (4 + signature.length() + inOne.length() + 4 <= WIDTH) {
            text.append(inOne);
        } else if (12 + inOne.length() + 3 <= WIDTH) {
            text.append(NEXT_LINE).append(inOne);
        } else {
            text.append(NEXT_LINE).append(String.join("," + NEXT_LINE, parameters));
        }
        text.append(") {\n");
        body.forEach(line -> text.append("        ").append(line).append('\n'));
        return text.append("    }\n").toString();
    }

    /** The name of what a declaration declares. */
    private static String name(String declaration) {
        return declaration.substring(declaration.lastIndexOf(' ') + 1);
    }

    private static boolean isRead(String name, List<String> lines) {
        Pattern use = Pattern.compile("\\b" + name + "\\b");
        return lines.stream().anyMatch(line -> use.matcher(line).find());
    }

    private static List<String> without(List<String> lines, String line) {
        return lines.stream().filter(other -> !other.equals(line)).toList();
    }

    private List<String> products() {
        List<String> given = parts.products.strip().lines().toList();
        if (!given.get(0).startsWith("outer")) {
            return each(parts.products);
        }
        String column = given.get(1);
        String row = given.get(2);
        boolean turned = given.get(0).equals("outer u v");
        if (rows == 1) {
            String product = turned ? "u.fma(" + column + ", s@#);" : column + ".fma(u, s@#);";
            return each("FloatVector u = " + row + ";\ns@# = " + product);
        }
        List<String> lines = new ArrayList<>(each("FloatVector v# = " + column + ";"));
        for (int i = 0; i < rows; i++) {
            lines.add((i == 0 ? "FloatVector u = " : "u = ") + numbered(row, i, 0) + ";");
            for (int k = 0; k < columns; k++) {
                lines.add(numbered(turned ? "s@# = u.fma(v#, s@#);" : "s@# = v#.fma(u, s@#);", i, k));
            }
        }
        return lines;
    }

    /** These lines, each as often as its signs say. */
    private List<String> each(String text) {
        List<String> lines = new ArrayList<>();
        for (String line : text.strip().lines().toList()) {
            for (int row = 0; row < (line.contains("@") ? rows : 1); row++) {
                for (int column = 0; column < (line.contains("#") ? columns : 1); column++) {
                    lines.add(numbered(line, row, column));
                }
            }
        }
        return lines;
    }

    private String numbered(String line, int row, int column) {
        return line.replace("$rows", String.valueOf(rows))
                .replace("$columns", String.valueOf(columns))
                .replace("$number", String.valueOf(row * columns + column))
                .replace("@", String.valueOf(row))
                .replace("#", String.valueOf(column))
                .replaceAll(" \\+ 0( \\* \\w+)*\\b", "")
                .replaceAll("\\b1 \\* ", "");
    }
}
