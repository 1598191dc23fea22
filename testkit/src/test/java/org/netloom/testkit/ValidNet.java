package org.netloom.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.internal.builtin.BuiltInLayers;
import org.netloom.compiler.internal.builtin.BuiltInTraining;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.TrainChoices;
import org.netloom.compiler.layer.Layer;
import org.netloom.compiler.layer.Numbers;
import org.netloom.compiler.layer.Pair;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.source.SourceFile;
import org.netloom.compiler.source.SourceResolver;
import org.netloom.compiler.train.Component;
import org.netloom.compiler.train.Component.Kind;

/**
 * Random programs that the compiler lets pass: every layer and option of the lists, with arguments made of their
 * signatures, in repetitions, choices, merges, blocks, shared layers and named values, with parameters, imports, train
 * sections, and names and comments that try what Java does not like.
 *
 * <p>A part is drawn, compiled behind the shape that is there, and drawn again where it does not fit.
 */
final class ValidNet {
    private static final int TRIES = 12;
    private static final int MOST_VALUES = 3_000;
    private static final long MOST_WEIGHTS = 60_000;

    private static final List<String> FILES = List.of(
            "lenet.net",
            "a b.net",
            "größe_名前.net",
            "x\u2028y\u0085z.net",
            "*{@code.net",
            "q\"'$L$$.net",
            "\u202Ea.net");
    private static final List<String> NETS = List.of(
            "LeNet",
            "Tensor",
            "List",
            "Engine",
            "INDArray",
            "NdArray",
            "Parameter",
            "Conv2d",
            "Object",
            "A$B",
            "$",
            "Größe",
            "名前",
            "a",
            "conv1",
            "net1",
            "Network",
            "TrainConfig",
            "Math",
            "ǅ",
            "𝒜",
            "CONV1");
    private static final List<String> PARAMETERS =
            List.of("n", "classes", "größe", "p_q", "numHidden", "input1", "engine", "ß", "in_", "list", "x$y");
    private static final List<String> NAMES =
            List.of("x", "skip", "größe", "names", "engine", "this", "class", "v$1", "名");
    private static final List<String> COMMENTS = List.of(
            " ",
            " ",
            " ",
            " ",
            "\n  ",
            "\n",
            " // \\u000a \u2028 */\n",
            " /* \\u002a\\u002f $L */ ",
            "\t",
            "\n\n\n",
            " /** {@code \u0085 */ ");
    private static final List<String> DOCS = List.of(
            "",
            "",
            "",
            "/** Reads digits. */\n",
            "/** <b>&amp; {@link X} \\u000a $L $$ \u2028\n * @deprecated never */\n",
            "/** / *\n * /\n*/\n",
            "/***/\n");

    private final Random random;
    private final String packageName;
    private final StringBuilder blocks = new StringBuilder();
    private final StringBuilder library = new StringBuilder();
    private final Map<String, Integer> parameters = new LinkedHashMap<>();
    private int names;

    /** A file and what it imports, if anything. */
    record Program(SourceFile file, List<SourceFile> imported) {
        Compilation compile() {
            return NetCompiler.compile(
                    List.of(file), CompilerOptions.defaults().withSources(SourceResolver.among(imported)));
        }

        /** The same after another layout. */
        Program with(String text) {
            return new Program(new SourceFile(file.name(), text), imported);
        }
    }

    private ValidNet(long seed) {
        this.random = new Random(seed);
        this.packageName = "s" + seed + pick(List.of("", ".a.b", ".größe.名", ".Tensor", "._x", ".java.util"));
    }

    /** Each seed has a package of its own. */
    static Program program(long seed) {
        return new ValidNet(seed).program();
    }

    private static Compilation check(SourceFile file, List<SourceFile> imported) {
        return NetCompiler.check(List.of(file), CompilerOptions.defaults().withSources(SourceResolver.among(imported)));
    }

