package org.netloom.compiler.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.lang.model.SourceVersion;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.ir.Network;
import org.netloom.compiler.ir.TrainPlan;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.source.SourceFile;
import org.netloom.compiler.source.Span;
import org.netloom.compiler.syntax.NetFile;

/**
 * From syntax trees to networks: names, layers, arguments, shapes, train sections. All problems of all files are
 * reported in one run; a net with an error is left out of the result, the others are not.
 */
public final class Checker {
    /** What a class file can hold, with room to spare: its constant pool ends at 65,535 entries. */
    static final int MOST_LAYERS = 1_500;

    private final Function<SourceFile, String> defaultPackage;
    private final Problems problems;
    private final NameCheck names;
    private final List<Network> networks = new ArrayList<>();

    private Checker(Function<SourceFile, String> defaultPackage, Problems problems) {
        this.defaultPackage = defaultPackage;
        this.problems = problems;
        this.names = new NameCheck(problems);
    }

    /**
     * The networks of these files, in their order.
     *
     * @param defaultPackage the Java package of a file that names none
     */
    public static List<Network> check(
            List<NetFile> files, Function<SourceFile, String> defaultPackage, Problems problems) {
        Checker checker = new Checker(defaultPackage, problems);
        files.forEach(checker::check);
        return checker.networks;
    }

    private void check(NetFile file) {
        NetFile.Name declared = file.packageName();
        String packageName = declared == null ? defaultPackage.apply(file.source()) : declared.text();
        if (!packageName.isEmpty() && !SourceVersion.isName(packageName, SourceVersion.RELEASE_17)) {
            Span place = declared == null ? new Span(file.source(), 0, 0) : declared.span();
            problems.add(
                    Problem.error("net.package-not-java", place, "'%s' cannot be a Java package".formatted(packageName))
                            .help("write another at the top of the file: package org.example.nets;"));
        }
        Map<String, NetFile.Net> nets = new LinkedHashMap<>();
        for (NetFile.Declaration declaration : file.declarations()) {
            if (declaration instanceof NetFile.Net net) {
                nets.putIfAbsent(net.name().text(), net);
                names.check(net, packageName);
            }
        }
        Map<String, NetFile.Train> sections = new HashMap<>();
        Map<String, TrainPlan> plans = new HashMap<>();
        for (NetFile.Declaration declaration : file.declarations()) {
            if (declaration instanceof NetFile.Train train) {
                pair(train, nets, sections);
                plans.putIfAbsent(train.net().text(), TrainCheck.check(train, problems));
            }
        }
        for (NetFile.Declaration declaration : file.declarations()) {
            if (declaration instanceof NetFile.Net net) {
                String name = net.name().text();
                check(net, packageName, plans.getOrDefault(name, TrainPlan.EMPTY), sections.get(name));
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
        if (net.body().size() > MOST_LAYERS) {
            problems.add(Problem.error(
                    "net.too-deep",
                    net.name().span(),
                    "%s has %,d layers, and a Java class can hold %,d"
                            .formatted(net.name().text(), net.body().size(), MOST_LAYERS)));
            return;
        }
        ResolvedNet resolved = new Resolver(problems).resolve(net, packageName);
        Network network = ShapeInference.infer(resolved, plan, problems);
        if (network != null) {
            networks.add(network);
            if (section != null && network.output().shape().dims().size() > 1) {
                problems.add(Problem.error(
                                "train.output-not-vector",
                                section.net().span(),
                                "every loss takes a vector of outputs but %s puts out %s"
                                        .formatted(
                                                network.name(),
                                                network.output().shape().described()))
                        .help("end it with flatten dense(10), for ten classes"));
            }
        }
    }
}
