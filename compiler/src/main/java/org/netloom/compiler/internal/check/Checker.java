package org.netloom.compiler.internal.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.TrainPlan;
import org.netloom.compiler.internal.syntax.NetFile;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.source.Span;

/**
 * From syntax trees to networks: names, layers, arguments, shapes, train sections. All problems of all files are
 * reported in one run; a net with an error is left out of the result, the others are not.
 */
public final class Checker {
    private final CompilerOptions options;
    private final Problems problems;
    private final NameCheck names;
    private final PackageCheck packages;
    private final Given given;
    /** What stands above all train sections. */
    private final TrainPlan settings;

    private final Blocks blocks;
    private final List<Network> networks = new ArrayList<>();

    private Checker(CompilerOptions options, Blocks blocks, Problems problems) {
        this.options = options;
        this.problems = problems;
        this.names = new NameCheck(problems);
        this.packages = new PackageCheck(problems);
        this.given = new Given(options.parameters(), problems);
        this.settings = TrainCheck.check(options.settings(), options.trainWords(), problems);
        this.blocks = blocks;
    }

    /** The networks of these files, in their order; of files that these import only the blocks are used. */
    public static List<Network> check(List<NetFile> files, CompilerOptions options, Problems problems) {
        Imports imports = Imports.of(files, options.sources(), problems);
        Blocks blocks = Blocks.of(imports.files(), imports.targets(), new LayerNames(options.layers()), problems);
        Checker checker = new Checker(options, blocks, problems);
        imports.files().forEach(checker::checkBlocks);
        files.forEach(checker::check);
        checker.packages.reportClashes();
        checker.given.reportUnused(files.stream()
                .flatMap(file -> file.declarations().stream())
                .filter(NetFile.Net.class::isInstance)
                .map(NetFile.Net.class::cast)
                .toList());
        new Unused(files, imports, blocks, problems).report();
        return checker.networks;
    }

    private void checkBlocks(NetFile file) {
        for (NetFile.Declaration declaration : file.declarations()) {
            if (declaration instanceof NetFile.Block block) {
                Parameters.check(block.name(), block.parameters(), block.body(), problems);
                InputCheck.check(block, problems);
                Environment environment = Parameters.unknown(block.name().text(), block.parameters());
                Expander.walkDry(block.body(), false, environment, blocks, problems);
            }
        }
    }

    private void check(NetFile file) {
        if (file.declarations().isEmpty() && problems.none(file.source())) {
            problems.add(Problem.error(
                            "net.nothing",
                            new Span(file.source(), 0, 0),
                            "there is no net, block or train section here")
                    .help("a net looks like this: net A { input(784) dense(10) }"));
        }
        NetFile.Name declared = file.packageName();
        String packageName = declared == null ? options.defaultPackage().apply(file.source()) : declared.text();
        packages.check(packageName, file, declared);
        Map<String, NetFile.Net> nets = new LinkedHashMap<>();
        for (NetFile.Declaration declaration : file.declarations()) {
            if (declaration instanceof NetFile.Net net) {
                nets.putIfAbsent(net.name().text(), net);
                names.check(net, packageName);
                packages.declare(net.name(), packageName);
            }
        }
        Map<String, NetFile.Train> sections = new HashMap<>();
        Map<String, TrainPlan> plans = new HashMap<>();
        for (NetFile.Declaration declaration : file.declarations()) {
            if (declaration instanceof NetFile.Train train) {
                pair(train, nets, sections);
                plans.putIfAbsent(train.net().text(), TrainCheck.check(train, options.trainWords(), problems));
            }
        }
        for (NetFile.Declaration declaration : file.declarations()) {
            if (declaration instanceof NetFile.Net net) {
                String name = net.name().text();
                check(
                        net,
                        packageName,
                        plans.getOrDefault(name, TrainPlan.EMPTY).with(settings),
                        sections.get(name));
            }
        }
    }

    private void pair(NetFile.Train train, Map<String, NetFile.Net> nets, Map<String, NetFile.Train> sections) {
        NetFile.Name name = train.net();
        if (!nets.containsKey(name.text())) {
            Optional<String> nearest = Suggestions.nearest(name.text(), nets.keySet());
            String all = nets.isEmpty() ? "the file has none" : "the file has " + String.join(", ", nets.keySet());
            problems.add(Problem.error(
                            "train.unknown-net",
                            name.span(),
                            "there is no net '%s' in this file to train".formatted(name.text()))
                    .help(Suggestions.didYouMean(nearest, all)));
        }
        NetFile.Train first = sections.putIfAbsent(name.text(), train);
        if (first != null) {
            problems.add(Problem.error(
                            "train.twice", name.span(), "'%s' has more than one train section".formatted(name.text()))
                    .related(first.net().span(), "the first is here"));
        }
    }

    private void check(NetFile.Net net, String packageName, TrainPlan plan, NetFile.@Nullable Train section) {
        Parameters.check(net.name(), net.parameters(), net.body(), problems);
        InputCheck.check(net, problems);
        Environment unknown = Parameters.unknown(net.name().text(), net.parameters());
        Expander.walkDry(net.body(), true, unknown, blocks, problems);
        Environment environment = environment(net);
        Expander.Expanded expanded = environment == null ? null : Expander.expand(net, environment, blocks, problems);
        if (environment == null || expanded == null) {
            return;
        }
        Network network = new Network(
                new Network.Heading(
                        net.name().text(), net.doc(), packageName, net.name().span()),
                environment.values(),
                expanded.inputShape(),
                net.body().get(0).span(),
                expanded.nodes(),
                plan);
        networks.add(network);
        names.checkConstants(net, network);
        if (section != null) {
            NamedLayers.check(section, network, problems);
        }
        if (section != null && network.output().shape() instanceof Shape.Image) {
            problems.add(Problem.error(
                            "train.output-not-vector",
                            section.net().span(),
                            "every loss takes a vector or a sequence of outputs but %s puts out %s"
                                    .formatted(
                                            network.name(),
                                            network.output().shape().described()))
                    .help("end it with flatten dense(10), for ten classes"));
        }
    }

    /** The values of a net's parameters, each from outside or its default, or null where one was refused. */
    private @Nullable Environment environment(NetFile.Net net) {
        boolean complete = true;
        for (NetFile.Parameter parameter : net.parameters()) {
            if (parameter.defaultValue() == null) {
                String name = parameter.name().text();
                problems.add(Problem.error(
                                "net.parameter-without-default",
                                parameter.name().span(),
                                "a net's parameter needs a default, but %s has none".formatted(name))
                        .help("write %s = 10, for example".formatted(name)));
                complete = false;
            }
        }
        Map<String, Object> values = given.forNet(net);
        return complete ? Parameters.environment(net, values, problems) : null;
    }
}