    private Program program() {
        for (int i = random.nextInt(3); i > 0; i--) {
            parameters.put(PARAMETERS.get(random.nextInt(PARAMETERS.size())), 1 + random.nextInt(6));
        }
        Shape input = input();
        StringBuilder body = new StringBuilder(call("input", input));
        Shape shape = body(body, input, 2 + random.nextInt(8), 3);
        body.append(space());
        if (shape instanceof Shape.Image) {
            body.append("flatten").append(space());
        }
        body.append("dense(").append(integer(2 + random.nextInt(4))).append(')');
        String name = pick(NETS);
        StringBuilder text = new StringBuilder("package " + packageName + ";" + space());
        if (!library.isEmpty()) {
            text.append("import \"lib.net\"\n");
        }
        boolean train = random.nextBoolean();
        String section = train ? train(name) : "";
        boolean before = random.nextBoolean();
        text.append(before ? section : "")
                .append(blocks)
                .append(pick(DOCS))
                .append("net ")
                .append(name)
                .append(parameterList())
                .append(" {")
                .append(space())
                .append(body)
                .append(space())
                .append("}\n")
                .append(before ? "" : section);
        List<SourceFile> imported =
                library.isEmpty() ? List.of() : List.of(new SourceFile("lib.net", library.toString()));
        return new Program(new SourceFile(pick(FILES), text.toString()), imported);
    }

    private Shape input() {
        return switch (random.nextInt(5)) {
            case 0 -> new Shape.Vector(1 + random.nextInt(9));
            case 1 -> new Shape.Sequence(1 + random.nextInt(5), 1 + random.nextInt(6));
            default -> new Shape.Image(1 + random.nextInt(4), 1 + random.nextInt(9), 1 + random.nextInt(9));
        };
    }

    private String call(String name, Shape shape) {
        List<String> sizes = shape.dims().stream().map(this::integer).toList();
        return name + "(" + String.join(",", sizes) + ")";
    }

    /** Appends statements that fit; the shape behind them. */
    private Shape body(StringBuilder text, Shape in, int statements, int depth) {
        Shape shape = in;
        for (int i = 0; i < statements; i++) {
            Shape at = shape;
            Part part = fitting(at, () -> statement(at, depth));
            if (part != null) {
                text.append(space()).append(part.text());
                shape = part.out();
            }
        }
        return shape;
    }

    /** A text and what it puts out. */
    private record Part(String text, Shape out) {}

    /** The first drawn text that fits behind this shape, or null. */
    private @Nullable Part fitting(Shape in, Supplier<String> draw) {
        int before = blocks.length();
        int libraryBefore = library.length();
        for (int i = 0; i < TRIES; i++) {
            String text = draw.get();
            Shape out = out(in, text);
            if (out != null) {
                return new Part(text, out);
            }
            blocks.setLength(before);
            library.setLength(libraryBefore);
        }
        return null;
    }

    /** What a text puts out behind a shape, or null where it is refused or gets large. */
    private @Nullable Shape out(Shape in, String text) {
        String dims = String.join(",", in.dims().stream().map(String::valueOf).toList());
        String imports = library.isEmpty() ? "" : "import \"lib.net\"\n";
        // Behind an identity a layer has a value to take, and the net a layer.
        String net = imports + blocks + "net T" + parameterList() + " { input(" + dims + ") tanh " + text + " }";
        Compilation compilation =
                check(new SourceFile("t.net", net), List.of(new SourceFile("lib.net", library.toString())));
        if (!compilation.succeeded()) {
            return null;
        }
        Network network = compilation.networks().get(0);
        boolean small = network.parameters() < MOST_WEIGHTS
                && network.nodes().size() < 60
                && network.nodes().stream().allMatch(node -> node.shape().size() < MOST_VALUES);
        return small ? network.output().shape() : null;
    }

    private String statement(Shape in, int depth) {
        switch (depth <= 0 ? 0 : random.nextInt(16)) {
            case 9 -> {
                return "repeat " + integer(1 + random.nextInt(3)) + " {" + inside(in, depth) + " }";
            }
            case 10 -> {
                return "if (" + condition(in) + ") {" + inside(in, depth) + " } else {" + inside(in, depth) + " }";
            }
            case 11, 12 -> {
                return merge(in, depth);
            }
            case 13 -> {
                return block(in, depth);
            }
            case 14 -> {
                String name = name();
                return "share " + name + " {" + inside(in, depth) + " }" + space() + "share " + name;
            }
            case 15 -> {
                String name = name();
                String merge = random.nextBoolean() ? "add" : "concat";
                return "as " + name + inside(in, depth) + space() + merge + " { id | from " + name + inside(in, 1)
                        + " }";
            }
            default -> {
                return layer();
            }
        }
    }

