package org.netloom.compiler.internal.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.syntax.NetFile;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;

/** The parameters of blocks and nets: their declarations, and what an expression sees of them. */
final class Parameters {
    /** Words that mean something else in an expression. */
    private static final Set<String> RESERVED = Set.of("in", "true", "false");

    private Parameters() {}

    /** Reports what is wrong in their declaration, whatever the values may be, and warns of those that nothing uses. */
    static void check(
            NetFile.Name owner, List<NetFile.Parameter> parameters, List<NetFile.Statement> body, Problems problems) {
        Map<String, NetFile.Name> seen = new HashMap<>();
        Environment environment = unknown(owner.text(), List.of());
        Set<String> used = Names.usedIn(body);
        parameters.forEach(parameter -> {
            if (parameter.defaultValue() != null) {
                used.addAll(Names.usedIn(parameter.defaultValue()));
            }
        });
        List<NetFile.Parameter> before = new ArrayList<>();
        for (NetFile.Parameter parameter : parameters) {
            NetFile.Name name = parameter.name();
            NetFile.Name first = seen.putIfAbsent(name.text(), name);
            if (first != null) {
                problems.add(Problem.error(
                                "parameter.twice",
                                name.span(),
                                "%s has two parameters '%s'".formatted(owner.text(), name.text()))
                        .related(first.span(), "the first is here"));
            } else if (RESERVED.contains(name.text())) {
                problems.add(Problem.error(
                        "parameter.reserved",
                        name.span(),
                        "a parameter cannot be called '%s', which means something else in an expression"
                                .formatted(name.text())));
            } else if (!used.contains(name.text())) {
                problems.add(Problem.warning(
                        "parameter.unused",
                        name.span(),
                        "%s does not use its parameter '%s'".formatted(owner.text(), name.text())));
            }
            if (parameter.defaultValue() != null) {
                new Evaluator(environment, problems).value(parameter.defaultValue());
            }
            before.add(parameter);
            environment = unknown(owner.text(), before);
        }
    }

    /** These parameters, none of whose values is known. */
    static Environment unknown(String owner, List<NetFile.Parameter> parameters) {
        return new Environment(owner, true, names(parameters), Map.of(), null);
    }

    /** What the body of a block sees, or null where a default could not be computed, which is reported. */
    static @Nullable Environment environment(
            NetFile.Block block, Map<String, Object> given, Shape in, Problems problems) {
        return filledIn(block.name().text(), block.parameters(), given, in, problems);
    }

    /**
     * What the body of a net sees.
     *
     * @param given values from outside
     */
    static @Nullable Environment environment(NetFile.Net net, Map<String, Object> given, Problems problems) {
        return filledIn(net.name().text(), net.parameters(), given, null, problems);
    }

    /** A default sees the parameters before it, and {@code in}. */
    private static @Nullable Environment filledIn(
            String owner,
            List<NetFile.Parameter> parameters,
            Map<String, Object> given,
            @Nullable Shape in,
            Problems problems) {
        Environment environment = new Environment(owner, true, names(parameters), Map.of(), in);
        for (NetFile.Parameter parameter : parameters) {
            Object value = given.get(parameter.name().text());
            if (value == null && parameter.defaultValue() != null) {
                value = new Evaluator(environment, problems).value(parameter.defaultValue());
            }
            if (value == null) {
                return null;
            }
            environment = environment.with(parameter.name().text(), value);
        }
        return environment;
    }

    private static Set<String> names(List<NetFile.Parameter> parameters) {
        Set<String> names = new LinkedHashSet<>();
        parameters.forEach(parameter -> names.add(parameter.name().text()));
        return names;
    }

    /** What a call of a block can give. */
    static ArgumentMatch.Callee<NetFile.Parameter> callee(NetFile.Block block) {
        String text = block.parameters().stream()
                .map(parameter -> parameter.name().text()
                        + (parameter.defaultValue() == null ? "" : "=" + CallText.of(parameter.defaultValue())))
                .collect(Collectors.joining(", ", block.name().text() + "(", ")"));
        return new ArgumentMatch.Callee<>(
                block.name().text(),
                text,
                block.parameters(),
                parameter -> parameter.name().text(),
                parameter -> List.of(),
                parameter -> parameter.defaultValue() == null,
                ArgumentMatch.Hints.none());
    }

    /** Finds the names in expressions. */
    private static final class Names {
        private final Set<String> found = new HashSet<>();

        static Set<String> usedIn(List<NetFile.Statement> body) {
            Names names = new Names();
            body.forEach(names::visit);
            return names.found;
        }

        static Set<String> usedIn(NetFile.Expression expression) {
            Names names = new Names();
            names.visit(expression);
            return names.found;
        }

        private void visit(NetFile.Statement statement) {
            if (statement instanceof NetFile.Call call) {
                visitArguments(call);
            } else if (statement instanceof NetFile.BrokenCall broken) {
                visitArguments(broken.call());
            } else if (statement instanceof NetFile.Merge merge) {
                visitArguments(merge.call());
            } else if (statement instanceof NetFile.Repeat repeat) {
                visit(repeat.count());
            } else if (statement instanceof NetFile.If choice) {
                choice.cases().forEach(one -> visit(one.condition()));
            }
            Blocks.inside(statement).forEach(body -> body.forEach(this::visit));
        }

        private void visitArguments(NetFile.Call call) {
            call.arguments().forEach(argument -> visit(argument.value()));
        }

        private void visit(NetFile.Expression expression) {
            if (expression instanceof NetFile.Call call) {
                found.add(call.name().text());
                visitArguments(call);
            } else if (expression instanceof NetFile.Unary unary) {
                visit(unary.operand());
            } else if (expression instanceof NetFile.Binary binary) {
                visit(binary.left());
                visit(binary.right());
            } else if (expression instanceof NetFile.Both both) {
                visit(both.height());
                visit(both.width());
            } else if (expression instanceof NetFile.Several several) {
                several.values().forEach(this::visit);
            }
        }
    }
}
