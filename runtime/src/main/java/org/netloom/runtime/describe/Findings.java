package org.netloom.runtime.describe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.netloom.runtime.data.Dataset;

/** What looks wrong with data: a sentence each. */
final class Findings {
    /** How many names a sentence lists before it only counts. */
    private static final int LISTED = 5;
    /** By how much the rarest class may be rarer than the most frequent one before it is worth a sentence. */
    private static final double RARE = 20;
    /** By how much the deviations of inputs may differ. */
    private static final double ANOTHER_SCALE = 1000;

    private final List<Scan> scans;
    private final List<DataPart> parts;
    private final List<String> classNames;
    private final List<String> features;
    private final List<String> found = new ArrayList<>();

    /**
     * @param scans of the parts, the training part first and the test part last
     * @param features what the inputs of vectors are called
     */
    Findings(List<Scan> scans, List<DataPart> parts, List<String> classNames, List<String> features) {
        this.scans = scans;
        this.parts = parts;
        this.classNames = classNames;
        this.features = features;
    }

    List<String> all() {
        unreadable();
        if (scans.get(0).data().targets() == 0) {
            labelsFromOne();
            emptyClasses();
            rareClasses();
        } else {
            constantTargets();
        }
        constantFeatures();
        sameFeatures();
        featureScales();
        for (Scan scan : scans.subList(1, scans.size())) {
            inBothParts(scans.get(0), scan);
        }
        if (scans.size() == 3) {
            inBothParts(scans.get(1), scans.get(2));
        }
        contradictions();
        return found;
    }

    private void unreadable() {
        for (Scan scan : scans) {
            List<String> why = scan.unreadable();
            if (!why.isEmpty()) {
                add(
                        "%,d of %,d %s examples cannot be read: %s%s",
                        why.size(),
                        scan.data().size(),
                        scan.name(),
                        why.stream().limit(LISTED).collect(Collectors.joining("; ")),
                        why.size() > LISTED ? "; and so on" : "");
            }
        }
    }

    private void labelsFromOne() {
        boolean none = parts.stream().allMatch(part -> part.classes().get(0) == 0);
        boolean others = IntStream.range(1, classNames.size())
                .allMatch(k -> parts.get(0).classes().get(k) > 0);
        if (classNames.size() > 1 && none && others) {
            add(
                    "no example has class %s, and every other class has some: labels that count from 1 need 1 less, and the net %d outputs",
                    classNames.get(0), classNames.size() - 1);
        }
    }

    private void emptyClasses() {
        for (DataPart part : parts) {
            List<String> empty = IntStream.range(0, classNames.size())
                    .filter(k -> part.classes().get(k) == 0)
                    .mapToObj(classNames::get)
                    .toList();
            if (part.labels() > 0 && !empty.isEmpty()) {
                add("the %s part has no example of class %s", part.name(), listed(empty));
            }
        }
    }

    private void rareClasses() {
        List<Long> counts = parts.get(0).classes();
        int most = IntStream.range(0, counts.size()).reduce(0, (a, b) -> counts.get(b) > counts.get(a) ? b : a);
        int least = most;
        for (int k = 0; k < counts.size(); k++) {
            if (counts.get(k) > 0 && counts.get(k) < counts.get(least)) {
                least = k;
            }
        }
        if (!counts.isEmpty() && counts.get(most) >= RARE * counts.get(least)) {
            add(
                    "class %s has %,d training examples and class %s %,d: accuracy says little of the rare one; look at recall, or give the loss weights",
                    classNames.get(most), counts.get(most), classNames.get(least), counts.get(least));
        }
    }

    private void constantTargets() {
        List<Range> targets = parts.get(0).targets();
        List<String> names = scans.get(0).data().targetNames();
        for (int j = 0; j < targets.size(); j++) {
            if (targets.get(j).least() == targets.get(j).greatest()) {
                add(
                        "the target %s is %s in every training example: there is nothing to learn",
                        j < names.size() ? names.get(j) : j, targets.get(j).least());
            }
        }
    }