    private String inside(Shape in, int depth) {
        StringBuilder text = new StringBuilder();
        body(text, in, 1 + random.nextInt(2), depth - 1);
        return text.isEmpty() ? space() + "id" : text.toString();
    }

    private String merge(Shape in, int depth) {
        List<String> branches = new ArrayList<>();
        for (int i = 2 + random.nextInt(3); i > 0; i--) {
            branches.add(random.nextInt(3) == 0 ? " id" : inside(in, depth));
        }
        return (random.nextBoolean() ? "add" : "concat") + " {" + String.join(space() + "|", branches) + " }";
    }

    private String block(Shape in, int depth) {
        String name = "b" + ++names + pick(List.of("", "_größe", "$", "x".repeat(300)));
        StringBuilder declared = new StringBuilder(pick(DOCS)).append("block ").append(name);
        String size = "";
        String body = inside(in, depth);
        if (random.nextBoolean()) {
            declared.append("(k, q = k + 1)");
            size = "(" + (random.nextBoolean() ? "" : "k=") + (1 + random.nextInt(4)) + ")";
            body += in instanceof Shape.Image ? " conv(k, 1) conv(q, kernel=1)" : " dense(k) tanh dense(q)";
        }
        // A block sees no parameter of the net.
        for (Map.Entry<String, Integer> parameter : parameters.entrySet()) {
            body = body.replaceAll(
                    "(?<![\\p{L}\\p{N}_$])\\Q" + parameter.getKey() + "\\E(?![\\p{L}\\p{N}_$=])",
                    String.valueOf(parameter.getValue()));
        }
        declared.append(" {").append(body).append(" }\n");
        (random.nextInt(3) == 0 ? library : blocks).append(declared);
        return name + size;
    }

    private String condition(Shape in) {
        String size = in instanceof Shape.Image ? "in.c" : "in.features";
        return pick(List.of(
                "1 < 2", size + " > 2", "not (" + size + " == 3) and true", "!(1 != 1.0) || " + size + " % 2 == 0"));
    }

    private String layer() {
        Layer layer = new BuiltInLayers()
                .layers()
                .get(1 + random.nextInt(new BuiltInLayers().layers().size() - 1));
        return arguments(layer.signature());
    }

    /** The call of a layer, an optimizer or an option; what must be given by position or by name, the rest by name. */
    private String arguments(Signature signature) {
        List<String> texts = new ArrayList<>();
        boolean named = false;
        boolean left = false;
        for (Parameter<?> parameter : signature.parameters()) {
            boolean given = parameter.required() || random.nextInt(3) == 0;
            String value = given ? value(parameter) : null;
            if (value == null) {
                left = true;
                continue;
            }
            named |= left || !parameter.required() || random.nextInt(4) == 0;
            texts.add((named ? parameter.name() + " = ".substring(random.nextInt(2), 2 + random.nextInt(2)) : "")
                    + value);
        }
        if (texts.isEmpty()) {
            return signature.name() + (random.nextInt(4) == 0 ? "()" : "");
        }
        return signature.name() + "(" + String.join("," + space(), texts) + ")";
    }

    private @Nullable String value(Parameter<?> parameter) {
        if (parameter.type() == Integer.class || parameter.type() == Long.class) {
            return integer(number(parameter));
        }
        if (parameter.type() == Pair.class) {
            return random.nextInt(3) > 0
                    ? integer(number(parameter))
                    : "(" + integer(number(parameter)) + "," + space() + integer(number(parameter)) + ")";
        }
        if (parameter.type() == Double.class) {
            return real(parameter);
        }
        if (parameter.type() == Numbers.class) {
            return pick(List.of("2", "0.5", "(1, 2.5)", "(1, 2, 3 / 2, 1e-3)"));
        }
        if (parameter.type() == Boolean.class) {
            return pick(List.of("true", "false", "1 < 2"));
        }
        if (parameter.type() == String.class) {
            return pick(parameter.words());
        }
        return parameter.options().isEmpty() ? null : arguments(pick(parameter.options()));
    }

