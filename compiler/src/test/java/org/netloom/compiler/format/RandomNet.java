package org.netloom.compiler.format;

import java.util.List;
import java.util.Random;

/** Texts of the grammar, with white space and comments wherever they may stand. */
final class RandomNet {
    private static final List<String> SPACES =
            List.of(" ", " ", " ", "  ", "\n", "\n\n\n", "\t", " // note\n", " /* in */ ", "\n/* two\n   * lines */\n");
    private static final List<String> NAMES = List.of("conv", "relu", "x", "größe", "a_name_that_is_rather_long");
    private static final List<String> OPERATORS =
            List.of("+", "-", "*", "/", "%", "<", "<=", "==", "!=", "&&", "||", "and", "or");

    private final Random random;
    private final boolean comments;
    private final StringBuilder text = new StringBuilder();

    private RandomNet(Random random) {
        this.random = random;
        this.comments = random.nextBoolean();
    }

    static String text(long seed) {
        RandomNet net = new RandomNet(new Random(seed));
        net.file();
        return net.text.toString();
    }

    private void file() {
        if (random.nextBoolean()) {
            add("package", "a", ".", "b", ";");
        }
        if (random.nextInt(4) == 0) {
            add("import", "\"blocks.net\"");
        }
        for (int i = random.nextInt(4); i >= 0; i--) {
            switch (random.nextInt(4)) {
                case 0 -> train();
                case 1 -> declaration("net");
                case 2 -> declaration("block");
                default -> {
                    add("/** About it.\n * And more. */\n");
                    declaration("net");
                }
            }
        }
    }

    private void declaration(String word) {
        add(word, name());
        if (random.nextBoolean()) {
            add("(", "n", ",", "m", "=");
            expression(1);
            add(")");
        }
        body(3, false);
    }

    private void train() {
        add("train", name(), "{");
        for (int i = random.nextInt(6); i > 0; i--) {
            add(name());
            expression(2);
        }
        add("}");
    }

    private void body(int depth, boolean bars) {
        add("{");
        for (int i = random.nextInt(5); i > 0; i--) {
            statement(depth - 1);
            if (bars && random.nextInt(3) == 0) {
                add("|");
            }
        }
        add("}");
    }

    private void statement(int depth) {
        switch (depth <= 0 ? 0 : random.nextInt(8)) {
            case 1 -> {
                add("repeat");
                expression(1);
                body(depth, false);
            }
            case 2 -> {
                add("if", "(");
                expression(2);
                add(")");
                body(depth, false);
                if (random.nextBoolean()) {
                    add("else");
                    body(depth, false);
                }
            }
            case 3 -> {
                add("add");
                body(depth, true);
            }
            case 4 -> add("as", name());
            case 5 -> add("from", name());
            case 6 -> {
                add("share", name());
                body(depth, false);
            }
            default -> call(2);
        }
    }

    private void call(int depth) {
        add(NAMES.get(random.nextInt(NAMES.size())));
        if (random.nextBoolean()) {
            add("(");
            for (int i = random.nextInt(4); i > 0; i--) {
                if (random.nextBoolean()) {
                    add(name(), "=");
                }
                expression(depth - 1);
                add(i > 1 ? "," : "");
            }
            add(")");
        }
    }

    private void expression(int depth) {
        switch (depth <= 0 ? random.nextInt(3) : random.nextInt(10)) {
            case 0 -> add(String.valueOf(random.nextInt(100)));
            case 1 -> add(name());
            case 2 -> add("1e-5");
            case 3 -> {
                add("-");
                expression(depth - 1);
            }
            case 4 -> {
                add("(");
                expression(depth - 1);
                add(")");
            }
            case 5 -> add("in", ".", "c");
            case 7 -> {
                add("(");
                expression(depth - 1);
                add(",");
                expression(depth - 1);
                add(")");
            }
            case 6 -> {
                add(random.nextBoolean() ? "!" : "not");
                expression(depth - 1);
            }
            default -> {
                expression(depth - 1);
                add(OPERATORS.get(random.nextInt(OPERATORS.size())));
                expression(depth - 1);
            }
        }
    }

    private String name() {
        return List.of("net", "n", "lr", "é").get(random.nextInt(4));
    }

    private void add(String... words) {
        for (String word : words) {
            String space = SPACES.get(random.nextInt(SPACES.size()));
            text.append(word).append(space.contains("/") && !comments ? " " : space);
        }
    }
}
