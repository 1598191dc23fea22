package org.netloom.compiler.internal.check;

import java.util.ArrayList;
import java.util.List;
import org.netloom.compiler.internal.syntax.NetFile;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.source.Span;

/** A net begins with its only input, and goes on; nothing else has one. */
final class InputCheck {
    private InputCheck() {}

    static boolean isInput(NetFile.Call call) {
        return call.name().text().equals("input");
    }

    static void check(NetFile.Net net, Problems problems) {
        List<Span> inputs = own(net.body());
        refuseInside(net.body(), problems);
        String name = net.name().text();
        if (inputs.isEmpty()) {
            problems.add(Problem.error(
                            "net.input-missing", net.name().span(), "%s does not say what comes in".formatted(name))
                    .help("begin with input(channels, height, width) for images or input(features) for vectors"));
            return;
        }
        Span first = inputs.get(0);
        if (!first.equals(net.body().get(0).span())) {
            Span before = net.body().get(0).span();
            String text = before.text().lines().findFirst().orElse("");
            problems.add(Problem.error("net.input-not-first", first, "input comes after other layers of " + name)
                    .help("put it before %s".formatted(text)));
        }
        for (Span again : inputs.subList(1, inputs.size())) {
            problems.add(Problem.error("net.input-twice", again, name + " has more than one input")
                    .related(first, "the first is here"));
        }
        if (net.body().size() == inputs.size()) {
            problems.add(empty(net));
        }
    }

    static void check(NetFile.Block block, Problems problems) {
        own(block.body()).forEach(input -> refuse(input, problems));
        refuseInside(block.body(), problems);
    }

    static Problem empty(NetFile.Net net) {
        return Problem.error("net.empty", net.name().span(), net.name().text() + " has no layer but its input")
                .help("dense(10) after it, for example, makes ten outputs");
    }

    /** The inputs that stand in a body itself. */
    private static List<Span> own(List<NetFile.Statement> body) {
        List<Span> inputs = new ArrayList<>();
        for (NetFile.Statement statement : body) {
            NetFile.Call call = statement instanceof NetFile.BrokenCall broken
                    ? broken.call()
                    : statement instanceof NetFile.Call whole ? whole : null;
            if (call != null && isInput(call)) {
                inputs.add(call.span());
            }
        }
        return inputs;
    }

    private static void refuseInside(List<NetFile.Statement> body, Problems problems) {
        for (NetFile.Statement statement : body) {
            for (List<NetFile.Statement> inner : Blocks.inside(statement)) {
                own(inner).forEach(input -> refuse(input, problems));
                refuseInside(inner, problems);
            }
        }
    }

    private static void refuse(Span input, Problems problems) {
        problems.add(
                Problem.error("net.input-inside", input, "an input stands at the beginning of a net and nowhere else")
                        .help("in a block, in is the shape that comes in"));
    }
}