    private int number(Parameter<?> parameter) {
        for (int i = 0; i < TRIES; i++) {
            int value = random.nextInt(20) == 0 ? random.nextInt(40) : random.nextInt(6) - 1;
            if (parameter.range().contains(value)) {
                return value;
            }
        }
        return (int) Math.max(1, parameter.range().low());
    }

    private String real(Parameter<?> parameter) {
        for (int i = 0; i < TRIES; i++) {
            double value = pick(List.of(0.0, 1.0, 0.5, 1e-5, 0.25, 3.0, -1.5, 1e-30, 0.999999999, 20.0, 1e30, 0.1));
            if (parameter.range().contains(value)) {
                return value == 3 ? "3" : String.valueOf(value).replace('E', random.nextBoolean() ? 'e' : 'E');
            }
        }
        return String.valueOf(parameter.range().low());
    }

    /** A whole number, or an expression that is one. */
    private String integer(int value) {
        if (!parameters.isEmpty() && random.nextInt(4) == 0) {
            String name = pick(new ArrayList<>(parameters.keySet()));
            int difference = value - parameters.getOrDefault(name, 0);
            return difference == 0 ? name : name + (difference < 0 ? " - " : " + ") + Math.abs(difference);
        }
        return switch (random.nextInt(12)) {
            case 0 -> "(" + value + " + 3) - 3";
            case 1 -> value + " * /* \\u000a */ 1";
            case 2 -> value < 0 ? String.valueOf(value) : "000" + value;
            default -> String.valueOf(value);
        };
    }

    private String parameterList() {
        if (parameters.isEmpty()) {
            return "";
        }
        List<String> texts = new ArrayList<>();
        parameters.forEach((name, value) -> texts.add(name + " = " + value));
        return "(" + String.join(", ", texts) + ")";
    }

    private String train(String net) {
        Map<String, Integer> ofNet = new LinkedHashMap<>(parameters);
        // A train section does not know them.
        parameters.clear();
        String section = section(net);
        parameters.putAll(ofNet);
        return section;
    }

    private String component(Kind kind) {
        Component component = pick(new BuiltInTraining()
                .components().stream().filter(each -> each.kind() == kind).toList());
        // Of what may contradict itself, what is known not to.
        return component.name().equals("sgd") || component.name().equals("multistep")
                ? component.signature().example()
                : arguments(component.signature());
    }

    private String section(String net) {
        List<String> settings = new ArrayList<>();
        if (random.nextBoolean()) {
            settings.add("data " + pick(List.of("mnist", "\"../a\\\\b \\\"$L\\\" \\n\\t ü \u2028.npz\"", "\"\"")));
        }
        settings.add("loss " + component(Kind.LOSS));
        for (Kind kind : List.of(
                Kind.OPTIMIZER,
                Kind.SCHEDULE,
                Kind.CLIP,
                Kind.AVERAGE,
                Kind.STOP,
                Kind.KEEP,
                Kind.AUGMENT,
                Kind.METRIC,
                Kind.INIT)) {
            if (random.nextBoolean()) {
                settings.add(kind.written(component(kind)));
            }
        }
        if (random.nextBoolean()) {
            settings.add("recalibrate_at " + pick(TrainChoices.RECALIBRATION_TIMES));
        }
        settings.add(String.format(
                Locale.ROOT, "batch %d epochs 2 seed %d", 1 + random.nextInt(9), random.nextLong(1L << 62)));
        return pick(DOCS) + "train " + net + " {" + space() + String.join(space(), settings) + " }\n";
    }

    private String name() {
        return pick(NAMES) + ++names;
    }

    private String space() {
        return pick(COMMENTS);
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