    private void constantFeatures() {
        List<Range> ranges = scans.get(0).features();
        List<String> constant = IntStream.range(0, ranges.size())
                .filter(j -> ranges.get(j).least() == ranges.get(j).greatest())
                .mapToObj(features::get)
                .toList();
        if (!constant.isEmpty() && scans.get(0).data().size() > 1) {
            add(
                    "%s %s the same in every training example: nothing can be learned from %s",
                    listed(constant), constant.size() == 1 ? "is" : "are", constant.size() == 1 ? "it" : "them");
        }
    }

    private void sameFeatures() {
        List<Range> ranges = scans.get(0).features();
        Map<Long, List<String>> same = new LinkedHashMap<>();
        for (int j = 0; j < ranges.size(); j++) {
            if (ranges.get(j).least() < ranges.get(j).greatest()) {
                same.computeIfAbsent(scans.get(0).featurePrint(j), key -> new ArrayList<>())
                        .add(features.get(j));
            }
        }
        same.values().stream()
                .filter(names -> names.size() > 1)
                .forEach(names ->
                        add("%s are the same in every training example: one of them is enough", listed(names)));
    }

    private void featureScales() {
        List<Range> ranges = scans.get(0).features();
        int widest = -1;
        int narrowest = -1;
        for (int j = 0; j < ranges.size(); j++) {
            double deviation = ranges.get(j).deviation();
            widest = widest < 0 || deviation > ranges.get(widest).deviation() ? j : widest;
            boolean narrower =
                    narrowest < 0 || deviation < ranges.get(narrowest).deviation();
            narrowest = deviation > 0 && narrower ? j : narrowest;
        }
        if (narrowest >= 0
                && ranges.get(widest).deviation()
                        >= ANOTHER_SCALE * ranges.get(narrowest).deviation()) {
            add(
                    "%s has a standard deviation of %.3g and %s one of %.3g: inputs of one scale learn better; divide each by its own",
                    features.get(widest),
                    ranges.get(widest).deviation(),
                    features.get(narrowest),
                    ranges.get(narrowest).deviation());
        }
    }

    private void inBothParts(Scan learned, Scan other) {
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < learned.data().size(); i++) {
            seen.add(learned.print(i));
        }
        seen.remove(Scan.UNREAD);
        long both = IntStream.range(0, other.data().size())
                .filter(i -> seen.contains(other.print(i)))
                .count();
        if (both > 0) {
            add(
                    "%,d of %,d %s examples %s in the %s part, too: what is measured on %s is memory",
                    both,
                    other.data().size(),
                    other.name(),
                    both == 1 ? "is" : "are",
                    learned.name(),
                    both == 1 ? "it" : "them");
        }
    }

    /** The same input twice in the training part, with another class. */
    private void contradictions() {
        Dataset data = scans.get(0).data();
        if (data.classes() == 0 || data.positions() > 1) {
            return;
        }
        Map<Long, Integer> first = new HashMap<>();
        int copies = 0;
        int contradicting = 0;
        for (int i = 0; i < data.size(); i++) {
            if (scans.get(0).print(i) == Scan.UNREAD) {
                continue;
            }
            Integer before = first.putIfAbsent(scans.get(0).print(i), data.label(i));
            copies += before == null ? 0 : 1;
            contradicting += before == null || before == data.label(i) ? 0 : 1;
        }
        if (contradicting > 0) {
            add(
                    "%,d of %,d training examples have the same input as an earlier one, and %,d of them another class: no net can learn both",
                    copies, data.size(), contradicting);
        }
    }

    private void add(String sentence, Object... values) {
        found.add(String.format(Locale.ROOT, sentence, values));
    }

    private static String listed(List<String> names) {
        if (names.size() > LISTED) {
            return String.join(", ", names.subList(0, LISTED)) + " and " + (names.size() - LISTED) + " more";
        }
        return names.size() == 1
                ? names.get(0)
                : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.get(names.size() - 1);
    }
}
